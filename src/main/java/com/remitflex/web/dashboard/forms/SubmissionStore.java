package com.remitflex.web.dashboard.forms;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The form_submission table. */
public final class SubmissionStore {
  private static final String SHOWN = "interval '5 minutes'";

  /** After this time a submission without a result was lost with its server. */
  private static final String LOST = "interval '1 minute'";

  /** Longer than any session, and with it any token, can live. */
  private static final String KEPT = "interval '8 days'";

  /**
   * A form that was submitted.
   *
   * @param fingerprint of what was sent, and where
   * @param cookieHash of the cookie that came with it
   * @param doneAt absent until it is done
   * @param isShown whether it was done so recently that a repetition gets its response
   * @param isLost whether it should be done by now
   * @param lookAt the page that shows what it did
   * @param result the sealed response
   */
  public record Row(
      byte[] fingerprint,
      byte[] cookieHash,
      Optional<Instant> doneAt,
      boolean isShown,
      boolean isLost,
      String lookAt,
      Optional<byte[]> result) {}

  private SubmissionStore() {}

  /** Claims a token; false when it was submitted before. */
  public static boolean claim(
      Handle handle,
      byte[] tokenHash,
      byte[] fingerprint,
      byte[] cookieHash,
      Optional<String> sessionId) {
    return handle
            .createUpdate(
                """
                INSERT INTO form_submission (token_hash, fingerprint, cookie_hash, session_id,
                  sent_at)
                VALUES (:token, :fingerprint, :cookie, :session, clock_timestamp())
                ON CONFLICT (token_hash) DO NOTHING
                """)
            .bind("token", tokenHash)
            .bind("fingerprint", fingerprint)
            .bind("cookie", cookieHash)
            .bind("session", sessionId.orElse(null))
            .execute()
        == 1;
  }

  public static Optional<Row> find(Handle handle, byte[] tokenHash) {
    try (Query query =
        handle.createQuery(
            "SELECT *, coalesce(done_at > clock_timestamp() - "
                + SHOWN
                + ", false) AS is_shown, done_at IS NULL AND sent_at < clock_timestamp() - "
                + LOST
                + " AS is_lost FROM form_submission WHERE token_hash = :token")) {
      return query.bind("token", tokenHash).map((row, context) -> row(row)).findOne();
    }
  }

  private static Row row(ResultSet row) throws SQLException {
    boolean shown = row.getBoolean("is_shown");
    return new Row(
        row.getBytes("fingerprint"),
        row.getBytes("cookie_hash"),
        Optional.ofNullable(row.getTimestamp("done_at")).map(at -> at.toInstant()),
        shown,
        row.getBoolean("is_lost"),
        row.getString("look_at"),
        shown ? Optional.ofNullable(row.getBytes("result")) : Optional.empty());
  }

  /** Takes a claim back: nothing was done. */
  public static void release(Handle handle, byte[] tokenHash) {
    handle
        .createUpdate("DELETE FROM form_submission WHERE token_hash = :token AND done_at IS NULL")
        .bind("token", tokenHash)
        .execute();
  }

  /** Records that it is done; the first result stays. */
  public static void complete(
      Handle handle, byte[] tokenHash, String lookAt, Optional<byte[]> result) {
    handle
        .createUpdate(
            """
            UPDATE form_submission SET done_at = clock_timestamp(), look_at = :look,
              result = :result
            WHERE token_hash = :token AND done_at IS NULL
            """)
        .bind("look", lookAt)
        .bind("result", result.orElse(null))
        .bind("token", tokenHash)
        .execute();
  }

  /** Deletes the results that a session's forms may still show. */
  public static void forgetResults(Handle handle, String sessionId) {
    handle
        .createUpdate(
            """
            UPDATE form_submission SET result = NULL
            WHERE session_id = :session AND result IS NOT NULL
            """)
        .bind("session", sessionId)
        .execute();
  }

  /** Deletes the results that are no longer shown. */
  public static void removeOldResults(Handle handle) {
    handle.execute(
        "UPDATE form_submission SET result = NULL WHERE result IS NOT NULL"
            + " AND done_at < clock_timestamp() - "
            + SHOWN);
  }

  /** Deletes the submissions whose tokens nobody can hold any longer. */
  public static void removeOld(Handle handle) {
    handle.execute("DELETE FROM form_submission WHERE sent_at < clock_timestamp() - " + KEPT);
  }
}
