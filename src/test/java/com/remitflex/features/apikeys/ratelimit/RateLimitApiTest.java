package com.remitflex.features.apikeys.ratelimit;

import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.payments;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many requests a key may send in a minute. */
class RateLimitApiTest {
  private static final int LIMIT = 5;

  @RegisterExtension
  static final TestServer server =
      TestServer.with(Map.of("REMITFLEX_RATE_LIMIT_PER_MINUTE", Integer.toString(LIMIT)));

  /** The responses to so many requests of a new key, all within one window. */
  private static List<Answer> answers(int requests, Function<ApiClient, Answer> request) {
    while (true) {
      ApiClient client = server.newClient(Scope.WRITE);
      List<Answer> answers =
          IntStream.range(0, requests).mapToObj(i -> request.apply(client)).toList();
      if (answers.stream().map(a -> number(a, "X-RateLimit-Reset")).distinct().count() == 1) {
        return answers;
      }
    }
  }

  private static long number(Answer answer, String header) {
    return Long.parseLong(answer.header(header).orElseThrow());
  }

  @Test
  void everyResponseCountsDownToZero() {
    List<Answer> answers = answers(LIMIT, client -> client.get("/v1/balances"));

    assertThat(answers).extracting(Answer::status).containsOnly(200);
    assertThat(answers).extracting(a -> number(a, "X-RateLimit-Limit")).containsOnly(5L);
    assertThat(answers)
        .extracting(a -> number(a, "X-RateLimit-Remaining"))
        .containsExactly(4L, 3L, 2L, 1L, 0L);
    long secondsLeft =
        number(answers.getFirst(), "X-RateLimit-Reset") - Instant.now().getEpochSecond();
    assertThat(secondsLeft).isBetween(-5L, 61L);
    assertThat(number(answers.getFirst(), "X-RateLimit-Reset") % 60).isZero();
  }

  @Test
  void theSixthRequestIsRejectedUntilTheWindowEnds() {
    List<Answer> answers = answers(LIMIT + 2, client -> client.get("/v1/balances"));

    for (Answer rejected : answers.subList(LIMIT, LIMIT + 2)) {
      assertRefused(rejected, 429, "RATE_LIMIT_EXCEEDED");
      assertThat(number(rejected, "Retry-After")).isBetween(1L, 60L);
      assertThat(number(rejected, "X-RateLimit-Limit")).isEqualTo(LIMIT);
      assertThat(number(rejected, "X-RateLimit-Remaining")).isZero();
    }
  }

  @Test
  void aRejectedRequestDoesNothing() {
    String accountId = server.newAccount();
    String body = PaymentBody.of("100", "USDC").toString();
    ApiClient client = server.clientOf(accountId, Environment.SANDBOX);
    long accepted =
        IntStream.range(0, 2 * LIMIT)
            .mapToObj(i -> client.post("/v1/payments", body))
            .filter(answer -> answer.status() == 201)
            .count();

    assertThat(accepted).isBetween((long) LIMIT, 2L * LIMIT);
    ApiClient other = server.clientOf(accountId, Environment.SANDBOX);
    assertThat(payments(other)).isEqualTo(accepted);
  }

  @Test
  void theKeysOfOneAccountAreCountedApart() {
    String accountId = server.newAccount();
    ApiClient one = server.clientOf(accountId, Environment.SANDBOX);
    ApiClient other = server.clientOf(accountId, Environment.SANDBOX);
    for (int i = 0; i <= LIMIT; i++) {
      one.get("/v1/balances");
    }

    Answer answer = other.get("/v1/balances");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(number(answer, "X-RateLimit-Remaining")).isEqualTo(LIMIT - 1);
  }

  @Test
  void rejectionsOfAnAcceptedKeyCountToo() {
    List<Answer> answers = answers(LIMIT + 1, client -> client.post("/v1/nothing", "{"));

    assertThat(answers.subList(0, LIMIT)).extracting(Answer::status).containsOnly(404);
    assertThat(answers)
        .extracting(a -> number(a, "X-RateLimit-Remaining"))
        .containsExactly(4L, 3L, 2L, 1L, 0L, 0L);
    assertRefused(answers.getLast(), 429, "RATE_LIMIT_EXCEEDED");
  }

  @Test
  void aRequestWithoutAnAcceptedKeyHasNoWindow() {
    Answer answer = server.client("rf_test_unknown").get("/v1/balances");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("X-RateLimit-Limit")).isEmpty();
    assertThat(answer.header("X-RateLimit-Remaining")).isEmpty();
    assertThat(answer.header("X-RateLimit-Reset")).isEmpty();
  }
}
