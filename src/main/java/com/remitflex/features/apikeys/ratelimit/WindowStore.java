package com.remitflex.features.apikeys.ratelimit;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/**
 * The rate_window table: how much is left of each key's minute, and what holders were given of it.
 */
final class WindowStore {
  private static final String MINUTE =
      "floor(extract(epoch FROM statement_timestamp()) / 60)::bigint";

  /** All holders together may hold one part in so many that they have not spent. */
  private static final int AHEAD_PARTS = 100;

  /** A database whose clock is set back must not find its window gone, and make it again. */
  private static final int KEPT_MINUTES = 3;

  /**
   * One statement for many keys, so that they share a commit. The rows are locked in order; each is
   * read, decided and written under its lock. A row that another node makes at the same moment is
   * not in the result: the caller asks again.
   */
  private static final String TAKE =
      """
      WITH asked AS (
        SELECT a.*, MINUTE AS minute
        FROM unnest(:keys::text[], :limits::bigint[], :holders::text[], :fresh::text[],
                    :minutes::bigint[], :spent::bigint[], :waiting::bigint[])
          AS a(key_id, requests, holder, fresh, of_minute, spent, waiting)),
      locked AS MATERIALIZED (
        SELECT w.key_id, w.requests, w.remaining, w.held
        FROM rate_window w JOIN asked a ON w.minute = a.minute AND w.key_id = a.key_id
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
        FROM asked a LEFT JOIN locked l ON l.key_id = a.key_id
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
      made AS (
        INSERT INTO rate_window (minute, key_id, requests, remaining, portion, held)
        SELECT minute, key_id, requests, remaining, portion, held FROM result WHERE is_new
        ORDER BY key_id ON CONFLICT DO NOTHING
        RETURNING key_id)
      SELECT * FROM result
      WHERE key_id IN (SELECT key_id FROM updated UNION ALL SELECT key_id FROM made)
      """
          .replace("MINUTE", MINUTE);

  /** The rows are locked in order: two nodes may return parts of the same windows together. */
  private static final String GIVE_BACK =
      """
      WITH back AS MATERIALIZED (
        SELECT w.minute, w.key_id, v.holder, v.unspent
        FROM unnest(:minutes::bigint[], :keys::text[], :holders::text[], :unspent::bigint[])
          AS v(minute, key_id, holder, unspent)
        JOIN rate_window w ON w.minute = v.minute AND w.key_id = v.key_id
        ORDER BY w.minute, w.key_id FOR UPDATE OF w)
      UPDATE rate_window w
      SET remaining = w.remaining + back.unspent, held = w.held - back.holder
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
   * A request for a part of a key's current minute.
   *
   * @param limit of the window, if this makes it
   * @param holder who asks, if the database's minute is this one
   * @param fresh who asks otherwise: a name that has never been given anything
   * @param spent what the holder has spent of what it was given, at least
   * @param waiting how many requests wait for it on this node
   */
  record Ask(
      String keyId, int limit, String holder, String fresh, long minute, int spent, int waiting) {}

  /**
   * What a holder has been given.
   *
   * @param minute of the database's clock
   * @param limit requests of the window, as fixed by the node that made it
   * @param given all that the holder may spend in this minute, with what it was given before: so an
   *     answer that was lost on its way loses nothing
   * @param left what is left for all nodes
   * @param ahead how much the holder may hold beyond the requests that wait
   */
  record Portion(
      String keyId, String holder, long minute, int limit, int given, int left, int ahead) {}

  /** What a holder has not spent. */
  record Unspent(long minute, String keyId, String holder, int requests) {}

  /**
   * Takes a portion for each key, durably; by key.
   *
   * @param nodes how many nodes there are, about
   */
  static Map<String, Portion> take(Handle handle, List<Ask> asks, int nodes) {
    try (Query query = handle.createQuery(TAKE)) {
      return query
          .bind("keys", asks.stream().map(Ask::keyId).toArray(String[]::new))
          .bind("limits", asks.stream().map(ask -> (long) ask.limit()).toArray(Long[]::new))
          .bind("holders", asks.stream().map(Ask::holder).toArray(String[]::new))
          .bind("fresh", asks.stream().map(Ask::fresh).toArray(String[]::new))
          .bind("minutes", asks.stream().map(Ask::minute).toArray(Long[]::new))
          .bind("spent", asks.stream().map(ask -> (long) ask.spent()).toArray(Long[]::new))
          .bind("waiting", asks.stream().map(ask -> (long) ask.waiting()).toArray(Long[]::new))
          .bind("parts", AHEAD_PARTS)
          .bind("nodes", Math.max(1, nodes))
          .map((row, context) ->
              new Portion(
                  row.getString("key_id"),
                  row.getString("holder"),
                  row.getLong("minute"),
                  row.getInt("requests"),
                  row.getInt("given"),
                  row.getInt("remaining"),
                  row.getInt("ahead")))
          .collect(Collectors.toMap(Portion::keyId, portion -> portion));
    }
  }

  /** Returns what has not been spent: afterwards these holders have nothing. */
  static void giveBack(Handle handle, List<Unspent> unspent) {
    try (Update update = handle.createUpdate(GIVE_BACK)) {
      update
          .bind("minutes", unspent.stream().map(Unspent::minute).toArray(Long[]::new))
          .bind("keys", unspent.stream().map(Unspent::keyId).toArray(String[]::new))
          .bind("holders", unspent.stream().map(Unspent::holder).toArray(String[]::new))
          .bind("unspent", unspent.stream().map(u -> (long) u.requests()).toArray(Long[]::new))
          .execute();
    }
  }

  /** Deletes windows that have ended; returns how many. */
  static int forget(Handle handle, int most) {
    try (Update update = handle.createUpdate(FORGET)) {
      return update.bind("kept", KEPT_MINUTES).bind("most", most).execute();
    }
  }
}
