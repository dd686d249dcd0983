package com.remitflex.features.activity.usage;

import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** The usage_flush table: the number of the last flush that each node has committed. */
final class UsageFlushStore {
  /** A process may find the spool of another one that ended long ago. */
  private static final Duration RETENTION = Duration.ofDays(400);

  private UsageFlushStore() {}

  /** Records a flush; returns false if the node has committed this number before. */
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
   * The number of the last flush that a node has committed; locked until the transaction ends, so
   * that the node cannot commit another.
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

  /** Deletes the rows of nodes that ended long ago; returns their number. */
  static int deleteExpired(Handle handle, Instant now) {
    return handle
        .createUpdate("DELETE FROM usage_flush WHERE at < :before::timestamptz")
        .bind("before", now.minus(RETENTION).toString())
        .execute();
  }
}
