package com.remitflex.features.activity.usage;

import com.remitflex.features.activity.usage.Counts.Slot;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.Batch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The key_usage, usage_flush and key_scope_use tables: the counts of all nodes. */
public final class UsageStore {
  private static final int FORGOTTEN_AT_ONCE = 20_000;

  /** A process may find the spool of one that ended long ago. */
  private static final Duration FLUSHES_KEPT = Duration.ofDays(400);

  /** What names a row; in this order on every node, so that two never wait for each other. */
  record Place(String keyId, Granularity unit, Instant start) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::keyId)
            .thenComparing(place -> place.unit().word())
            .thenComparing(Place::start);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /** Use of a key in a stretch of time. */
  record Row(Place place, KeyOwner owner, UsageTotals figures) {}

  private record Need(String keyId, Scope scope, Instant at) {}

  private static final Batch<Row> MAKE =
      Batch.<Row>statement(
              """
              INSERT INTO key_usage (key_id, unit, start, account_id, environment)
              SELECT key_id, unit, start, account_id, environment FROM :rows
              ORDER BY key_id, unit, start
              ON CONFLICT DO NOTHING
              """)
          .text("key_id", row -> row.place().keyId())
          .text("unit", row -> row.place().unit().word())
          .time("start", row -> row.place().start())
          .text("account_id", row -> row.owner().accountId())
          .text("environment", row -> row.owner().environment().word())
          .build();

  private static final Batch<Row> WRITE =
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
          .text("key_id", row -> row.place().keyId())
          .text("unit", row -> row.place().unit().word())
          .time("start", row -> row.place().start())
          .bigint("requests", row -> row.figures().requests())
          .bigint("succeeded", row -> row.figures().succeeded())
          .bigint("client_errors", row -> row.figures().clientErrors())
          .bigint("server_errors", row -> row.figures().serverErrors())
          .json("errors", row -> row.figures().errors().toString())
          .bytes("latencies", row -> row.figures().latencies().bytes())
          .bytes("addresses", row -> row.figures().addresses().bytes())
          .bytes("user_agents", row -> row.figures().userAgents().bytes())
          .bigint("not_recorded", row -> row.figures().notRecorded())
          .build();

  private static final Batch<Need> NEED =
      Batch.<Need>statement(
              """
              INSERT INTO key_scope_use AS k (key_id, scope, last_at)
              SELECT key_id, scope, last_at FROM :rows ORDER BY key_id, scope
              ON CONFLICT (key_id, scope) DO UPDATE
              SET last_at = greatest(k.last_at, excluded.last_at)
              """)
          .text("key_id", Need::keyId)
          .text("scope", need -> need.scope().word())
          .time("last_at", Need::at)
          .build();

  private UsageStore() {}

  /** Whether the writing with this number of this node was not done before. */
  static boolean begin(Handle handle, String nodeId, long number) {
    return handle
            .createUpdate(
                """
                INSERT INTO usage_flush AS f (node_id, number, at)
                VALUES (:node, :number, clock_timestamp())
                ON CONFLICT (node_id) DO UPDATE SET number = excluded.number, at = excluded.at
                WHERE f.number < excluded.number
                """)
            .bind("node", nodeId)
            .bind("number", number)
            .execute()
        == 1;
  }

  /**
   * The last flush that a process has committed; no other can commit until the transaction ends.
   */
  static long lockCommitted(Handle handle, String nodeId) {
    handle
        .createUpdate(
            """
            INSERT INTO usage_flush (node_id, number, at) VALUES (:node, 0, clock_timestamp())
            ON CONFLICT DO NOTHING
            """)
        .bind("node", nodeId)
        .execute();
    return handle
        .createQuery("SELECT number FROM usage_flush WHERE node_id = :node FOR UPDATE")
        .bind("node", nodeId)
        .mapTo(Long.class)
        .one();
  }

  /** How many requests of all keys are in no history, by day, the newest first. */
  public static List<String> notRecorded(Handle handle) {
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

  /** The time since which use is counted, which names the installation. */
  public static String installation(Handle handle) {
    return begun(handle).toString();
  }

  /** Adds counts to those of all nodes. */
  static Flush add(Handle handle, Map<Slot, PendingUsage> counts) {
    TreeMap<Place, Row> rows = new TreeMap<>();
    Map<String, NetworkSighting> sights = new TreeMap<>();
    Map<String, Need> needs = new TreeMap<>();
    counts.forEach((slot, counted) -> {
      for (Granularity unit : Granularity.values()) {
        Place place = new Place(slot.keyId(), unit, unit.start(slot.minute()));
        rows.computeIfAbsent(place, p -> new Row(p, counted.owner, new UsageTotals()))
            .figures()
            .add(counted.figures);
      }
      counted.sights.forEach((network, sight) ->
          sights.merge(
              slot.keyId() + " " + network, sight, (a, b) -> a.and(b.first()).and(b.last())));
      counted.scopes.forEach((scope, at) ->
          needs.merge(
              slot.keyId() + " " + scope.word(),
              new Need(slot.keyId(), scope, at),
              (a, b) -> a.at().isAfter(b.at()) ? a : b));
    });

    MAKE.write(handle, List.copyOf(rows.values()));
    lock(handle, rows.keySet()).forEach((place, before) -> row(rows, place).add(before));
    WRITE.write(handle, List.copyOf(rows.values()));
    NEED.write(handle, List.copyOf(needs.values()));
    List<Flush.Hour> hours =
        rows.values().stream()
            .filter(row -> row.place().unit() == Granularity.HOUR)
            .map(row -> new Flush.Hour(row.owner(), row.place().start(), row.figures().requests()))
            .toList();
    return new Flush(hours, List.copyOf(sights.values()));
  }

  private static UsageTotals row(Map<Place, Row> rows, Place place) {
    Row row = rows.get(place);
    if (row == null) {
      throw new IllegalStateException("not asked for: " + place);
    }
    return row.figures();
  }

  private static Map<Place, UsageTotals> lock(Handle handle, Collection<Place> places) {
    Map<Place, UsageTotals> found = new TreeMap<>();
    try (Query query =
        handle.createQuery(
            """
            SELECT * FROM key_usage
            WHERE (key_id, unit, start) IN (
              SELECT * FROM unnest(:keys::text[], :units::text[], :starts::timestamptz[]))
            ORDER BY key_id, unit, start FOR UPDATE
            """)) {
      query
          .bind("keys", places.stream().map(Place::keyId).toArray(String[]::new))
          .bind("units", places.stream().map(place -> place.unit().word()).toArray(String[]::new))
          .bind("starts", places.stream().map(place -> place.start() + "").toArray(String[]::new))
          .map((row, context) -> Map.entry(place(row), figures(row)))
          .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    }
    return found;
  }

  /** A stretch of time with its figures. */
  record Point(Instant start, UsageTotals figures) {}

  /** The stretches in which the key was used, oldest first; `to` is exclusive. */
  static List<Point> series(
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
          .map((row, context) -> new Point(place(row).start(), figures(row)))
          .list();
    }
  }

  /** How many requests a key has sent in a stretch of time, and how many were answered an error. */
  public record Sum(
      Instant start,
      long requests,
      long errors,
      long distinctIps,
      long p50Micros,
      long p95Micros,
      long notRecorded) {}

  /** The use of each of these keys, oldest first; `to` is exclusive. */
  public static Map<String, List<Sum>> sums(
      Handle handle, Collection<String> keyIds, Granularity unit, Instant from, Instant to) {
    Map<String, List<Sum>> found = new TreeMap<>();
    for (String keyId : keyIds) {
      found.put(
          keyId, series(handle, keyId, unit, from, to).stream().map(point -> sum(point)).toList());
    }
    return found;
  }

  private static Sum sum(Point point) {
    UsageTotals figures = point.figures();
    return new Sum(
        point.start(),
        figures.requests(),
        figures.clientErrors() + figures.serverErrors(),
        figures.addresses().count(),
        figures.latencies().percentile(50),
        figures.latencies().percentile(95),
        figures.notRecorded());
  }

  /**
   * How many requests the key has sent in each hour before this one, the oldest first; it begins
   * with the first hour that it was used in, at most so many hours ago.
   */
  public static long[] hoursBefore(Handle handle, String keyId, Instant hour, int most) {
    Instant from = hour.minus(Duration.ofHours(most));
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

  /** When a key last sent a request that needed a scope. */
  record ScopeRequests(String keyId, Scope scope, Instant lastAt) {}

  static List<ScopeRequests> scopes(Handle handle, Collection<String> keyIds) {
    try (Query query =
        handle.createQuery("SELECT * FROM key_scope_use WHERE key_id = ANY (:keys)")) {
      List<ScopeRequests> found = new ArrayList<>();
      query
          .bind("keys", keyIds.toArray(String[]::new))
          .map((row, context) ->
              new ScopeRequests(
                  row.getString("key_id"),
                  Scope.find(row.getString("scope")).orElseThrow(),
                  row.getTimestamp("last_at").toInstant()))
          .forEach(found::add);
      return found;
    }
  }

  /** Since when use is counted in this installation. */
  static Instant begun(Handle handle) {
    return handle.createQuery("SELECT at FROM usage_begun").mapTo(Instant.class).one();
  }

  /** Forgets what is too old; answers how many rows that was. */
  static int forget(Handle handle, Instant now) {
    int forgotten =
        handle
            .createUpdate("DELETE FROM usage_flush WHERE at < :before::timestamptz")
            .bind("before", now.minus(FLUSHES_KEPT).toString())
            .execute();
    for (Granularity unit : Granularity.values()) {
      forgotten +=
          handle
              .createUpdate(
                  """
                  DELETE FROM key_usage WHERE (key_id, unit, start) IN (
                    SELECT key_id, unit, start FROM key_usage
                    WHERE unit = :unit AND start < :before::timestamptz LIMIT :most)
                  """)
              .bind("unit", unit.word())
              .bind("before", now.minus(unit.kept()).toString())
              .bind("most", FORGOTTEN_AT_ONCE)
              .execute();
    }
    return forgotten;
  }

  private static Place place(ResultSet row) throws SQLException {
    return new Place(
        row.getString("key_id"),
        Granularity.of(row.getString("unit")),
        row.getTimestamp("start").toInstant());
  }

  private static UsageTotals figures(ResultSet row) throws SQLException {
    return new UsageTotals(
        row.getLong("requests"),
        row.getLong("succeeded"),
        row.getLong("client_errors"),
        row.getLong("server_errors"),
        row.getString("errors"),
        Latencies.of(row.getBytes("latencies")),
        DistinctEstimate.of(row.getBytes("addresses")),
        DistinctEstimate.of(row.getBytes("user_agents")),
        row.getLong("not_recorded"));
  }
}
