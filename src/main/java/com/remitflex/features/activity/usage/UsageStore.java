package com.remitflex.features.activity.usage;

import com.remitflex.features.activity.usage.Counts.Slot;
import com.remitflex.features.activity.usage.ScopeUseStore.LastUse;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.database.Batch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The key_usage table: the usage of keys as all nodes have counted it. */
public final class UsageStore {
  private static final int DELETES_PER_STATEMENT = 5_000;

  /** The primary key; rows are locked in its order, so that two nodes never deadlock. */
  record RowId(String keyId, Granularity unit, Instant start) implements Comparable<RowId> {
    private static final Comparator<RowId> ORDER =
        Comparator.comparing(RowId::keyId)
            .thenComparing(id -> id.unit().word())
            .thenComparing(RowId::start);

    @Override
    public int compareTo(RowId other) {
      return ORDER.compare(this, other);
    }
  }

  /** The usage of a key in an interval. */
  record Row(RowId id, KeyOwner owner, UsageTotals totals) {}

  private static final Batch<Row> INSERT =
      Batch.<Row>statement(
              """
              INSERT INTO key_usage (key_id, unit, start, account_id, environment)
              SELECT key_id, unit, start, account_id, environment FROM :rows
              ORDER BY key_id, unit, start
              ON CONFLICT DO NOTHING
              """)
          .text("key_id", row -> row.id().keyId())
          .text("unit", row -> row.id().unit().word())
          .time("start", row -> row.id().start())
          .text("account_id", row -> row.owner().accountId())
          .text("environment", row -> row.owner().environment().word())
          .build();

  private static final Batch<Row> UPDATE =
      Batch.<Row>statement(
              """
              UPDATE key_usage u
              SET requests = v.requests, succeeded = v.succeeded,
                  client_errors = v.client_errors, server_errors = v.server_errors,
                  errors = v.errors, latencies = v.latencies, addresses = v.addresses,
                  user_agents = v.user_agents, not_recorded = v.not_recorded
              FROM :rows
              WHERE u.key_id = v.key_id AND u.unit = v.unit AND u.start = v.start
              """)
          .text("key_id", row -> row.id().keyId())
          .text("unit", row -> row.id().unit().word())
          .time("start", row -> row.id().start())
          .bigint("requests", row -> row.totals().requests())
          .bigint("succeeded", row -> row.totals().succeeded())
          .bigint("client_errors", row -> row.totals().clientErrors())
          .bigint("server_errors", row -> row.totals().serverErrors())
          .json("errors", row -> UsageJson.errors(row.totals().errors()).toString())
          .bytes("latencies", row -> row.totals().latencies().bytes())
          .bytes("addresses", row -> row.totals().addresses().bytes())
          .bytes("user_agents", row -> row.totals().userAgents().bytes())
          .bigint("not_recorded", row -> row.totals().notRecorded())
          .build();

  private UsageStore() {}

  /** The requests of all keys that are counted but not in the history, by day, newest first. */
  static List<String> notRecorded(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT to_char(start AT TIME ZONE 'UTC', 'YYYY-MM-DD') || ': ' || sum(not_recorded)
            FROM key_usage WHERE unit = 'day' AND not_recorded > 0
            GROUP BY start ORDER BY start DESC LIMIT 20
            """)
        .mapTo(String.class)
        .list();
  }

  /** A name of the installation: the time since which it counts usage. */
  public static String installation(Handle handle) {
    return startedAt(handle).toString();
  }

  /** Adds the counts of this node to those of all nodes. */
  static Flush add(Handle handle, Map<Slot, PendingUsage> counts) {
    TreeMap<RowId, Row> rows = new TreeMap<>();
    Map<String, NetworkSighting> sightings = new TreeMap<>();
    Map<String, LastUse> scopeUses = new TreeMap<>();
    counts.forEach((slot, pending) -> {
      for (Granularity unit : Granularity.values()) {
        RowId id = new RowId(slot.keyId(), unit, unit.start(slot.minute()));
        rows.computeIfAbsent(id, missing -> new Row(missing, pending.owner, new UsageTotals()))
            .totals()
            .add(pending.totals);
      }
      pending.sightings.forEach((network, sighting) ->
          sightings.merge(
              slot.keyId() + " " + network, sighting, (a, b) -> a.and(b.first()).and(b.last())));
      pending.scopes.forEach((scope, at) ->
          scopeUses.merge(
              slot.keyId() + " " + scope.word(),
              new LastUse(slot.keyId(), scope, at),
              LastUse::later));
    });

    INSERT.write(handle, List.copyOf(rows.values()));
    lock(handle, rows.keySet()).forEach((id, before) -> totals(rows, id).add(before));
    UPDATE.write(handle, List.copyOf(rows.values()));
    ScopeUseStore.add(handle, scopeUses.values());
    List<Flush.Hour> hours =
        rows.values().stream()
            .filter(row -> row.id().unit() == Granularity.HOUR)
            .map(row -> new Flush.Hour(row.owner(), row.id().start(), row.totals().requests()))
            .toList();
    return new Flush(hours, List.copyOf(sightings.values()));
  }

  private static UsageTotals totals(Map<RowId, Row> rows, RowId id) {
    Row row = rows.get(id);
    if (row == null) {
      throw new IllegalStateException("not among the rows to lock: " + id);
    }
    return row.totals();
  }

  private static Map<RowId, UsageTotals> lock(Handle handle, Collection<RowId> ids) {
    Map<RowId, UsageTotals> found = new TreeMap<>();
    try (Query query =
        handle.createQuery(
            """
            SELECT * FROM key_usage
            WHERE (key_id, unit, start) IN (
              SELECT * FROM unnest(:keys::text[], :units::text[], :starts::timestamptz[]))
            ORDER BY key_id, unit, start FOR UPDATE
            """)) {
      query
          .bind("keys", ids.stream().map(RowId::keyId).toArray(String[]::new))
          .bind("units", ids.stream().map(id -> id.unit().word()).toArray(String[]::new))
          .bind("starts", ids.stream().map(id -> id.start() + "").toArray(String[]::new))
          .map((row, context) -> Map.entry(id(row), totals(row)))
          .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    }
    return found;
  }

  /** The intervals in which the key was used, oldest first; `to` is exclusive. */
  static List<UsageSeries.Point> series(
      Handle handle, String keyId, Granularity unit, Instant from, Instant to) {
    try (Query query =
        handle.createQuery(
            """
            SELECT * FROM key_usage
            WHERE key_id = :key AND unit = :unit
              AND start >= :from::timestamptz AND start < :to::timestamptz
            ORDER BY start
            """)) {
      return query
          .bind("key", keyId)
          .bind("unit", unit.word())
          .bind("from", from.toString())
          .bind("to", to.toString())
          .map((row, context) -> new UsageSeries.Point(id(row).start(), totals(row)))
          .list();
    }
  }

  /**
   * The number of requests of the key in each hour before this one, oldest first. It begins with
   * the first hour in which the key was used.
   *
   * @param max maximum number of hours
   */
  public static long[] hoursBefore(Handle handle, String keyId, Instant hour, int max) {
    Instant from = hour.minus(Duration.ofHours(max));
    TreeMap<Instant, Long> used = new TreeMap<>();
    try (Query query =
        handle.createQuery(
            """
            SELECT start, requests FROM key_usage
            WHERE key_id = :key AND unit = 'hour'
              AND start >= :from::timestamptz AND start < :hour::timestamptz
            """)) {
      query
          .bind("key", keyId)
          .bind("from", from.toString())
          .bind("hour", hour.toString())
          .map((row, context) ->
              Map.entry(row.getTimestamp("start").toInstant(), row.getLong("requests")))
          .forEach(entry -> used.put(entry.getKey(), entry.getValue()));
    }
    if (used.isEmpty()) {
      return new long[0];
    }
    long[] hours = new long[(int) Duration.between(used.firstKey(), hour).toHours()];
    used.forEach((start, requests) ->
        hours[(int) Duration.between(used.firstKey(), start).toHours()] = requests);
    return hours;
  }

  /** The time since which this installation counts usage. */
  static Instant startedAt(Handle handle) {
    return handle.createQuery("SELECT at FROM usage_begun").mapTo(Instant.class).one();
  }

  /** Deletes some expired rows of each granularity; returns their number. */
  static int deleteExpired(Handle handle, Instant now) {
    int deleted = 0;
    for (Granularity unit : Granularity.values()) {
      deleted +=
          handle
              .createUpdate(
                  """
                  DELETE FROM key_usage WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM key_usage
                    WHERE unit = :unit AND start < :before::timestamptz
                    LIMIT :limit FOR UPDATE SKIP LOCKED))
                  """)
              .bind("unit", unit.word())
              .bind("before", now.minus(unit.retention()).toString())
              .bind("limit", DELETES_PER_STATEMENT)
              .execute();
    }
    return deleted;
  }

  private static RowId id(ResultSet row) throws SQLException {
    return new RowId(
        row.getString("key_id"),
        Granularity.of(row.getString("unit")),
        row.getTimestamp("start").toInstant());
  }

  private static UsageTotals totals(ResultSet row) throws SQLException {
    return new UsageTotals(
        row.getLong("requests"),
        row.getLong("succeeded"),
        row.getLong("client_errors"),
        row.getLong("server_errors"),
        UsageJson.errors(row.getString("errors")),
        Latencies.of(row.getBytes("latencies")),
        DistinctEstimate.of(row.getBytes("addresses")),
        DistinctEstimate.of(row.getBytes("user_agents")),
        row.getLong("not_recorded"));
  }
}
