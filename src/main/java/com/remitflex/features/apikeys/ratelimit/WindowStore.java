package com.remitflex.features.apikeys.ratelimit;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/**
 * The rate_window table: how many requests each key has left in a minute, and how many of them are
 * allocated to which node.
 */
final class WindowStore {
  private static final String MINUTE =
      "floor(extract(epoch FROM statement_timestamp()) / 60)::bigint";

  /** All nodes together may hold at most 1/100 of a limit unspent. */
  private static final int AHEAD_PARTS = 100;

  /** Old windows are kept, so that a clock that is set back does not create them again. */
  private static final int LIFETIME_MINUTES = 3;

  /**
   * One statement for many keys, so that they share a commit. The rows are locked in order; each is
   * read, decided and written under its lock. A row that another node inserts at the same moment is
   * not in the result: the caller tries again.
   */
  private static final String TAKE =
      """
      WITH requested AS (
        SELECT a.*, MINUTE AS minute
        FROM unnest(:keys::text[], :limits::bigint[], :holders::text[], :fresh::text[],
                    :minutes::bigint[], :spent::bigint[], :waiting::bigint[])
          AS a(key_id, requests, holder, fresh, of_minute, spent, waiting)),
      locked AS MATERIALIZED (
        SELECT w.key_id, w.requests, w.remaining, w.held
        FROM rate_window w JOIN requested a ON w.minute = a.minute AND w.key_id = a.key_id
        ORDER BY w.key_id FOR UPDATE OF w),
      seen AS (
        SELECT a.key_id, a.minute, a.waiting, who.holder,
               CASE WHEN a.of_minute = a.minute THEN a.spent ELSE 0 END AS spent,
               l.key_id IS NULL AS is_new,
               coalesce(l.requests, a.requests) AS requests,
               coalesce(l.remaining, a.requests) AS remaining,
               coalesce(l.held, '{}') AS held,
               coalesce((l.held #>> ARRAY[who.holder, '0'])::bigint, 0) AS given,
               (SELECT coalesce(sum((other.value ->> 1)::bigint), 0)
                FROM jsonb_each(l.held) AS other WHERE other.key <> who.holder) AS others
        FROM requested a LEFT JOIN locked l ON l.key_id = a.key_id
        CROSS JOIN LATERAL (
          SELECT CASE WHEN a.of_minute = a.minute THEN a.holder ELSE a.fresh END AS holder) who),
      allowed AS (
        SELECT seen.*, least(greatest(0, requests / :parts - others),
                             greatest(1, requests / :parts / :nodes)) AS ahead
        FROM seen),
      decided AS (
        SELECT allowed.*,
               least(remaining, greatest(0, waiting + ahead - (given - spent))) AS portion
        FROM allowed),
      result AS (
        SELECT key_id, minute, holder, requests, is_new, ahead, portion,
               given + portion AS given, remaining - portion AS remaining,
               held || jsonb_build_object(holder, jsonb_build_array(
                 given + portion, greatest(0, given + portion - spent - waiting))) AS held
        FROM decided),
      updated AS (
        UPDATE rate_window w SET remaining = r.remaining, portion = r.portion, held = r.held
        FROM result r WHERE w.minute = r.minute AND w.key_id = r.key_id AND NOT r.is_new
        RETURNING w.key_id),
      inserted AS (
        INSERT INTO rate_window (minute, key_id, requests, remaining, portion, held)
        SELECT minute, key_id, requests, remaining, portion, held FROM result WHERE is_new
        ORDER BY key_id ON CONFLICT DO NOTHING
        RETURNING key_id)
      SELECT * FROM result
      WHERE key_id IN (SELECT key_id FROM updated UNION ALL SELECT key_id FROM inserted)
      """
          .replace("MINUTE", MINUTE);

  /** The rows are locked in order, since two nodes may release parts of the same windows. */
  private static final String RELEASE =
      """
      WITH released AS MATERIALIZED (
        SELECT w.minute, w.key_id, v.holder, v.unspent
        FROM unnest(:minutes::bigint[], :keys::text[], :holders::text[], :unspent::bigint[])
          AS v(minute, key_id, holder, unspent)
        JOIN rate_window w ON w.minute = v.minute AND w.key_id = v.key_id
        ORDER BY w.minute, w.key_id FOR UPDATE OF w)
      UPDATE rate_window w
      SET remaining = w.remaining + released.unspent, held = w.held - released.holder
      FROM released WHERE w.minute = released.minute AND w.key_id = released.key_id
      """;

  private static final String DELETE_EXPIRED =
      """
      DELETE FROM rate_window WHERE (minute, key_id) IN (
        SELECT minute, key_id FROM rate_window WHERE minute < MINUTE - :lifetime
        ORDER BY minute, key_id LIMIT :max FOR UPDATE SKIP LOCKED)
      """
          .replace("MINUTE", MINUTE);

  private WindowStore() {}

  /**
   * A request for a part of a key's current minute.
   *
   * @param limit of the window, if this request creates it
   * @param holder the name of the node's quota, if it is of the database's current minute
   * @param fresh the name of a new quota otherwise, which no other quota ever had
   * @param minute of the holder's quota
   * @param spent how many requests the holder has spent, at least
   * @param waiting how many requests wait for the allocation on this node
   */
  record AllocationRequest(
      String keyId, int limit, String holder, String fresh, long minute, int spent, int waiting) {}

  /**
   * What is allocated to a holder.
   *
   * @param minute of the database's clock
   * @param limit requests of the window, as fixed by the node that created it
   * @param given all requests that the holder may spend in this minute, including what it got
   *     before, so that a lost response loses nothing
   * @param left requests that are left for all nodes
   * @param ahead how many requests the holder may hold beyond those that wait
   */
  record Allocation(
      String keyId, String holder, long minute, int limit, int given, int left, int ahead) {}

  /** The requests that a holder has not spent. */
  record Unspent(long minute, String keyId, String holder, int requests) {}

  /**
   * Allocates requests of each key durably; returns the allocations by key.
   *
   * @param nodes the approximate number of nodes
   */
  static Map<String, Allocation> allocate(
      Handle handle, List<AllocationRequest> requests, int nodes) {
    try (Query query = handle.createQuery(TAKE)) {
      return query
          .bind("keys", requests.stream().map(AllocationRequest::keyId).toArray(String[]::new))
          .bind(
              "limits",
              requests.stream().map(request -> (long) request.limit()).toArray(Long[]::new))
          .bind("holders", requests.stream().map(AllocationRequest::holder).toArray(String[]::new))
          .bind("fresh", requests.stream().map(AllocationRequest::fresh).toArray(String[]::new))
          .bind("minutes", requests.stream().map(AllocationRequest::minute).toArray(Long[]::new))
          .bind(
              "spent",
              requests.stream().map(request -> (long) request.spent()).toArray(Long[]::new))
          .bind(
              "waiting",
              requests.stream().map(request -> (long) request.waiting()).toArray(Long[]::new))
          .bind("parts", AHEAD_PARTS)
          .bind("nodes", Math.max(1, nodes))
          .map((row, context) ->
              new Allocation(
                  row.getString("key_id"),
                  row.getString("holder"),
                  row.getLong("minute"),
                  row.getInt("requests"),
                  row.getInt("given"),
                  row.getInt("remaining"),
                  row.getInt("ahead")))
          .collect(Collectors.toMap(Allocation::keyId, allocation -> allocation));
    }
  }

  /** Releases unspent requests; afterwards these holders hold nothing. */
  static void release(Handle handle, List<Unspent> unspent) {
    try (Update update = handle.createUpdate(RELEASE)) {
      update
          .bind("minutes", unspent.stream().map(Unspent::minute).toArray(Long[]::new))
          .bind("keys", unspent.stream().map(Unspent::keyId).toArray(String[]::new))
          .bind("holders", unspent.stream().map(Unspent::holder).toArray(String[]::new))
          .bind("unspent", unspent.stream().map(u -> (long) u.requests()).toArray(Long[]::new))
          .execute();
    }
  }

  /** Deletes expired windows, at most so many; returns the number. */
  static int deleteExpired(Handle handle, int max) {
    try (Update update = handle.createUpdate(DELETE_EXPIRED)) {
      return update.bind("lifetime", LIFETIME_MINUTES).bind("max", max).execute();
    }
  }
}
