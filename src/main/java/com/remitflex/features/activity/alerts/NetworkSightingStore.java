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
  private static final int MAX_ROWS = 500;

  /** Less than a day without use is no inactivity, whatever the settings say. */
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
          .text("key_id", sighting -> sighting.owner().keyId())
          .time("first_at", NetworkSighting::first)
          .time("last_at", NetworkSighting::last)
          .text("ip", sighting -> sighting.client().ip())
          .optionalText("user_agent", sighting -> sighting.client().userAgent())
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
          .text("key_id", sighting -> sighting.owner().keyId())
          .text("network", NetworkSighting::network)
          .time("first_at", NetworkSighting::first)
          .time("last_at", NetworkSighting::last)
          .text("ip", sighting -> sighting.client().ip())
          .optionalText("user_agent", sighting -> sighting.client().userAgent())
          .build();

  private NetworkSightingStore() {}

  static void add(Handle handle, List<NetworkSighting> sightings) {
    TreeMap<String, NetworkSighting> byKey = new TreeMap<>();
    sightings.forEach(sighting ->
        byKey.merge(
            sighting.owner().keyId(),
            sighting,
            (a, b) -> a.first().isAfter(b.first()) ? b.and(a.last()) : a.and(b.last())));
    SEEN.write(handle, List.copyOf(byKey.values()));
    FROM.write(handle, sightings);
  }

  /**
   * The first use of a key after at least a day without one.
   *
   * @param lastUsedAt the use before; empty: the key was never used
   */
  record RenewedUse(
      String keyId,
      Optional<Instant> lastUsedAt,
      Instant usedAt,
      String ip,
      Optional<String> userAgent) {}

  /** The renewed uses that are not yet evaluated, oldest first. */
  static List<RenewedUse> renewedUses(Handle handle) {
    try (Query query =
        handle.createQuery(
            "SELECT * FROM key_sight WHERE woke_at IS NOT NULL ORDER BY woke_at LIMIT :most")) {
      return query
          .bind("most", MAX_ROWS)
          .map((row, context) ->
              new RenewedUse(
                  row.getString("key_id"),
                  Optional.ofNullable(row.getTimestamp("slept_at")).map(Timestamp::toInstant),
                  row.getTimestamp("woke_at").toInstant(),
                  row.getString("woke_ip"),
                  Optional.ofNullable(row.getString("woke_agent"))))
          .list();
    }
  }

  static void markUsesEvaluated(Handle handle, Collection<RenewedUse> uses) {
    handle
        .createUpdate(
            """
            UPDATE key_sight s SET woke_at = NULL, slept_at = NULL
            FROM unnest(:keys::text[], :times::timestamptz[]) AS v (key_id, woke_at)
            WHERE s.key_id = v.key_id AND s.woke_at = v.woke_at
            """)
        .bind("keys", uses.stream().map(RenewedUse::keyId).toArray(String[]::new))
        .bind("times", uses.stream().map(use -> use.usedAt() + "").toArray(String[]::new))
        .execute();
  }

  /**
   * A network from which a key was not used before.
   *
   * @param keyFirstAt the first use of the key
   * @param newNetworks number of the key's new networks in the last 30 days, including this one
   */
  record NewNetwork(
      String keyId,
      String network,
      Instant firstAt,
      String ip,
      Optional<String> userAgent,
      Instant keyFirstAt,
      long newNetworks) {}

  /**
   * The new networks that are not yet evaluated.
   *
   * @param maxCounted the maximum number of a key's new networks that are counted
   */
  static List<NewNetwork> newNetworks(Handle handle, int maxCounted) {
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
          .bind("most", MAX_ROWS)
          .bind("enough", maxCounted)
          .map((row, context) -> newNetwork(row))
          .list();
    }
  }

  private static NewNetwork newNetwork(ResultSet row) throws SQLException {
    return new NewNetwork(
        row.getString("key_id"),
        row.getString("network"),
        row.getTimestamp("first_at").toInstant(),
        row.getString("ip"),
        Optional.ofNullable(row.getString("user_agent")),
        row.getTimestamp("key_first_at").toInstant(),
        row.getLong("lately"));
  }

  static void markNetworksEvaluated(Handle handle, Collection<NewNetwork> networks) {
    handle
        .createUpdate(
            """
            UPDATE known_network n SET judged = true
            FROM unnest(:keys::text[], :networks::text[]) AS v (key_id, network)
            WHERE n.key_id = v.key_id AND n.network = v.network
            """)
        .bind("keys", networks.stream().map(NewNetwork::keyId).toArray(String[]::new))
        .bind("networks", networks.stream().map(NewNetwork::network).toArray(String[]::new))
        .execute();
  }

  /** Deletes networks that were not used since this time. */
  static int deleteBefore(Handle handle, Instant before) {
    return handle
        .createUpdate("DELETE FROM known_network WHERE last_at < :before::timestamptz")
        .bind("before", before.toString())
        .execute();
  }

  /** The IDs of keys that were used from this network since then, the last used first. */
  static List<String> usedFrom(Handle handle, String network, Instant since, int limit) {
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
          .bind("most", limit)
          .mapTo(String.class)
          .list();
    }
  }
}
