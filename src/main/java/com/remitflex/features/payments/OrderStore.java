package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.Repository;
import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.features.rails.Report;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The rail_order table: commands write it, the workers of each rail claim from it. */
public final class OrderStore
    implements Repository<PaymentKey, SubmittedOrder>, RowQuery<PaymentKey, SubmittedOrder> {
  public static final OrderStore ROWS = new OrderStore();

  /** How long a claim lasts, unless its worker renews it. */
  public static final Duration LEASE = Duration.ofSeconds(15);

  private static final String OF_ROW =
      " WHERE o.payment_id = v.payment_id AND o.account_id = v.account_id"
          + " AND o.environment = v.environment";

  private static final Batch<PaymentKey> LOAD =
      keys(
          Batch.statement(
              """
              SELECT o.* FROM :rows
              JOIN rail_order o ON o.payment_id = v.payment_id AND o.account_id = v.account_id
                AND o.environment = v.environment
              """));

  private static final Batch<SubmittedOrder> INSERT =
      Batch.<SubmittedOrder>insert("rail_order")
          .text("account_id", o -> o.key().head().accountId())
          .text("environment", o -> o.key().head().environment().word())
          .text("payment_id", o -> o.key().id())
          .text("rail", SubmittedOrder::rail)
          .time("submitted_at", SubmittedOrder::submittedAt)
          .time("due_at", SubmittedOrder::dueAt)
          .build();

  private static final Batch<SubmittedOrder> UPDATE =
      Batch.<SubmittedOrder>statement(
              """
              UPDATE rail_order o SET due_at = v.due_at, claimed_by = NULL, claimed_until = NULL,
                waiting = NULL
              FROM :rows
              """
                  + OF_ROW)
          .text("account_id", o -> o.key().head().accountId())
          .text("environment", o -> o.key().head().environment().word())
          .text("payment_id", o -> o.key().id())
          .time("due_at", SubmittedOrder::dueAt)
          .build();

  private static final Batch<PaymentKey> DELETE =
      keys(Batch.statement("DELETE FROM rail_order o USING :rows" + OF_ROW));

  /** Only the claims that this worker still has: another one's must expire by themselves. */
  private static final Batch<HeldOrder> RENEW =
      Batch.<HeldOrder>statement(
              """
              UPDATE rail_order o
              SET claimed_until = clock_timestamp() + %d * interval '1 s' FROM :rows
              """
                      .formatted(LEASE.toSeconds())
                  + OF_ROW
                  + " AND o.claimed_by = v.claimed_by")
          .text("account_id", h -> h.key().head().accountId())
          .text("environment", h -> h.key().head().environment().word())
          .text("payment_id", h -> h.key().id())
          .text("claimed_by", HeldOrder::worker)
          .build();

  /** Ends a claim without a change of the payment, unless it is no longer this worker's. */
  private static final Batch<Postponed> POSTPONE =
      Batch.<Postponed>statement(
              """
              UPDATE rail_order o SET due_at = clock_timestamp() + v.millis * interval '1 ms',
                claimed_by = NULL, claimed_until = NULL, waiting = v.waiting
              FROM :rows
              """
                  + OF_ROW
                  + " AND o.claimed_by = v.claimed_by")
          .text("account_id", p -> p.order().key().head().accountId())
          .text("environment", p -> p.order().key().head().environment().word())
          .text("payment_id", p -> p.order().key().id())
          .text("claimed_by", p -> p.order().worker())
          .bigint("millis", p -> p.after().toMillis())
          .optionalText("waiting", Postponed::waiting)
          .build();

  /** As in {@link DueStore}, the statement's timestamp and the rows' places serve the index. */
  private static final Select<Claimed> DUE =
      Select.of(
          """
          UPDATE rail_order o
          SET claimed_by = ?, claimed_until = clock_timestamp() + ? * interval '1 s'
          FROM (
            SELECT ctid, account_id, environment, payment_id FROM rail_order
            WHERE rail = ? AND due_at <= statement_timestamp()
              AND (claimed_until IS NULL OR claimed_until <= statement_timestamp())
            ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED) due
          JOIN payment p ON p.account_id = due.account_id AND p.environment = due.environment
            AND p.id = due.payment_id
          WHERE o.ctid = due.ctid
          RETURNING\
          """
              + " "
              + PaymentStore.columns("p")
              + ", o.submitted_at",
          row ->
              new Claimed(PaymentStore.payment(row), row.getTimestamp("submitted_at").toInstant()));

  /** An order that a worker has claimed. */
  public record HeldOrder(PaymentKey key, String worker) {}

  /**
   * An order that is due again later, while its payment stays unchanged.
   *
   * @param waiting what for
   */
  public record Postponed(HeldOrder order, Optional<String> waiting, Duration after) {}

  /** A claimed order, with its payment at the time of the claim. */
  public record Claimed(Payment payment, Instant submittedAt) {}

  private OrderStore() {}

  private static Batch<PaymentKey> keys(Batch.Columns<PaymentKey> columns) {
    return columns
        .text("account_id", k -> k.head().accountId())
        .text("environment", k -> k.head().environment().word())
        .text("payment_id", PaymentKey::id)
        .build();
  }

  /** Claims due orders of one rail: no other worker gets them until the claim expires. */
  public List<Claimed> claim(Handle handle, String rail, String worker, int limit) {
    return DUE.list(handle, worker, LEASE.toSeconds(), rail, limit);
  }

  /** Extends the claims of a worker by their whole length, from now on. */
  public void renew(Handle handle, Collection<HeldOrder> orders) {
    RENEW.write(handle, List.copyOf(orders));
  }

  public void postpone(Handle handle, List<Postponed> postponed) {
    POSTPONE.write(handle, postponed);
  }

  /** Makes the orders due that wait for the end of a pause. */
  public void wake(Handle handle, String rail) {
    handle
        .createUpdate(
            """
            UPDATE rail_order SET due_at = statement_timestamp(), waiting = NULL
            WHERE rail = :rail AND due_at > statement_timestamp() AND waiting = :paused
            """)
        .bind("rail", rail)
        .bind("paused", Report.PAUSED)
        .execute();
  }

  /** The orders of each rail that has some. */
  public static List<PaymentService.RailQueue> queues(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT rail, sum(orders)::bigint AS orders, sum(overdue)::bigint AS overdue,
                   coalesce(sum(orders) FILTER (WHERE waiting IS NOT NULL), 0)::bigint AS waiting,
                   coalesce(json_object_agg(waiting, orders) FILTER (WHERE waiting IS NOT NULL),
                     '{}')::text AS reasons
            FROM (
              SELECT rail, waiting, count(*) AS orders,
                     count(*) FILTER (WHERE due_at < statement_timestamp() - interval '1 minute')
                       AS overdue
              FROM rail_order GROUP BY rail, waiting) queues
            GROUP BY rail ORDER BY rail
            """)
        .map((row, context) ->
            new PaymentService.RailQueue(
                row.getString("rail"),
                row.getLong("orders"),
                row.getLong("waiting"),
                row.getLong("overdue"),
                reasons(row.getString("reasons"))))
        .list();
  }

  private static final String QUEUED =
      "SELECT "
          + PaymentStore.columns("p")
          + """
          , o.rail, o.waiting, o.submitted_at,
            o.due_at < statement_timestamp() - interval '1 minute' AS is_late
          FROM rail_order o
          JOIN payment p ON p.account_id = o.account_id AND p.environment = o.environment
            AND p.id = o.payment_id
          """;

  /** The orders of payments that are not settled: live ones first, the oldest first. */
  static List<PaymentService.QueuedPayment> queued(Handle handle, int limit) {
    try (Query query =
        handle.createQuery(
            QUEUED
                + """
                WHERE p.status = 'processing'
                ORDER BY o.environment = 'sandbox', o.submitted_at, o.payment_id LIMIT :limit
                """)) {
      return query.bind("limit", limit).map((row, context) -> queued(row)).list();
    }
  }

  /** The order of one payment, of whichever account. */
  static Optional<PaymentService.QueuedPayment> queued(Handle handle, String paymentId) {
    try (Query query = handle.createQuery(QUEUED + "WHERE o.payment_id = :id")) {
      return query.bind("id", paymentId).map((row, context) -> queued(row)).findFirst();
    }
  }

  private static PaymentService.QueuedPayment queued(ResultSet row) throws SQLException {
    return new PaymentService.QueuedPayment(
        PaymentStore.payment(row),
        row.getString("rail"),
        Optional.ofNullable(row.getString("waiting")),
        row.getTimestamp("submitted_at").toInstant(),
        row.getBoolean("is_late"));
  }

  private static SortedMap<String, Long> reasons(String json) {
    SortedMap<String, Long> reasons = new TreeMap<>();
    Json.trustedStrings(json)
        .forEach((reason, orders) -> reasons.put(reason, Long.parseLong(orders)));
    return reasons;
  }

  /** The orders that are late. */
  static PaymentService.Backlog backlog(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT count(*) FILTER (WHERE due_at < statement_timestamp() - interval '1 minute')
                     AS overdue,
                   greatest(0, extract(epoch FROM statement_timestamp() - min(due_at)))::bigint
                     AS oldest
            FROM rail_order
            """)
        .map((row, context) ->
            new PaymentService.Backlog(
                row.getLong("overdue"), Duration.ofSeconds(row.getLong("oldest"))))
        .one();
  }

  @Override
  public Supplier<Map<PaymentKey, SubmittedOrder>> load(Reads reads, Set<PaymentKey> keys) {
    Found<SubmittedOrder> found = reads.add(LOAD, keys, OrderStore::order);
    return () -> found.by(SubmittedOrder::key);
  }

  private static SubmittedOrder order(ResultSet row) throws SQLException {
    HeadId head =
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment")));
    return new SubmittedOrder(
        new PaymentKey(head, row.getString("payment_id")),
        row.getString("rail"),
        row.getTimestamp("submitted_at").toInstant(),
        row.getTimestamp("due_at").toInstant());
  }

  @Override
  public void insert(Writes writes, List<SubmittedOrder> rows) {
    writes.add(INSERT, rows);
  }

  @Override
  public void update(Writes writes, List<SubmittedOrder> before, List<SubmittedOrder> after) {
    writes.add(UPDATE, after);
  }

  @Override
  public void delete(Writes writes, List<SubmittedOrder> rows) {
    writes.add(DELETE, rows.stream().map(SubmittedOrder::key).toList());
  }
}
