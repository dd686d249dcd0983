package com.remitflex.core.mail;

import com.remitflex.core.engine.rows.RowInserter;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The mail table: commands insert rows, workers claim them. */
final class MailStore implements RowInserter<String, Mail> {
  static final MailStore ROWS = new MailStore();

  private static final Batch<Mail> INSERT =
      Batch.<Mail>insert("mail")
          .text("id", Mail::id)
          .text("account_id", Mail::accountId)
          .text("recipient", Mail::recipient)
          .text("subject", Mail::subject)
          .text("body", Mail::body)
          .time("created_at", Mail::createdAt)
          .time("due_at", Mail::createdAt)
          .build();

  /**
   * A mail that is due.
   *
   * @param attempt number of this attempt, from 1
   */
  record Claimed(Mail mail, int attempt) {}

  private MailStore() {}

  /** Returns nothing: commands only insert mails. */
  @Override
  public Map<String, Mail> load(Handle handle, Collection<String> ids) {
    return Map.of();
  }

  @Override
  public void insert(Writes writes, List<Mail> rows) {
    writes.add(INSERT, rows);
  }

  /** Claims a due mail for this worker, until the claim expires. */
  static Optional<Claimed> claim(Handle handle, Duration claim) {
    try (Query query =
        handle.createQuery(
            """
            UPDATE mail SET attempts = attempts + 1,
              due_at = clock_timestamp() + :millis * interval '1 ms'
            WHERE id = (
              SELECT id FROM mail WHERE sent_at IS NULL AND due_at <= statement_timestamp()
              ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """)) {
      return query
          .bind("millis", claim.toMillis())
          .map((row, context) -> new Claimed(mail(row), row.getInt("attempts")))
          .findOne();
    }
  }

  /**
   * The mails that are to be sent.
   *
   * @param overdue how long the mail that has been due the longest has been due
   */
  record Queue(long mails, Duration overdue) {}

  static Queue queue(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT count(*) AS mails,
                   coalesce(greatest(0, extract(epoch FROM statement_timestamp() - min(due_at))), 0)
                     ::bigint AS overdue
            FROM mail WHERE sent_at IS NULL AND due_at < 'infinity'
            """)
        .map((row, context) ->
            new Queue(row.getLong("mails"), Duration.ofSeconds(row.getLong("overdue"))))
        .one();
  }

  /** Records that a mail was sent, and deletes its text. */
  static void markSent(Handle handle, String id) {
    handle
        .createUpdate("UPDATE mail SET sent_at = clock_timestamp(), body = '' WHERE id = :id")
        .bind("id", id)
        .execute();
  }

  static void postpone(Handle handle, String id, Duration wait) {
    handle
        .createUpdate(
            """
            UPDATE mail SET due_at = clock_timestamp() + :millis * interval '1 ms'
            WHERE id = :id AND sent_at IS NULL
            """)
        .bind("millis", wait.toMillis())
        .bind("id", id)
        .execute();
  }

  static void markFailed(Handle handle, String id) {
    handle
        .createUpdate(
            "UPDATE mail SET due_at = 'infinity', body = '' WHERE id = :id AND sent_at IS NULL")
        .bind("id", id)
        .execute();
  }

  /** Deletes some of the sent and failed mails that are older than this; returns how many. */
  static int deleteOld(Handle handle, Duration age, int limit) {
    return handle
        .createUpdate(
            """
            DELETE FROM mail WHERE id IN (
              SELECT id FROM mail
              WHERE created_at < clock_timestamp() - :seconds * interval '1 second'
                AND (sent_at IS NOT NULL OR due_at = 'infinity')
              ORDER BY created_at LIMIT :limit)
            """)
        .bind("seconds", age.toSeconds())
        .bind("limit", limit)
        .execute();
  }

  private static Mail mail(ResultSet row) throws SQLException {
    return new Mail(
        row.getString("id"),
        row.getString("account_id"),
        row.getString("recipient"),
        row.getString("subject"),
        row.getString("body"),
        row.getTimestamp("created_at").toInstant());
  }
}
