package com.remitflex.features.webhooks.deliveries;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.events.Event;
import com.remitflex.features.webhooks.endpoints.RetrySchedule;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.SqlText;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The webhook_delivery table. */
public final class DeliveryStore {
  /** A delivery that an event makes for an endpoint. */
  public record NewDelivery(Event event, WebhookEndpoint endpoint, Instant now) {}

  /**
   * How an attempt changes a delivery.
   *
   * @param attempts the number of attempts before this one
   */
  public record Change(
      Delivery.Key key,
      long attempts,
      Delivery.Status status,
      Instant dueAt,
      Optional<Instant> endedAt,
      Optional<Long> lastStatus,
      Optional<String> lastError) {}

  /** What a sandbox request has asked for a new delivery. */
  public record Simulated(Delivery.Key key, boolean repeats, Instant dueAt) {}

  /** How many due deliveries of an endpoint to find. */
  public record Wanted(String endpointId, long max) {}

  private static final Batch<NewDelivery> INSERT =
      Batch.<NewDelivery>insert("webhook_delivery")
          .text("endpoint_id", d -> d.endpoint().id())
          .bigint("seq", d -> d.event().seq())
          .text("account_id", d -> d.event().head().accountId())
          .text("environment", d -> d.event().head().environment().word())
          .text("event_id", d -> d.event().id())
          .text("event_type", d -> d.event().type())
          .text("subject", d -> d.event().subject())
          .text("status", d -> Delivery.Status.PENDING.word())
          .bool("is_ordered", d -> d.endpoint().settings().strictOrder())
          .bigint("attempts", d -> 0)
          .bigint("tries", d -> 0)
          .time("created_at", NewDelivery::now)
          .time("started_at", NewDelivery::now)
          .time("due_at", NewDelivery::now)
          .build();

  private static final Batch<NewDelivery> REPLAY =
      Batch.<NewDelivery>statement(
              """
              INSERT INTO webhook_delivery (endpoint_id, seq, account_id, environment, event_id,
                event_type, subject, status, is_ordered, attempts, tries, created_at, started_at,
                due_at)
              SELECT endpoint_id, seq, account_id, environment, event_id, event_type, subject,
                'pending', is_ordered, 0, 0, now, now, now
              FROM :rows
              ON CONFLICT (endpoint_id, seq) DO UPDATE SET status = 'pending', tries = 0,
                ended_at = NULL, started_at = excluded.started_at, due_at = excluded.due_at
              WHERE webhook_delivery.status <> 'pending'
              """)
          .text("endpoint_id", d -> d.endpoint().id())
          .bigint("seq", d -> d.event().seq())
          .text("account_id", d -> d.event().head().accountId())
          .text("environment", d -> d.event().head().environment().word())
          .text("event_id", d -> d.event().id())
          .text("event_type", d -> d.event().type())
          .text("subject", d -> d.event().subject())
          .bool("is_ordered", d -> d.endpoint().settings().strictOrder())
          .time("now", NewDelivery::now)
          .build();

  /**
   * Unless another node has made an attempt in the meantime.
   *
   * <p>Only a pending delivery has not ended. With the condition `status = 'pending'`, PostgreSQL
   * may use the index of due deliveries, which it believes to be nearly empty, and would read the
   * whole backlog of the endpoint for each row.
   */
  private static final Batch<Change> CHANGE =
      Batch.<Change>statement(
              """
              UPDATE webhook_delivery d SET attempts = d.attempts + 1, tries = d.tries + 1,
                status = v.status, due_at = v.due_at, ended_at = v.ended_at,
                last_status = v.last_status, last_error = v.last_error,
                repeats = CASE WHEN v.last_status BETWEEN 200 AND 299 THEN NULL ELSE d.repeats END
              FROM :rows
              WHERE d.endpoint_id = v.endpoint_id AND d.seq = v.seq AND d.ended_at IS NULL
                AND d.attempts = v.attempts
              """)
          .text("endpoint_id", c -> c.key().endpointId())
          .bigint("seq", c -> c.key().seq())
          .bigint("attempts", Change::attempts)
          .text("status", c -> c.status().word())
          .time("due_at", Change::dueAt)
          .optionalTime("ended_at", Change::endedAt)
          .optionalBigint("last_status", Change::lastStatus)
          .optionalText("last_error", Change::lastError)
          .build();

  private static final Batch<Wanted> DUE =
      wanted(
          """
          SELECT d.* FROM :rows CROSS JOIN LATERAL (
            SELECT * FROM webhook_delivery d WHERE d.endpoint_id = v.endpoint_id
              AND d.status = 'pending' AND d.due_at <= statement_timestamp()
            ORDER BY d.due_at, d.seq LIMIT v.max) d
          """);

  /**
   * Only the first pending delivery about each object. One that waits for an earlier one is due no
   * sooner than that, so that it is looked at once per attempt of the earlier one, and not again
   * and again; then it also follows it in the order of this query.
   *
   * <p>The comparison of rows and `ended_at IS NULL` fit one index only. PostgreSQL believes
   * partial indexes of pending deliveries to be nearly empty, and would read the whole backlog for
   * each row.
   */
  private static final Batch<Wanted> DUE_IN_ORDER =
      wanted(
          """
          WITH looked AS MATERIALIZED (
            SELECT d.*, earlier.due_at AS earlier_due_at, v.max
            FROM :rows
            CROSS JOIN LATERAL (
              SELECT w.*, w.ctid AS place FROM webhook_delivery w
              WHERE w.endpoint_id = v.endpoint_id
                AND w.status = 'pending' AND w.due_at <= statement_timestamp()
              ORDER BY w.due_at, w.seq LIMIT v.max * 8) d
            LEFT JOIN LATERAL (
              SELECT b.due_at FROM webhook_delivery b
              WHERE (b.subject, b.endpoint_id, b.seq) >= (d.subject, d.endpoint_id, 0::bigint)
                AND (b.subject, b.endpoint_id, b.seq) < (d.subject, d.endpoint_id, d.seq)
                AND b.ended_at IS NULL AND b.is_ordered
              ORDER BY b.subject, b.endpoint_id, b.seq LIMIT 1) earlier ON true),
          postponed AS (
            UPDATE webhook_delivery d SET due_at = l.earlier_due_at FROM looked l
            WHERE d.ctid = l.place AND d.ended_at IS NULL AND l.earlier_due_at > l.due_at)
          SELECT * FROM (
            SELECT l.*, row_number() OVER (PARTITION BY endpoint_id ORDER BY due_at, seq) AS rank
            FROM looked l WHERE earlier_due_at IS NULL) ranked
          WHERE rank <= max ORDER BY due_at, seq
          """);

  private static final Batch<Simulated> SIMULATE =
      Batch.<Simulated>statement(
              """
              UPDATE webhook_delivery d SET repeats = v.repeats, due_at = v.due_at
              FROM :rows WHERE d.endpoint_id = v.endpoint_id AND d.seq = v.seq
              """)
          .text("endpoint_id", s -> s.key().endpointId())
          .bigint("seq", s -> s.key().seq())
          .bool("repeats", Simulated::repeats)
          .time("due_at", Simulated::dueAt)
          .build();

  private static final Batch<Delivery.Key> BY_KEYS =
      Batch.<Delivery.Key>statement(
              """
              SELECT d.* FROM :rows JOIN webhook_delivery d ON d.endpoint_id = v.endpoint_id
                AND d.seq = v.seq ORDER BY d.seq, d.endpoint_id
              """)
          .text("endpoint_id", Delivery.Key::endpointId)
          .bigint("seq", Delivery.Key::seq)
          .build();

  private DeliveryStore() {}

  private static Batch<Wanted> wanted(String sql) {
    return Batch.<Wanted>statement(sql)
        .text("endpoint_id", Wanted::endpointId)
        .bigint("max", Wanted::max)
        .build();
  }

  public static void insert(Writes writes, List<NewDelivery> deliveries) {
    writes.add(INSERT, deliveries);
  }

  /** Changes deliveries that were just inserted. */
  public static void simulate(Writes writes, List<Simulated> simulated) {
    writes.add(SIMULATE, simulated);
  }

  /** The next due deliveries of each endpoint. */
  public static List<Delivery> due(Handle handle, Set<Wanted> wanted) {
    return Reads.one(handle, reads -> reads.add(DUE, wanted, DeliveryStore::delivery));
  }

  /**
   * As {@link #due}, without those that an earlier event about their object delays: these are due
   * with that one.
   */
  public static List<Delivery> dueInOrder(Handle handle, Set<Wanted> wanted) {
    return Reads.one(handle, reads -> reads.add(DUE_IN_ORDER, wanted, DeliveryStore::delivery));
  }

  /** Records attempts. */
  public static void change(Handle handle, List<Change> changes) {
    CHANGE.write(handle, changes);
  }

  /** The deliveries with these keys that exist. */
  public static List<Delivery> find(Handle handle, Set<Delivery.Key> keys) {
    return Reads.one(handle, reads -> reads.add(BY_KEYS, keys, DeliveryStore::delivery));
  }

  /** One page, by the number of the event. */
  static Page<Delivery> page(
      Database database, String endpointId, DeliveryFilter filter, PageQuery query) {
    SqlText sql = SqlText.of("SELECT * FROM webhook_delivery WHERE endpoint_id = ?", endpointId);
    filter.addTo(sql);
    query
        .after()
        .ifPresent(after -> sql.add(" AND seq " + query.order().beyond() + " ?", after.number()));
    sql.add(" ORDER BY seq " + query.order().sql() + " LIMIT " + query.rows());
    return query.page(database.list(sql, DeliveryStore::delivery), Delivery::position);
  }

  /** Deletes pending deliveries of an endpoint that was deleted; returns their number. */
  public static int deletePending(Handle handle, String endpointId, int limit) {
    return handle
        .createUpdate(
            """
            DELETE FROM webhook_delivery WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM webhook_delivery WHERE endpoint_id = :endpoint
                AND status = 'pending' LIMIT :limit))
            """)
        .bind("endpoint", endpointId)
        .bind("limit", limit)
        .execute();
  }

  /** The undeliverable ones of an endpoint, in a range of events. */
  public static long countFailed(Handle handle, String endpointId, long first, long last) {
    return handle
        .createQuery(
            """
            SELECT count(*) FROM webhook_delivery
            WHERE endpoint_id = :endpoint AND status = 'undeliverable'
              AND seq BETWEEN :first AND :last
            """)
        .bind("endpoint", endpointId)
        .bind("first", first)
        .bind("last", last)
        .mapTo(Long.class)
        .one();
  }

  /**
   * Deliveries that a step of a replay has made due.
   *
   * @param lastSeq number of the last event among them
   */
  public record Replayed(long count, long lastSeq) {}

  /** Makes the next undeliverable deliveries of an endpoint due again. */
  public static Replayed replayFailed(
      Handle handle, String endpointId, long first, long last, int limit) {
    return handle
        .createQuery(
            """
            WITH replayed AS (
              UPDATE webhook_delivery SET status = 'pending', tries = 0, ended_at = NULL,
                started_at = clock_timestamp(), due_at = clock_timestamp()
              WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM webhook_delivery
                WHERE endpoint_id = :endpoint AND status = 'undeliverable'
                  AND seq BETWEEN :first AND :last
                ORDER BY seq LIMIT :limit FOR UPDATE))
              RETURNING seq)
            SELECT count(*) AS count, coalesce(max(seq), :first) AS last FROM replayed
            """)
        .bind("endpoint", endpointId)
        .bind("first", first)
        .bind("last", last)
        .bind("limit", limit)
        .map((row, context) -> new Replayed(row.getLong("count"), row.getLong("last")))
        .one();
  }

  /** Makes deliveries due, whether they exist or not, unless they are pending; their number. */
  public static int replay(Handle handle, List<NewDelivery> deliveries) {
    return REPLAY.write(handle, deliveries);
  }

  /** Ends pending deliveries whose schedule is over; returns their number. */
  static int expire(Handle handle, RetrySchedule schedule, Instant startedBefore, int limit) {
    return handle
        .createUpdate(
            """
            UPDATE webhook_delivery SET status = 'undeliverable', ended_at = statement_timestamp()
            WHERE ctid = ANY (ARRAY(
              SELECT d.ctid FROM webhook_delivery d JOIN webhook_endpoint e ON e.id = d.endpoint_id
              WHERE d.status = 'pending' AND d.started_at < :before AND e.schedule = :schedule
              LIMIT :limit FOR UPDATE OF d SKIP LOCKED))
            """)
        .bind("before", startedBefore.atOffset(ZoneOffset.UTC))
        .bind("schedule", schedule.word())
        .bind("limit", limit)
        .execute();
  }

  /** Deletes deliveries that have ended and are older than this; returns their number. */
  static int deleteEnded(Handle handle, Instant before, int limit) {
    return handle
        .createUpdate(
            """
            DELETE FROM webhook_delivery WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM webhook_delivery
              WHERE created_at < :before AND ended_at < :before
              LIMIT :limit FOR UPDATE SKIP LOCKED))
            """)
        .bind("before", before.atOffset(ZoneOffset.UTC))
        .bind("limit", limit)
        .execute();
  }

  /**
   * The pending deliveries, in numbers.
   *
   * @param oldestSeconds how long the first due one has waited, of endpoints that are not paused
   */
  public record Backlog(long pending, long overdue, long oldestSeconds) {}

  /** The pending deliveries of all accounts. */
  static Backlog backlog(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT count(*) AS pending,
                   count(*) FILTER (WHERE due_at <= statement_timestamp()) AS overdue,
                   (SELECT coalesce(greatest(0, extract(epoch FROM
                             statement_timestamp() - min(due_at))), 0)::bigint
                    FROM webhook_lane) AS oldest
            FROM webhook_delivery WHERE status = 'pending'
            """)
        .map((row, context) ->
            new Backlog(row.getLong("pending"), row.getLong("overdue"), row.getLong("oldest")))
        .one();
  }

  private static Delivery delivery(ResultSet row) throws SQLException {
    return new Delivery(
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))),
        row.getString("endpoint_id"),
        row.getLong("seq"),
        row.getString("event_id"),
        row.getString("event_type"),
        row.getString("subject"),
        Delivery.Status.of(row.getString("status")),
        row.getLong("attempts"),
        row.getLong("tries"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("started_at").toInstant(),
        row.getTimestamp("due_at").toInstant(),
        Optional.ofNullable(row.getTimestamp("ended_at")).map(Timestamp::toInstant),
        Optional.ofNullable(row.getObject("last_status", Long.class)),
        Optional.ofNullable(row.getString("last_error")),
        row.getBoolean("repeats"));
  }
}
