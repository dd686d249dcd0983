package com.remitflex.ratelimit;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/** The rate_window table: what is left of each key's minute, taken by nodes in portions. */
final class WindowStore {
  private static final String MINUTE =
      "floor(extract(epoch FROM statement_timestamp()) / 60)::bigint";

  /** Of a window that someone waits for, each asker gets a small part. */
  private static final int WANTED_PARTS_A_NODE = 20;

  private static final int PARTS_A_NODE = 2;

  /** A database whose clock is set back must not find its window gone, and make it anew. */
  private static final int KEPT_MINUTES = 3;

  /**
   * One statement on one row, so that the count, the mark and the holders are always of the same
   * moment. Each expression sees the row as it was before.
   */
  private static final String TAKE =
      """
      INSERT INTO rate_window AS w
        (minute, key_id, requests, remaining, portion, wanted, holders)
      SELECT MINUTE, :key, :limit, :limit - first.portion, first.portion, :limit < :waiting,
             CASE WHEN first.portion > :waiting THEN ARRAY[:node] ELSE '{}' END
      FROM (SELECT least(:limit, greatest(:waiting, :limit / :parts)) AS portion) AS first
      ON CONFLICT (minute, key_id) DO UPDATE SET
        remaining = w.remaining - PORTION,
        portion = PORTION,
        wanted = w.wanted OR w.remaining < :waiting,
        holders = CASE WHEN PORTION > :waiting
                       THEN array_append(array_remove(w.holders, :node), :node)
                       ELSE array_remove(w.holders, :node) END
      RETURNING minute, requests, remaining, portion,
                cardinality(array_remove(holders, :node)) AS others
      """
          .replace("MINUTE", MINUTE)
          .replace(
              "PORTION",
              """
              least(w.remaining, greatest(:waiting, w.remaining
                / CASE WHEN w.wanted THEN :wanted_parts ELSE :parts END))\
              """);

  private static final String WANTED =
      """
      SELECT minute, key_id FROM rate_window
      WHERE wanted AND minute = MINUTE AND :node = ANY (holders)
      """
          .replace("MINUTE", MINUTE);

  /** The rows are locked in order: two nodes may give back the same windows at once. */
  private static final String GIVE_BACK =
      """
      WITH back AS MATERIALIZED (
        SELECT w.minute, w.key_id, v.unspent
        FROM unnest(:minutes::bigint[], :keys::text[], :unspent::bigint[])
          AS v(minute, key_id, unspent)
        JOIN rate_window w ON w.minute = v.minute AND w.key_id = v.key_id
        ORDER BY w.minute, w.key_id FOR UPDATE OF w)
      UPDATE rate_window w
      SET remaining = w.remaining + back.unspent, holders = array_remove(w.holders, :node)
      FROM back WHERE w.minute = back.minute AND w.key_id = back.key_id
      """;

  private static final String FORGET =
      """
      DELETE FROM rate_window WHERE (minute, key_id) IN (
        SELECT minute, key_id FROM rate_window WHERE minute < MINUTE - :kept
        ORDER BY minute, key_id LIMIT :most FOR UPDATE SKIP LOCKED)
      """
          .replace("MINUTE", MINUTE);

  private WindowStore() {}

  /**
   * A node's wish for a part of a key's current minute.
   *
   * @param limit of the window, if this makes it
   * @param waiting how many requests wait for it on this node, at least 1
   * @param nodes how many nodes there are
   */
  record Wish(String keyId, int limit, int waiting, String nodeId, int nodes) {}

  /**
   * What a node got. It was not more than its waiting requests need when little is left.
   *
   * @param minute of the database's clock
   * @param limit requests of the window, as fixed by who made it
   * @param requests that the node may now admit
   * @param left what is left for all nodes
   * @param heldElsewhere whether another node may have requests that it has not spent
   */
  record Portion(long minute, int limit, int requests, int left, boolean heldElsewhere) {}

  /** One key's minute. */
  record Wanted(long minute, String keyId) {}

  /** What a node has not spent of a portion. */
  record Unspent(long minute, String keyId, int requests) {}

  /** Takes a portion; the window is marked as wanted if it has too little. */
  static Portion take(Handle handle, Wish wish) {
    try (Query query = handle.createQuery(TAKE)) {
      return query
          .bind("key", wish.keyId())
          .bind("limit", (long) wish.limit())
          .bind("waiting", (long) wish.waiting())
          .bind("node", wish.nodeId())
          .bind("parts", wish.nodes() == 1 ? 1L : (long) PARTS_A_NODE * wish.nodes())
          .bind("wanted_parts", (long) WANTED_PARTS_A_NODE * Math.max(2, wish.nodes()))
          .map((row, context) ->
              new Portion(
                  row.getLong("minute"),
                  row.getInt("requests"),
                  row.getInt("portion"),
                  row.getInt("remaining"),
                  row.getInt("others") > 0))
          .one();
    }
  }

  /** The windows of this minute that are wanted and of which this node holds something. */
  static List<Wanted> wanted(Handle handle, String nodeId) {
    try (Query query = handle.createQuery(WANTED)) {
      return query
          .bind("node", nodeId)
          .map((row, context) -> new Wanted(row.getLong("minute"), row.getString("key_id")))
          .list();
    }
  }

  /** Gives back what a node has not spent: afterwards it holds nothing of these windows. */
  static void giveBack(Handle handle, String nodeId, List<Unspent> unspent) {
    try (Update update = handle.createUpdate(GIVE_BACK)) {
      update
          .bind("minutes", unspent.stream().map(Unspent::minute).toArray(Long[]::new))
          .bind("keys", unspent.stream().map(Unspent::keyId).toArray(String[]::new))
          .bind("unspent", unspent.stream().map(u -> (long) u.requests()).toArray(Long[]::new))
          .bind("node", nodeId)
          .execute();
    }
  }

  /** Deletes windows that have ended; answers how many. */
  static int forget(Handle handle, int most) {
    try (Update update = handle.createUpdate(FORGET)) {
      return update.bind("kept", KEPT_MINUTES).bind("most", most).execute();
    }
  }
}
