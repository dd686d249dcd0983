package com.remitflex.people;

import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The failed_attempt table. An attempt counts as failed when it begins and is forgiven when it
 * succeeds, so that many at once are no more than one after the other.
 */
final class FailedAttemptStore {
  private FailedAttemptStore() {}

  /**
   * Begins an attempt. Four are free; each one more doubles the wait for the next, from 2 s to a
   * quarter of an hour; a day without any begins anew.
   *
   * @return the seconds to wait, when it is too early
   */
  static OptionalInt begin(Handle handle, byte[] subject) {
    try (Query query =
        handle.createQuery(
            """
            INSERT INTO failed_attempt AS t (subject, failures, blocked_until, updated_at)
            VALUES (:subject, 1, clock_timestamp(), clock_timestamp())
            ON CONFLICT (subject) DO UPDATE SET
              failures = CASE WHEN t.updated_at < clock_timestamp() - interval '1 day' THEN 1
                ELSE t.failures + 1 END,
              blocked_until = CASE
                WHEN t.failures < 4 OR t.updated_at < clock_timestamp() - interval '1 day'
                  THEN clock_timestamp()
                ELSE clock_timestamp()
                  + least(900, 2 ^ least(t.failures - 3, 10)) * interval '1 second' END,
              updated_at = clock_timestamp()
            WHERE t.blocked_until <= clock_timestamp()
            RETURNING failures
            """)) {
      Optional<Long> begun = query.bind("subject", subject).mapTo(Long.class).findOne();
      return begun.isPresent() ? OptionalInt.empty() : OptionalInt.of(wait(handle, subject));
    }
  }

  private static int wait(Handle handle, byte[] subject) {
    return handle
        .createQuery(
            """
            SELECT greatest(1, ceil(extract(epoch FROM blocked_until - clock_timestamp())))::int
            FROM failed_attempt WHERE subject = :subject
            """)
        .bind("subject", subject)
        .mapTo(Integer.class)
        .findOne()
        .orElse(1);
  }

  static void forgive(Handle handle, byte[] subject) {
    handle
        .createUpdate("DELETE FROM failed_attempt WHERE subject = :subject")
        .bind("subject", subject)
        .execute();
  }

  static void removeOld(Handle handle) {
    handle.execute(
        "DELETE FROM failed_attempt WHERE updated_at < clock_timestamp() - interval '2 days'");
  }
}
