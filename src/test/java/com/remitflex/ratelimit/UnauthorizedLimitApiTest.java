package com.remitflex.ratelimit;

import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.http.Scope;
import com.remitflex.ids.Environment;
import com.remitflex.keyring.Keys;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.TestServer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many answers 401 an address may get in a minute, and whom that does not concern. */
class UnauthorizedLimitApiTest {
  private static final int LIMIT = 5;
  private static final String BALANCES = "/v1/balances";

  @RegisterExtension
  static final TestServer server =
      TestServer.with(Map.of("REMITFLEX_UNAUTHORIZED_PER_MINUTE", Integer.toString(LIMIT)));

  /** Each test has a minute with room; the answers of the tests before it count too. */
  @BeforeEach
  void useUpTheLimitEarlyInAMinute() throws InterruptedException {
    while (Instant.now().getEpochSecond() % 60 > 50) {
      Thread.sleep(50);
    }
    strangers(2 * LIMIT);
  }

  private static List<Answer> strangers(int requests) {
    ApiClient stranger = server.client("rf_test_unknown");
    return IntStream.range(0, requests).mapToObj(i -> stranger.get(BALANCES)).toList();
  }

  @Test
  void furtherOnesAreRefusedUntilTheMinuteEnds() {
    for (Answer refused : strangers(3)) {
      assertRefused(refused, 429, "RATE_LIMIT_EXCEEDED");
      assertThat(Integer.parseInt(refused.header("Retry-After").orElseThrow())).isBetween(1, 60);
      assertThat(refused.header("WWW-Authenticate")).isEmpty();
      assertThat(refused.header("X-RateLimit-Limit")).isEmpty();
    }
  }

  @Test
  void aGoodKeyFromTheSameAddressIsNotConcerned() {
    ApiClient client = server.newClient(Scope.READ);

    for (int i = 0; i < 3 * LIMIT; i++) {
      assertThat(client.get(BALANCES).status()).isEqualTo(200);
      strangers(1);
    }
  }

  @Test
  void aRevokedKeyCountsToo() {
    Keys.Created key = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.READ);
    server.keys().revoke(key.key().id());

    assertRefused(server.client(key.secret()).get(BALANCES), 429, "RATE_LIMIT_EXCEEDED");
  }

  @Test
  void refusalsOfAGoodKeyAreNoneOfThem() {
    Answer answer = server.newClient(Scope.READ).get("/v1/nothing");

    assertRefused(answer, 404, "NOT_FOUND");
  }
}
