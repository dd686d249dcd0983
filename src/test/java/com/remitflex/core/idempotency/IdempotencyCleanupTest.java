package com.remitflex.core.idempotency;

import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.payments;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.PayoutExample;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers are forgotten after a day and keys after a year, and nothing before its time. */
class IdempotencyCleanupTest {
  private static final String PAYMENTS = "/v1/payments";
  private static final String BODY = PayoutExample.SPAIN.body("100").toString();

  @RegisterExtension static final TestServer server = TestServer.standard();

  /** Its next run is an hour later: until then, only the tests delete. */
  @BeforeAll
  static void awaitTheCleanupOfTheServer() {
    Await.until(
        "the server's own cleanup has run",
        () ->
            server
                .database()
                .with(handle ->
                    handle
                        .createQuery(
                            """
                            SELECT NOT picked AND last_success IS NOT NULL FROM maintenance_task
                            WHERE task_name = 'idempotency-keys'
                            """)
                        .mapTo(Boolean.class)
                        .findOne()
                        .orElse(false)));
  }

  @BeforeEach
  void deleteAllKeys() {
    server.database().use(handle -> handle.execute("DELETE FROM idempotency"));
  }

  private static IdempotencyCleanup cleanup() {
    return new IdempotencyCleanup(server.database());
  }

  private static void age(String key, String interval) {
    server
        .database()
        .use(handle ->
            handle.execute(
                "UPDATE idempotency SET created_at = created_at - ?::interval WHERE key = ?",
                interval,
                key));
  }

  private static long count(String condition) {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery("SELECT count(*) FROM idempotency WHERE " + condition)
                .mapTo(Long.class)
                .one());
  }

  /** Rows as the engine writes them, all of this age. */
  private static void remember(int rows, String age) {
    server
        .database()
        .use(handle ->
            handle.execute(
                """
                INSERT INTO idempotency (account_id, environment, key, request_hash, resource_id,
                                         status, answer, created_at)
                SELECT 'acc_1', 'sandbox', 'key-' || n, 'x', 'pmt_1', 201, '{}',
                       clock_timestamp() - ?::interval
                FROM generate_series(1, ?) n
                """,
                age,
                rows));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 s", "12 h", "23 h 59 min"})
  void responseThatCanStillBeReplayedStays(String age) {
    ApiClient client = server.newClient(Scope.WRITE);
    Answer first = client.post(PAYMENTS, BODY, "k");
    age("k", age);

    assertThat(cleanup().run(() -> false)).isZero();

    Answer again = client.post(PAYMENTS, BODY, "k");
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.header("Idempotent-Replayed")).contains("true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"24 h 2 min", "3 days", "364 days"})
  void oldResponseIsDeletedButItsKeyNeverPaysTwice(String age) {
    ApiClient client = server.newClient(Scope.WRITE);
    String id = client.post(PAYMENTS, BODY, "k").json().path("id").asText();
    age("k", age);

    assertThat(cleanup().run(() -> false)).isEqualTo(1);

    assertThat(count("answer IS NOT NULL")).isZero();
    Answer again = client.post(PAYMENTS, BODY, "k");
    assertRefused(again, 422, "IDEMPOTENCY_KEY_EXPIRED");
    assertThat(again.json().path("error").path("message").asText()).contains(id);
    assertThat(payments(client)).isEqualTo(1);
    Answer known = client.get("/v1/idempotency-keys/k");
    assertThat(known.json().path("status").asText()).isEqualTo("done");
    assertThat(known.json().path("resource_id").asText()).isEqualTo(id);
  }

  @Test
  void anotherRequestWithAnExpiredResponseIsStillAConflict() {
    ApiClient client = server.newClient(Scope.WRITE);
    client.post(PAYMENTS, BODY, "k");
    age("k", "2 days");
    cleanup().run(() -> false);

    Answer other = client.post(PAYMENTS, PayoutExample.SPAIN.body("101").toString(), "k");

    assertRefused(other, 409, "IDEMPOTENCY_CONFLICT");
  }

  @Test
  void keyIsStoredForAYearAndThenFree() {
    ApiClient client = server.newClient(Scope.WRITE);
    client.post(PAYMENTS, BODY, "k");
    age("k", "365 days");
    cleanup().run(() -> false);
    assertRefused(client.post(PAYMENTS, BODY, "k"), 422, "IDEMPOTENCY_KEY_EXPIRED");

    age("k", "2 days");
    cleanup().run(() -> false);

    assertThat(count("true")).isZero();
    assertThat(client.get("/v1/idempotency-keys/k").json().path("status").asText())
        .isEqualTo("no_effect_yet");
    assertThat(client.post(PAYMENTS, BODY, "k").status()).isEqualTo(201);
  }

  @Test
  void twoNodesDeleteEachRowOnce() throws Exception {
    int rows = 22_000;
    remember(rows, "25 h");
    List<Future<Long>> passes;
    try (ExecutorService nodes = Executors.newFixedThreadPool(2)) {
      passes =
          nodes.invokeAll(
              List.of(() -> cleanup().run(() -> false), () -> cleanup().run(() -> false)));
    }

    assertThat(passes.getFirst().get() + passes.getLast().get()).isEqualTo(rows);
    assertThat(count("answer IS NULL")).isEqualTo(rows);
  }

  @Test
  void lockedRowIsSkippedAndDeletedByTheNextRun() {
    remember(3, "24 h 30 min");
    IdempotencyCleanup node = cleanup();
    long meanwhile =
        server
            .database()
            .inTransaction(handle -> {
              handle.execute("SELECT 1 FROM idempotency WHERE key = 'key-2' FOR UPDATE");
              return CompletableFuture.supplyAsync(() -> node.run(() -> false)).join();
            });

    assertThat(meanwhile).isEqualTo(2);
    assertThat(node.run(() -> false)).isEqualTo(1);
    assertThat(count("answer IS NOT NULL")).isZero();
  }

  @Test
  void laterRunDeletesWhatHasExpiredSince() {
    IdempotencyCleanup node = cleanup();
    node.run(() -> false);
    remember(2, "24 h 30 min");

    assertThat(node.run(() -> false)).isEqualTo(2);
    assertThat(node.run(() -> false)).isZero();
  }

  @Test
  void responsesOfDifferentAgesAreDeletedInOneRun() {
    for (String age : List.of("24 h 2 min", "25 h", "3 days", "200 days", "364 days")) {
      remember(1, age);
      server.database().use(handle -> handle.execute("UPDATE idempotency SET key = md5(key)"));
    }

    assertThat(cleanup().run(() -> false)).isEqualTo(5);
  }

  /** A step for each day of the year, and each five minutes of the last two days, is a thousand. */
  @Test
  void newPlatformDoesNotLookThroughAYearWithoutKeys() {
    remember(3, "12 h");
    Thread cleaning = Thread.currentThread();
    AtomicInteger asked = new AtomicInteger();
    server
        .database()
        .connectionsAs(connection -> {
          if (Thread.currentThread().equals(cleaning)) {
            asked.incrementAndGet();
          }
          return connection;
        });
    try {
      assertThat(cleanup().run(() -> false)).isZero();
    } finally {
      server.database().connectionsAs(UnaryOperator.identity());
    }

    assertThat(asked.get()).isBetween(1, 5);
  }
}
