package com.remitflex.keys;

import org.jdbi.v3.core.Handle;

/** The revocation log, and how far the nodes have come in it. */
final class RevocationStore {
  private RevocationStore() {}

  /** How many nodes have applied a revocation, and how many have not. */
  record Nodes(int confirmed, int unconfirmed, int total) {}

  /** Logs what lowers this key; the number is given out under a lock that is held until commit. */
  static long append(Handle handle, String keyId) {
    long number =
        handle
            .createQuery("UPDATE revocation_head SET last = last + 1 RETURNING last")
            .mapTo(Long.class)
            .one();
    handle
        .createUpdate(
            """
            INSERT INTO revocation (number, key_id, created_at)
            VALUES (:number, :key, clock_timestamp())
            """)
        .bind("number", number)
        .bind("key", keyId)
        .execute();
    handle.execute("NOTIFY " + NodeLease.CHANNEL);
    return number;
  }

  static long newest(Handle handle) {
    return handle.createQuery("SELECT last FROM revocation_head").mapTo(Long.class).one();
  }

  /**
   * The nodes as to this revocation. One that has not renewed for far longer than a lease is gone
   * and not in the total; but that is told by the wall clock, so it is unconfirmed all the same.
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
}
