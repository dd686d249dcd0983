package com.remitflex.features.apikeys.authentication;

import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The revocation log, how far each node has applied it, and the receipts. */
public final class RevocationStore {
  /** Adds one entry; its number comes from a row that stays locked until COMMIT. */
  private static final Batch<String> APPEND =
      Batch.<String>statement(
              """
              WITH head AS (UPDATE revocation_head SET last = last + 1 RETURNING last),
                   notified AS (SELECT pg_notify('remitflex_revocation', '') FROM head)
              INSERT INTO revocation (number, key_id, created_at)
              SELECT head.last, v.key_id, clock_timestamp() FROM head, notified, :rows
              """)
          .text("key_id", keyId -> keyId)
          .build();

  private RevocationStore() {}

  /** How many nodes have applied an entry of the log, and how many have not. */
  record Nodes(int confirmed, int unconfirmed, int total) {}

  /** Adds an entry for each key. */
  public static void append(Writes writes, List<String> keyIds) {
    keyIds.forEach(keyId -> writes.add(APPEND, List.of(keyId)));
  }

  /** Number of the newest entry about this key; 0 when there is none. */
  static long newest(Handle handle, String keyId) {
    return handle
        .createQuery("SELECT coalesce(max(number), 0) FROM revocation WHERE key_id = :key")
        .bind("key", keyId)
        .mapTo(Long.class)
        .one();
  }

  /**
   * The nodes that have and have not applied this entry. A node that has not renewed for much
   * longer than a lease is not in the total. It still counts as unconfirmed, since that time is
   * measured by the wall clock.
   */
  static Nodes nodes(Handle handle, long number) {
    return handle
        .createQuery(
            """
            SELECT count(*) FILTER (WHERE applied >= :number) AS confirmed,
                   count(*) FILTER (WHERE applied < :number) AS unconfirmed,
                   count(*) FILTER (WHERE applied >= :number
                                    OR renewed_at > clock_timestamp() - interval '5 s') AS total
            FROM node
            """)
        .bind("number", number)
        .map((row, context) ->
            new Nodes(row.getInt("confirmed"), row.getInt("unconfirmed"), row.getInt("total")))
        .one();
  }

  /** The last request of the key that any node accepted before it applied this entry. */
  static Optional<RevocationReceipt.LastRequest> lastAccepted(
      Handle handle, String keyId, long number) {
    try (Query query =
        handle.createQuery(
            """
            SELECT request_id, ip, at FROM (
              SELECT request_id, ip, at FROM revocation_confirmation WHERE number = :number
              UNION ALL
              SELECT request_id, ip, at FROM key_use WHERE key_id = :key) AS accepted
            ORDER BY at DESC LIMIT 1
            """)) {
      return query
          .bind("number", number)
          .bind("key", keyId)
          .map((row, context) ->
              new RevocationReceipt.LastRequest(
                  row.getString("request_id"),
                  row.getTimestamp("at").toInstant(),
                  row.getString("ip")))
          .findOne();
    }
  }

  static Optional<RevocationReceipt> receipt(Handle handle, String keyId) {
    try (Query query = handle.createQuery("SELECT * FROM revocation_receipt WHERE key_id = :key")) {
      return query.bind("key", keyId).map((row, context) -> receipt(row)).findOne();
    }
  }

  /** Stores the receipt, unless the key has one. */
  static void add(Handle handle, String keyId, RevocationReceipt receipt) {
    Optional<RevocationReceipt.LastRequest> last = receipt.lastAccepted();
    handle
        .createUpdate(
            """
            INSERT INTO revocation_receipt (key_id, effective_at, nodes_confirmed, nodes_total,
                                            request_id, request_ip, request_at)
            VALUES (:key, :effectiveAt::timestamptz, :confirmed, :total, :id, :ip,
                    :at::timestamptz)
            ON CONFLICT DO NOTHING
            """)
        .bind("key", keyId)
        .bind("effectiveAt", receipt.effectiveAt().toString())
        .bind("confirmed", receipt.nodesConfirmed())
        .bind("total", receipt.nodesTotal())
        .bind("id", last.map(RevocationReceipt.LastRequest::requestId).orElse(null))
        .bind("ip", last.map(RevocationReceipt.LastRequest::ip).orElse(null))
        .bind("at", last.map(request -> request.at().toString()).orElse(null))
        .execute();
  }

  private static RevocationReceipt receipt(ResultSet row) throws SQLException {
    @Nullable String requestId = row.getString("request_id");
    return new RevocationReceipt(
        row.getTimestamp("effective_at").toInstant(),
        row.getInt("nodes_confirmed"),
        row.getInt("nodes_total"),
        requestId == null
            ? Optional.empty()
            : Optional.of(
                new RevocationReceipt.LastRequest(
                    requestId, instant(row, "request_at"), row.getString("request_ip"))));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }
}
