package com.remitflex.features.apikeys.ratelimit;

import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.features.apikeys.KeyLimits;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.net.AddressRange;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The limit of responses with 401 per address and minute, and which requests it does not concern.
 */
@Tag("slow")
class UnauthorizedLimitApiTest {
  private static final int LIMIT = 5;
  private static final String BALANCES = "/v1/balances";

  @RegisterExtension
  static final TestServer server =
      TestServer.with(Map.of("REMITFLEX_UNAUTHORIZED_PER_MINUTE", Integer.toString(LIMIT)));

  /** Each test needs an unused part of a minute; the responses of earlier tests count too. */
  @BeforeEach
  void useUpTheLimitEarlyInAMinute() {
    Await.until("a minute with room", () -> Instant.now().getEpochSecond() % 60 <= 50);
    strangers(2 * LIMIT);
    // Of the secrets that this node does not know, one a second is looked up.
    Await.pause(Duration.ofMillis(1_100));
  }

  private static List<Answer> strangers(int requests) {
    ApiClient stranger = server.client("rf_test_unknown");
    return IntStream.range(0, requests).mapToObj(i -> stranger.get(BALANCES)).toList();
  }

  @Test
  void furtherResponsesAreRejectedUntilTheMinuteEnds() {
    for (Answer rejected : strangers(3)) {
      assertRefused(rejected, 429, "RATE_LIMIT_EXCEEDED");
      assertThat(Integer.parseInt(rejected.header("Retry-After").orElseThrow())).isBetween(1, 60);
      assertThat(rejected.header("WWW-Authenticate")).isEmpty();
      assertThat(rejected.header("X-RateLimit-Limit")).isEmpty();
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
    IssuedKey key = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.READ);
    server.keys().revoke(key.key().id()).orElseThrow();

    assertRefused(server.client(key.secret()).get(BALANCES), 429, "RATE_LIMIT_EXCEEDED");
  }

  /** Held by a lock: whatever asks for a secret does not return before it is let go. */
  private static void whileTheTableIsLocked(Runnable test) {
    server
        .database()
        .inTransaction(handle -> {
          handle.execute("LOCK TABLE retired_secret IN ACCESS EXCLUSIVE MODE");
          test.run();
          return true;
        });
  }

  private static Answer withInventedKey() {
    return server.client(ApiKeyFormat.generate(Environment.SANDBOX)).get(BALANCES);
  }

  @Test
  void aFloodOfInventedKeysDoesNotReachTheDatabase() throws Exception {
    ApiClient known = server.newClient(Scope.READ);
    assertThat(known.get(BALANCES).status()).isEqualTo(200);
    List<Answer> answers = new ArrayList<>();

    try (ExecutorService lookup = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> lookedUp = new ArrayList<>();
      whileTheTableIsLocked(() -> {
        // One may be looked up each second, and a few more when a minute begins.
        for (int i = 0; i < 300; i++) {
          lookedUp.add(lookup.submit(UnauthorizedLimitApiTest::withInventedKey));
        }
        Await.until(
            "what is not looked up is answered",
            () -> lookedUp.stream().filter(Future::isDone).count() >= 250);
        answers.add(known.get(BALANCES));
      });
      for (Future<Answer> one : lookedUp) {
        answers.add(one.get());
      }
    }

    assertThat(answers.getFirst().status()).isEqualTo(200);
    assertThat(answers.stream().filter(one -> one.status() == 429).count())
        .isGreaterThanOrEqualTo(300 - LIMIT);
  }

  @Test
  void aKnownKeyFromAForbiddenAddressTakesTheLookupOfAnInventedOne() throws Exception {
    KeyLimits elsewhere =
        new KeyLimits(
            List.of(AddressRange.parse("192.0.2.1").orElseThrow()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    IssuedKey far =
        server
            .keys()
            .create(
                new HeadId(server.newAccount(), Environment.SANDBOX),
                new NewKey("far", Scope.READ, Optional.empty(), elsewhere))
            .orElseThrow();
    MintedSecrets.key(far.secret());
    server.client(far.secret()).get(BALANCES);
    Await.pause(Duration.ofMillis(1_100));

    try (ExecutorService lookup = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> one = new ArrayList<>();
      whileTheTableIsLocked(() -> {
        one.add(lookup.submit(() -> server.client(far.secret()).get(BALANCES)));
        Await.pause(Duration.ofMillis(300));
        assertThat(one.getFirst().isDone()).as("answered without a lookup").isFalse();
      });
      assertThat(one.getFirst().get().status()).isIn(401, 429);
    }
  }

  @Test
  void rejectionsOfAValidKeyAreNotLimited() {
    Answer answer = server.newClient(Scope.READ).get("/v1/nothing");

    assertRefused(answer, 404, "NOT_FOUND");
  }
}
