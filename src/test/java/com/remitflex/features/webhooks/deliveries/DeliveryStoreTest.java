package com.remitflex.features.webhooks.deliveries;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.webhooks.deliveries.DeliveryStore.Change;
import com.remitflex.platform.database.Database;
import com.remitflex.testing.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What deliveries cost the database when many of them are pending. */
class DeliveryStoreTest {
  private static final String URL = TestDatabase.create();
  private static final Database DATABASE = Database.open(URL);
  private static final String ENDPOINT = "we_1";
  private static final int PENDING = 5_000;
  private static final int CHANGED = 20;
  private static final int MOST = 32;

  @AfterAll
  static void drop() {
    DATABASE.close();
    TestDatabase.drop(URL);
  }

  /** The statistics were taken when nothing was pending, as they usually are. */
  @Test
  void recordingAnAttemptReadsNoOtherDeliveryOfItsEndpoint() {
    DATABASE.use(handle -> {
      insert(handle, 1, 20_000, "delivered");
      handle.execute("ANALYZE webhook_delivery");
      insert(handle, 20_001, 20_000 + PENDING, "pending");
    });

    long read =
        DATABASE.withEngineSettings(handle ->
            handle.inTransaction(transaction -> {
              long before = rowsRead(transaction);
              DeliveryStore.change(
                  transaction,
                  LongStream.rangeClosed(20_001, 20_000 + CHANGED)
                      .mapToObj(DeliveryStoreTest::delivered)
                      .toList());
              return rowsRead(transaction) - before;
            }));

    assertThat(read).isEqualTo(CHANGED);
    assertThat(pending()).isEqualTo(PENDING - CHANGED);
  }

  /** A receiver that rejects the first event of each payment, and has thousands of payments. */
  @Test
  void whatWaitsForAnEarlierEventIsNotLookedAtAgainAndAgain() {
    DATABASE.use(handle -> {
      handle.execute("DELETE FROM webhook_delivery");
      insert(handle, 1, 20_000, "delivered");
      handle.execute("ANALYZE webhook_delivery");
      insert(handle, 20_001, 20_000 + PENDING, "pending");
      handle.execute(
          """
          UPDATE webhook_delivery SET is_ordered = true, subject = 'pay_' || seq / 4,
            due_at = now() - interval '1 minute'
              + CASE WHEN seq % 4 = 0 THEN interval '1 hour' ELSE interval '0' END
          WHERE status = 'pending'
          """);
    });

    assertThat(dueInOrder().rows()).isBetween(0L, 2_000L);
    for (int polls = 0; polls < 100; polls++) {
      assertThat(dueInOrder().seqs()).allMatch(seq -> seq < 20_004);
    }

    assertThat(dueInOrder().rows()).isLessThan(20);
    long others =
        DATABASE.with(handle ->
            one(
                handle,
                """
                SELECT count(*) FROM webhook_delivery d JOIN webhook_delivery b
                  ON b.endpoint_id = d.endpoint_id AND b.seq = d.seq - d.seq % 4
                WHERE d.seq >= 20004 AND d.status = 'pending' AND d.due_at <> b.due_at
                """));
    assertThat(others).as("not due with the first one about their object").isZero();
  }

  /** After the endpoint has been paused: the first ones were tried last, so they are due last. */
  @Test
  void theFirstEventOfEachObjectIsFoundBehindThoseThatWaitForIt() {
    DATABASE.use(handle -> {
      handle.execute("DELETE FROM webhook_delivery");
      insert(handle, 1, PENDING, "pending");
      handle.execute(
          """
          UPDATE webhook_delivery SET is_ordered = true, subject = 'pay_' || seq / 4,
            due_at = now() - CASE WHEN seq % 4 = 0 THEN interval '1 s' ELSE interval '1 hour' END
          WHERE status = 'pending'
          """);
    });

    int polls = 0;
    List<Long> found = dueInOrder().seqs();
    while (found.size() < MOST && polls++ < 100) {
      found = dueInOrder().seqs();
    }

    assertThat(found).hasSize(MOST).filteredOn(seq -> seq >= 4).allMatch(seq -> seq % 4 == 0);
  }

  private record Found(List<Long> seqs, long rows) {}

  private static Found dueInOrder() {
    return DATABASE.withEngineSettings(handle ->
        handle.inTransaction(transaction -> {
          long before = rowsRead(transaction);
          List<Long> seqs =
              DeliveryStore.dueInOrder(
                      transaction, Set.of(new DeliveryStore.Wanted(ENDPOINT, MOST)))
                  .stream()
                  .map(Delivery::seq)
                  .toList();
          return new Found(seqs, rowsRead(transaction) - before);
        }));
  }

  private static Change delivered(long seq) {
    Instant now = Instant.parse("2026-11-01T10:00:00Z");
    return new Change(
        new Delivery.Key(ENDPOINT, seq),
        0,
        Delivery.Status.DELIVERED,
        now,
        Optional.of(now),
        Optional.of(200L),
        Optional.empty());
  }

  private static void insert(Handle handle, long first, long last, String status) {
    handle
        .createUpdate(
            """
            INSERT INTO webhook_delivery (endpoint_id, seq, account_id, environment, event_id,
              event_type, subject, status, is_ordered, attempts, tries, created_at, started_at,
              due_at, ended_at)
            SELECT :endpoint, seq, 'acc', 'sandbox', 'evt', 'payment.created', 'pay_' || seq,
              :status, false, 0, 0, now(), now(), now(),
              CASE WHEN :status <> 'pending' THEN now() END
            FROM generate_series(:first, :last) seq
            """)
        .bind("endpoint", ENDPOINT)
        .bind("first", first)
        .bind("last", last)
        .bind("status", status)
        .execute();
  }

  /** Rows of deliveries that this transaction has read through an index. */
  private static long rowsRead(Handle handle) {
    return one(
        handle,
        "SELECT idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'webhook_delivery'");
  }

  private static long pending() {
    return DATABASE.with(
        handle -> one(handle, "SELECT count(*) FROM webhook_delivery WHERE status = 'pending'"));
  }

  private static long one(Handle handle, String sql) {
    return handle.createQuery(sql).mapTo(Long.class).one();
  }
}
