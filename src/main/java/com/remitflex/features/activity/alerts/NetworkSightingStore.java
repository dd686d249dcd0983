package com.remitflex.features.activity.alerts;

import com.remitflex.features.activity.usage.NetworkSighting;
import com.remitflex.platform.database.Batch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The key_sight and known_network tables: when and from where keys were used. */
final class NetworkSightingStore {
  private static final int AT_ONCE = 500;

  /** A shorter silence than a day is none, whatever the owner's settings say. */
  private static final Batch<NetworkSighting> SEEN =
      Batch.<NetworkSighting>statement(
              """
              INSERT INTO key_sight AS s (key_id, first_at, last_at, woke_at, woke_ip, woke_agent)
              SELECT key_id, first_at, last_at, first_at, ip, user_agent FROM :rows ORDER BY key_id
              ON CONFLICT (key_id) DO UPDATE
              SET last_at = greatest(s.last_at, excluded.last_at),
                  slept_at = CASE WHEN excluded.first_at - s.last_at > interval '1 day'
                    THEN s.last_at ELSE s.slept_at END,
                  woke_at = CASE WHEN excluded.first_at - s.last_at > interval '1 day'
                    THEN excluded.first_at ELSE s.woke_at END,
                  woke_ip = CASE WHEN excluded.first_at - s.last_at > interval '1 day'
                    THEN excluded.woke_ip ELSE s.woke_ip END,
                  woke_agent = CASE WHEN excluded.first_at - s.last_at > interval '1 day'
                    THEN excluded.woke_agent ELSE s.woke_agent END
              """)
          .text("key_id", sight -> sight.owner().keyId())
          .time("first_at", NetworkSighting::first)
          .time("last_at", NetworkSighting::last)
          .text("ip", sight -> sight.client().ip())
          .optionalText("user_agent", sight -> sight.client().userAgent())
          .build();

  private static final Batch<NetworkSighting> FROM =
      Batch.<NetworkSighting>statement(
              """
              INSERT INTO known_network AS n
                (key_id, network, first_at, last_at, ip, user_agent)
              SELECT key_id, network, first_at, last_at, ip, user_agent FROM :rows
              ORDER BY key_id, network
              ON CONFLICT (key_id, network) DO UPDATE
              SET last_at = greatest(n.last_at, excluded.last_at)
              """)
          .text("key_id", sight -> sight.owner().keyId())
          .text("network", NetworkSighting::network)
          .time("first_at", NetworkSighting::first)
          .time("last_at", NetworkSighting::last)
          .text("ip", sight -> sight.client().ip())
          .optionalText("user_agent", sight -> sight.client().userAgent())
          .build();

  private NetworkSightingStore() {}

  static void add(Handle handle, List<NetworkSighting> sights) {
    TreeMap<String, NetworkSighting> byKey = new TreeMap<>();
    sights.forEach(sight ->
        byKey.merge(
            sight.owner().keyId(),
            sight,
            (a, b) -> a.first().isAfter(b.first()) ? b.and(a.last()) : a.and(b.last())));
    SEEN.write(handle, List.copyOf(byKey.values()));
    FROM.write(handle, sights);
  }

  /**
   * A key that was used again.
   *
   * @param sleptAt its last use before; empty: it was never used
   */
  record Awakening(
      String keyId, Optional<Instant> sleptAt, Instant wokeAt, String ip, Optional<String> agent) {}

  static List<Awakening> awake(Handle handle) {
    try (Query query =
        handle.createQuery(
            "SELECT * FROM key_sight WHERE woke_at IS NOT NULL ORDER BY woke_at LIMIT :most")) {
      return query
          .bind("most", AT_ONCE)
          .map((row, context) ->
              new Awakening(
                  row.getString("key_id"),
                  Optional.ofNullable(row.getTimestamp("slept_at")).map(Timestamp::toInstant),
                  row.getTimestamp("woke_at").toInstant(),
                  row.getString("woke_ip"),
                  Optional.ofNullable(row.getString("woke_agent"))))
          .list();
    }
  }

  static void judgedAwake(Handle handle, Collection<Awakening> judged) {
    handle
        .createUpdate(
            """
            UPDATE key_sight s SET woke_at = NULL, slept_at = NULL
            FROM unnest(:keys::text[], :times::timestamptz[]) AS v (key_id, woke_at)
            WHERE s.key_id = v.key_id AND s.woke_at = v.woke_at
            """)
        .bind("keys", judged.stream().map(Awakening::keyId).toArray(String[]::new))
        .bind("times", judged.stream().map(one -> one.wokeAt() + "").toArray(String[]::new))
        .execute();
  }

  /**
   * A network that a key was not seen in before.
   *
   * @param keyFirstAt when the key itself was first seen
   * @param lately how many networks the key has come to know in the 30 days before, this one too
   */
  record Arrival(
      String keyId,
      String network,
      Instant firstAt,
      String ip,
      Optional<String> userAgent,
      Instant keyFirstAt,
      long lately) {}

  /**
   * Networks that wait to be judged.
   *
   * @param enough up to how many networks of a key are counted
   */
  static List<Arrival> arrivals(Handle handle, int enough) {
    try (Query query =
        handle.createQuery(
            """
            SELECT n.*, s.first_at AS key_first_at,
              (SELECT count(*) FROM
                (SELECT 1 FROM known_network m
                 WHERE m.key_id = n.key_id AND m.first_at > n.first_at - interval '30 days'
                 LIMIT :enough) counted) AS lately
            FROM known_network n JOIN key_sight s USING (key_id)
            WHERE NOT n.judged ORDER BY n.key_id, n.first_at LIMIT :most
            """)) {
      return query
          .bind("most", AT_ONCE)
          .bind("enough", enough)
          .map((row, context) -> arrival(row))
          .list();
    }
  }

  private static Arrival arrival(ResultSet row) throws SQLException {
    return new Arrival(
        row.getString("key_id"),
        row.getString("network"),
        row.getTimestamp("first_at").toInstant(),
        row.getString("ip"),
        Optional.ofNullable(row.getString("user_agent")),
        row.getTimestamp("key_first_at").toInstant(),
        row.getLong("lately"));
  }

  static void judgedArrivals(Handle handle, Collection<Arrival> judged) {
    handle
        .createUpdate(
            """
            UPDATE known_network n SET judged = true
            FROM unnest(:keys::text[], :networks::text[]) AS v (key_id, network)
            WHERE n.key_id = v.key_id AND n.network = v.network
            """)
        .bind("keys", judged.stream().map(Arrival::keyId).toArray(String[]::new))
        .bind("networks", judged.stream().map(Arrival::network).toArray(String[]::new))
        .execute();
  }

  /** Forgets networks that were not used since this time. */
  static int forget(Handle handle, Instant before) {
    return handle
        .createUpdate("DELETE FROM known_network WHERE last_at < :before::timestamptz")
        .bind("before", before.toString())
        .execute();
  }

  /** The keys, at most so many, that were used from this network since then; the newest first. */
  static List<String> usedFrom(Handle handle, String network, Instant since, int most) {
    try (Query query =
        handle.createQuery(
            """
            SELECT key_id FROM known_network
            WHERE network = :network AND last_at >= :since::timestamptz
            ORDER BY last_at DESC LIMIT :most
            """)) {
      return query
          .bind("network", network)
          .bind("since", since.toString())
          .bind("most", most)
          .mapTo(String.class)
          .list();
    }
  }
}
