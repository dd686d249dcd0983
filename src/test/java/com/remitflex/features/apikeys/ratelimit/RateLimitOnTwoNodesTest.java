package com.remitflex.features.apikeys.ratelimit;

import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes on one database admit together what a key may send, whichever of them it asks. */
@Tag("slow")
class RateLimitOnTwoNodesTest {
  private static final int LIMIT = 60;
  private static final Map<String, String> SETTINGS =
      Map.of(
          "REMITFLEX_DATABASE_URL", TestDatabase.create(),
          "REMITFLEX_RATE_LIMIT_PER_MINUTE", Integer.toString(LIMIT));

  @RegisterExtension static final TestServer first = TestServer.with(SETTINGS);
  @RegisterExtension static final TestServer second = TestServer.with(SETTINGS);

  /** A busy machine may let a holder be slow for longer than a node waits. */
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);

  private static final String BALANCES = "/v1/balances";

  private static String newKey() {
    return first.newKey(first.newAccount(), Environment.SANDBOX, Scope.READ).secret();
  }

  private static String reset(Answer answer) {
    return answer.header("X-RateLimit-Reset").orElseThrow();
  }

  private static long admitted(Iterable<Answer> answers, String reset) {
    long admitted = 0;
    for (Answer answer : answers) {
      admitted += answer.status() == 200 && reset(answer).equals(reset) ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void bothTogetherAdmitTheLimitAndNotOneMore() {
    Set<String> minutes;
    do {
      String key = newKey();
      Queue<Answer> answers = new ConcurrentLinkedQueue<>();
      AtomicInteger admitted = new AtomicInteger();
      Instant end = Instant.now().plus(LONG_ENOUGH);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 8; i++) {
          ApiClient client = (i % 2 == 0 ? first : second).client(key);
          threads.submit(() -> {
            int surplus = 5;
            while (surplus > 0 && Instant.now().isBefore(end)) {
              Answer answer = client.get(BALANCES);
              answers.add(answer);
              int sum = answer.status() == 200 ? admitted.incrementAndGet() : admitted.get();
              surplus -= sum >= LIMIT ? 1 : 0;
            }
          });
        }
      }

      minutes = new HashSet<>(answers.stream().map(answer -> reset(answer)).toList());
      assertThat(answers).extracting(Answer::status).isSubsetOf(200, 429);
      for (String minute : minutes) {
        assertThat(admitted(answers, minute)).isLessThanOrEqualTo(LIMIT);
      }
      // Where a minute has ended, the requests of the next one may all be within its limit.
      if (minutes.size() == 1) {
        assertThat(answers).extracting(Answer::status).contains(429);
        assertThat(admitted(answers, minutes.iterator().next())).isEqualTo(LIMIT);
        answers.stream()
            .filter(answer -> answer.status() == 429)
            .forEach(rejected -> {
              assertRefused(rejected, 429, "RATE_LIMIT_EXCEEDED");
              assertThat(Integer.parseInt(rejected.header("Retry-After").orElseThrow()))
                  .isBetween(1, 60);
              assertThat(rejected.header("X-RateLimit-Remaining")).contains("0");
            });
      }
    } while (minutes.size() > 1);
  }

  @Test
  void whatOneNodeHoldsAnotherGetsWhenItNeedsIt() {
    Set<String> minutes;
    do {
      String key = newKey();
      List<Answer> answers = new ArrayList<>();
      answers.add(first.client(key).get(BALANCES));
      Instant end = Instant.now().plus(LONG_ENOUGH);
      int admitted = 1;
      while (admitted < LIMIT && Instant.now().isBefore(end)) {
        Answer answer = second.client(key).get(BALANCES);
        answers.add(answer);
        admitted += answer.status() == 200 ? 1 : 0;
      }
      for (int i = 0; i < 5; i++) {
        answers.add(second.client(key).get(BALANCES));
      }

      minutes = new HashSet<>(answers.stream().map(answer -> reset(answer)).toList());
      if (minutes.size() == 1) {
        assertThat(admitted).isEqualTo(LIMIT);
        assertThat(answers.subList(answers.size() - 5, answers.size()))
            .extracting(Answer::status)
            .containsOnly(429);
      }
    } while (minutes.size() > 1);
  }

  @Test
  void aRequestThatCannotBeCountedIs503AndNotAdmitted() {
    ApiClient client = first.client(newKey());
    try (Handle locker = Jdbi.open(first.database().dataSource())) {
      locker.begin();
      locker.execute("LOCK TABLE rate_window");
      CompletableFuture<Answer> request = CompletableFuture.supplyAsync(() -> client.get(BALANCES));
      while (!request.isDone()) {
        second.database().with(RateLimitOnTwoNodesTest::endThoseWhoWaitForALock);
      }

      assertRefused(request.join(), 503, "SERVICE_UNAVAILABLE");
      assertThat(request.join().header("Retry-After")).isPresent();
      locker.rollback();
    }
    assertThat(client.get(BALANCES).status()).isEqualTo(200);
  }

  private static List<Boolean> endThoseWhoWaitForALock(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
              AND query LIKE 'INSERT INTO rate_window%'
            """)
        .mapTo(Boolean.class)
        .list();
  }
}
