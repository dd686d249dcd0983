package com.remitflex.features.apikeys.authentication;

import com.remitflex.platform.database.Batch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The key_use and secret_use tables: the last use of a key, and the clients of its secrets. */
public final class KeyUseStore {
  private record Row(String keyId, KeyUse.Client client, Instant hour, KeyUse.Count count) {}

  private static final Batch<Row> COUNT =
      Batch.<Row>statement(
              """
              INSERT INTO secret_use AS u
                (key_id, generation, retired, hour, ip, user_agent, requests, last_at)
              SELECT key_id, generation, retired = 1, hour, ip, user_agent, requests, last_at
              FROM :rows
              ON CONFLICT (key_id, generation, retired, hour, ip, user_agent) DO UPDATE
              SET requests = u.requests + excluded.requests,
                  last_at = greatest(u.last_at, excluded.last_at)
              """)
          .text("key_id", Row::keyId)
          .bigint("generation", row -> row.client().generation())
          .bigint("retired", row -> row.client().retired() ? 1 : 0)
          .time("hour", Row::hour)
          .text("ip", row -> row.client().ip())
          .text("user_agent", row -> row.client().userAgent())
          .bigint("requests", row -> row.count().requests())
          .time("last_at", row -> row.count().last().at())
          .build();

  private static final Batch<Row> LAST =
      Batch.<Row>statement(
              """
              INSERT INTO key_use AS u (key_id, at, ip, method, route, request_id)
              SELECT key_id, at, ip, method, route, request_id FROM :rows
              ON CONFLICT (key_id) DO UPDATE
              SET at = excluded.at, ip = excluded.ip, method = excluded.method,
                  route = excluded.route, request_id = excluded.request_id
              WHERE u.at < excluded.at
              """)
          .text("key_id", Row::keyId)
          .time("at", row -> row.count().last().at())
          .text("ip", row -> row.count().last().ip())
          .text("method", row -> row.count().last().method())
          .text("route", row -> row.count().last().route())
          .text("request_id", row -> row.count().last().requestId())
          .build();

  private KeyUseStore() {}

  /** Adds the counts of a node by key; returns the number of rows. */
  static int add(Handle handle, Map<String, Map<KeyUse.Client, KeyUse.Count>> counted) {
    List<Row> rows = new ArrayList<>();
    List<Row> last = new ArrayList<>();
    counted.forEach((keyId, counts) -> {
      List<Row> ofKey = new ArrayList<>();
      counts.forEach((client, count) ->
          ofKey.add(
              new Row(keyId, client, count.last().at().truncatedTo(ChronoUnit.HOURS), count)));
      rows.addAll(ofKey);
      ofKey.stream()
          .max(Comparator.comparing((Row row) -> row.count().last().at()))
          .ifPresent(last::add);
    });
    // The same order on every node, so that two nodes never deadlock.
    rows.sort(
        Comparator.comparing(Row::keyId)
            .thenComparingLong(row -> row.client().generation())
            .thenComparing(row -> row.client().retired())
            .thenComparing(Row::hour)
            .thenComparing(row -> row.client().ip())
            .thenComparing(row -> row.client().userAgent()));
    last.sort(Comparator.comparing(Row::keyId));
    return COUNT.write(handle, rows) + LAST.write(handle, last);
  }

  /** The last use of each of these keys that was used. */
  public static Map<String, LastUse> last(Handle handle, Collection<String> keyIds) {
    Map<String, LastUse> found = new HashMap<>();
    try (Query query = handle.createQuery("SELECT * FROM key_use WHERE key_id = ANY (:keys)")) {
      query
          .bind("keys", keyIds.toArray(String[]::new))
          .map((row, context) -> Map.entry(row.getString("key_id"), lastUse(row)))
          .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    }
    return found;
  }

  static Optional<LastUse> last(Handle handle, String keyId) {
    return Optional.ofNullable(last(handle, List.of(keyId)).get(keyId));
  }

  /** The clients of the key's secrets since the hour of this time, the busiest first. */
  public static List<SecretUse> since(Handle handle, String keyId, Instant from) {
    try (Query query =
        handle.createQuery(
            """
            SELECT generation, retired, ip, user_agent, sum(requests)::bigint AS requests,
                   max(last_at) AS last_at
            FROM secret_use
            WHERE key_id = :key AND hour >= date_trunc('hour', :from::timestamptz)
            GROUP BY generation, retired, ip, user_agent
            ORDER BY requests DESC, ip, user_agent
            """)) {
      return query
          .bind("key", keyId)
          .bind("from", from.toString())
          .map((row, context) ->
              new SecretUse(
                  row.getLong("generation"),
                  row.getBoolean("retired"),
                  row.getString("ip"),
                  row.getString("user_agent"),
                  row.getLong("requests"),
                  row.getTimestamp("last_at").toInstant()))
          .list();
    }
  }

  /** Deletes the use of secrets before this time; returns the number of rows. */
  public static int deleteExpired(Handle handle, Instant before) {
    return handle
        .createUpdate("DELETE FROM secret_use WHERE hour < :before::timestamptz")
        .bind("before", before.toString())
        .execute();
  }

  private static LastUse lastUse(ResultSet row) throws SQLException {
    return new LastUse(
        row.getString("request_id"),
        row.getTimestamp("at").toInstant(),
        row.getString("ip"),
        row.getString("method"),
        row.getString("route"));
  }
}
