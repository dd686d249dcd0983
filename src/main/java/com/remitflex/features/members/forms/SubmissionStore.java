package com.remitflex.features.members.forms;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The form_submission table. */
final class SubmissionStore {
  private static final String RESPONSE_LIFETIME = "interval '5 minutes'";

  /** A submission without a result is lost after this time: its server has stopped. */
  private static final String LOST_AFTER = "interval '1 minute'";

  /** Longer than the lifetime of a session, and therefore of its tokens. */
  private static final String SUBMISSION_LIFETIME = "interval '8 days'";

  private SubmissionStore() {}

  /** Claims a token; returns false if it was submitted before. */
  static boolean claim(
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

  static Optional<FormSubmission> find(Handle handle, byte[] tokenHash) {
    try (Query query =
        handle.createQuery(
            "SELECT *, coalesce(done_at, sent_at) > clock_timestamp() - "
                + RESPONSE_LIFETIME
                + " AS is_recent, done_at IS NULL AND sent_at < clock_timestamp() - "
                + LOST_AFTER
                + " AS is_lost FROM form_submission WHERE token_hash = :token")) {
      return query.bind("token", tokenHash).map((row, context) -> submission(row)).findOne();
    }
  }

  private static FormSubmission submission(ResultSet row) throws SQLException {
    boolean done = row.getTimestamp("done_at") != null;
    boolean recent = row.getBoolean("is_recent");
    Optional<byte[]> result =
        recent ? Optional.ofNullable(row.getBytes("result")) : Optional.empty();
    return new FormSubmission(
        row.getBytes("fingerprint"),
        row.getBytes("cookie_hash"),
        Optional.ofNullable(row.getTimestamp("done_at")).map(at -> at.toInstant()),
        done && recent,
        row.getBoolean("is_lost"),
        row.getString("look_at"),
        result.filter(any -> done),
        result.filter(any -> !done));
  }

  /** Releases a claim: the form had no effect. */
  static void release(Handle handle, byte[] tokenHash) {
    handle
        .createUpdate("DELETE FROM form_submission WHERE token_hash = :token AND done_at IS NULL")
        .bind("token", tokenHash)
        .execute();
  }

  /** Records the effect of a form; the first recorded result stays. */
  static void complete(
      Handle handle, byte[] tokenHash, String resultPage, Optional<byte[]> response) {
    handle
        .createUpdate(
            """
            UPDATE form_submission SET done_at = clock_timestamp(), look_at = :look,
              result = :result
            WHERE token_hash = :token AND done_at IS NULL
            """)
        .bind("look", resultPage)
        .bind("result", response.orElse(null))
        .bind("token", tokenHash)
        .execute();
  }

  /** Records what a form has made; its response replaces it. */
  static void recordMade(Handle handle, byte[] tokenHash, byte[] made) {
    handle
        .createUpdate(
            """
            UPDATE form_submission SET result = :made
            WHERE token_hash = :token AND done_at IS NULL
            """)
        .bind("made", made)
        .bind("token", tokenHash)
        .execute();
  }

  /** Deletes the stored responses to the forms of a session, but not of one in progress. */
  static void deleteResponses(Handle handle, String sessionId) {
    handle
        .createUpdate(
            """
            UPDATE form_submission SET result = NULL
            WHERE session_id = :session AND result IS NOT NULL AND done_at IS NOT NULL
            """)
        .bind("session", sessionId)
        .execute();
  }

  /** Deletes the responses that are no longer shown. */
  static void deleteExpiredResponses(Handle handle) {
    handle.execute(
        "UPDATE form_submission SET result = NULL WHERE result IS NOT NULL"
            + " AND coalesce(done_at, sent_at) < clock_timestamp() - "
            + RESPONSE_LIFETIME);
  }

  /** Deletes the submissions whose tokens have expired. */
  static void deleteExpired(Handle handle) {
    handle.execute(
        "DELETE FROM form_submission WHERE sent_at < clock_timestamp() - " + SUBMISSION_LIFETIME);
  }
}
