package com.remitflex.features.members.signin;

import com.remitflex.features.members.people.Attempt;
import com.remitflex.platform.access.Client;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** The failed_attempt table. */
public final class FailedAttemptStore {
  private FailedAttemptStore() {}

  /**
   * Starts an attempt. Four failures have no delay; each further one doubles the delay of the next
   * attempt, up to the step's maximum. After a day without attempts the count starts again.
   */
  static Attempt begin(Handle handle, Attempt.Subject subject) {
    try (Query query =
        handle.createQuery(
            """
            INSERT INTO failed_attempt AS t (subject, address, step, failures, blocked_until,
              updated_at)
            VALUES (:subject, :address, :step, 1, clock_timestamp(), clock_timestamp())
            ON CONFLICT (subject) DO UPDATE SET
              failures = CASE WHEN t.updated_at < clock_timestamp() - interval '1 day' THEN 1
                ELSE t.failures + 1 END,
              blocked_until = CASE
                WHEN t.failures < :free OR t.updated_at < clock_timestamp() - interval '1 day'
                  THEN clock_timestamp()
                ELSE clock_timestamp()
                  + least(:longest, :first * 2 ^ least(t.failures - :free, 20))
                    * interval '1 second' END,
              address = :address,
              updated_at = clock_timestamp()
            WHERE t.blocked_until <= clock_timestamp()
            RETURNING failures
            """)) {
      Optional<Long> begun =
          query
              .bind("subject", subject.id())
              .bind("address", subject.address())
              .bind("step", subject.step().word())
              .bind("free", Attempt.Step.FREE)
              .bind("first", subject.step().firstWaitSeconds())
              .bind("longest", subject.step().maxWaitSeconds())
              .mapTo(Long.class)
              .findOne();
      return begun
          .map(number -> new Attempt(number, OptionalInt.empty()))
          .orElseGet(
              () -> new Attempt(0, OptionalInt.of(secondsUntilNext(handle, subject).orElse(1))));
    }
  }

  /** The seconds until the next attempt may start; empty when it may start now. */
  static OptionalInt secondsUntilNext(Handle handle, Attempt.Subject subject) {
    return handle
        .createQuery(
            """
            SELECT greatest(1, ceil(extract(epoch FROM blocked_until - clock_timestamp())))::int
            FROM failed_attempt WHERE subject = :subject AND blocked_until > clock_timestamp()
            """)
        .bind("subject", subject.id())
        .mapTo(Integer.class)
        .findOne()
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  /**
   * Records a failed attempt for the audit log. Runs the same statement whether or not the person
   * exists.
   */
  static void recordFailure(
      Handle handle, Attempt.Subject subject, Optional<String> userId, Client client) {
    handle
        .createUpdate(
            """
            UPDATE failed_attempt SET wrong = wrong + 1, user_id = :user, ip = :ip,
              user_agent = :agent, request_id = :request
            WHERE subject = :subject
            """)
        .bind("user", userId.orElse(null))
        .bind("ip", client.ip())
        .bind("agent", client.userAgent().orElse(null))
        .bind("request", client.requestId())
        .bind("subject", subject.id())
        .execute();
  }

  /** Deletes the count after a success; returns the failures that the audit log lacks. */
  static long clear(Handle handle, Attempt.Subject subject) {
    try (Query query =
        handle.createQuery(
            "DELETE FROM failed_attempt WHERE subject = :subject RETURNING wrong - reported")) {
      return query.bind("subject", subject.id()).mapTo(Long.class).findOne().orElse(0L);
    }
  }

  /**
   * Removes every delay of an address, for all networks. The count of codes stays, so that an
   * attacker who reads the mailbox gains one more guess and not several. Must be called before the
   * audit log is locked.
   *
   * @return the failed attempts that the audit log lacks
   */
  static long unlock(Handle handle, byte[] address) {
    handle
        .createUpdate(
            """
            UPDATE failed_attempt SET blocked_until = clock_timestamp()
            WHERE address = :address AND step = 'code' AND blocked_until > clock_timestamp()
            """)
        .bind("address", address)
        .execute();
    return handle
        .createQuery(
            """
            WITH gone AS (
              DELETE FROM failed_attempt WHERE address = :address AND step <> 'code'
              RETURNING wrong - reported AS fresh)
            SELECT coalesce(sum(fresh), 0)::bigint FROM gone
            """)
        .bind("address", address)
        .mapTo(Long.class)
        .one();
  }

  /** The persons with failures that the audit log lacks, and no entry within this time. */
  static List<String> unreported(Handle handle, Duration minInterval, int limit) {
    try (Query query =
        handle.createQuery(
            """
            SELECT user_id FROM failed_attempt WHERE user_id IS NOT NULL
            GROUP BY user_id
            HAVING sum(wrong - reported) > 0
              AND coalesce(max(reported_at), '-infinity')
                < clock_timestamp() - :within * interval '1 second'
            LIMIT :limit
            """)) {
      return query
          .bind("within", minInterval.toSeconds())
          .bind("limit", limit)
          .mapTo(String.class)
          .list();
    }
  }

  /**
   * Failed attempts of one subject that the audit log lacks.
   *
   * @param inARow all failures since the last success, including those that the log has
   */
  record Unreported(
      String step,
      long count,
      long inARow,
      long lockedSeconds,
      Optional<String> ip,
      Optional<String> userAgent,
      Optional<String> requestId) {}

  /** Marks the failures of a person that the audit log lacks as reported, the newest first. */
  static List<Unreported> takeUnreported(Handle handle, String userId) {
    try (Query query =
        handle.createQuery(
            """
            WITH due AS (
              SELECT subject, wrong - reported AS fresh FROM failed_attempt
              WHERE user_id = :user AND wrong > reported ORDER BY subject FOR UPDATE),
            taken AS (
              UPDATE failed_attempt t SET reported = t.wrong, reported_at = clock_timestamp()
              FROM due WHERE t.subject = due.subject
              RETURNING t.step, due.fresh, t.failures, t.ip, t.user_agent, t.request_id,
                t.updated_at,
                greatest(0, round(extract(epoch FROM t.blocked_until - t.updated_at)))::bigint
                  AS locked)
            SELECT * FROM taken ORDER BY updated_at DESC
            """)) {
      return query.bind("user", userId).map(FailedAttemptStore::row).list();
    }
  }

  private static Unreported row(ResultSet row, StatementContext context) throws SQLException {
    return new Unreported(
        row.getString("step"),
        row.getLong("fresh"),
        row.getLong("failures"),
        row.getLong("locked"),
        Optional.ofNullable(row.getString("ip")),
        Optional.ofNullable(row.getString("user_agent")),
        Optional.ofNullable(row.getString("request_id")));
  }

  public static void deleteExpired(Handle handle) {
    handle.execute(
        "DELETE FROM failed_attempt WHERE updated_at < clock_timestamp() - interval '2 days'");
  }
}
