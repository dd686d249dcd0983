package com.remitflex.features.corridors.changes;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.features.corridors.Corridor;
import com.remitflex.platform.database.Select;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The corridor_change table. */
final class ChangeStore {
  /** How long a claim lasts; after it, another node can work on the chunk. */
  private static final Duration CLAIM = Duration.ofSeconds(15);

  /** The oldest that is open, unless a node works on it: accounts get the events in their order. */
  private static final Select<StatusChange> CLAIM_NEXT =
      Select.of(
          """
          UPDATE corridor_change SET claimed_until = clock_timestamp() + interval '%d seconds'
          WHERE number = (SELECT min(number) FROM corridor_change WHERE ended_at IS NULL)
            AND ended_at IS NULL
            AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
          RETURNING *
          """
              .formatted(CLAIM.toSeconds()),
          ChangeStore::change);

  /** Accounts that existed at the time, without those that only canary keys see. */
  private static final Select<String> ACCOUNTS =
      Select.of(
          """
          SELECT id FROM account
          WHERE id > ? AND created_at <= ? AND NOT is_decoy ORDER BY id LIMIT ?
          """,
          row -> row.getString("id"));

  private ChangeStore() {}

  /** Adds a change, in the transaction that holds the lock of the corridors. */
  static void add(Handle handle, Corridor before, Corridor after, String reason) {
    handle
        .createUpdate(
            """
            INSERT INTO corridor_change (number, corridor, status, previous_status, reason,
                                         changed_at)
            SELECT coalesce(max(number), 0) + 1, :corridor, :status, :previous, :reason, :at
            FROM corridor_change
            """)
        .bind("corridor", after.id())
        .bind("status", after.status().word())
        .bind("previous", before.status().word())
        .bind("reason", reason)
        .bind("at", after.updatedAt().atOffset(ZoneOffset.UTC))
        .execute();
  }

  /** The details of the last of these actions in the audit log about a corridor. */
  static Optional<String> audited(Handle handle, String corridor, List<String> actions) {
    return handle
        .createQuery(
            """
            SELECT details::text FROM audit_entry
            WHERE account_id = :account AND subject = :corridor AND action = ANY(:actions)
            ORDER BY created_at DESC, seq DESC LIMIT 1
            """)
        .bind("account", AuditTrail.PLATFORM)
        .bind("corridor", corridor)
        .bindArray("actions", String.class, actions)
        .mapTo(String.class)
        .findOne();
  }

  static long open(Handle handle) {
    return handle
        .createQuery("SELECT count(*) FROM corridor_change WHERE ended_at IS NULL")
        .mapTo(Long.class)
        .one();
  }

  static Optional<StatusChange> claimNext(Handle handle) {
    return CLAIM_NEXT.find(handle);
  }

  /** The next accounts that get events of this change. */
  static List<String> accounts(Handle handle, StatusChange change, int limit) {
    return ACCOUNTS.list(handle, change.doneUntil(), change.changedAt(), limit);
  }

  /** Releases a claim after a chunk; the change ends when there was no account left. */
  static void step(Handle handle, StatusChange change, List<String> accounts) {
    handle
        .createUpdate(
            """
            UPDATE corridor_change SET claimed_until = NULL,
              done_until = greatest(done_until, :until),
              ended_at = CASE WHEN :ended THEN clock_timestamp() END
            WHERE number = :number AND ended_at IS NULL
            """)
        .bind("until", accounts.isEmpty() ? change.doneUntil() : accounts.getLast())
        .bind("ended", accounts.isEmpty())
        .bind("number", change.number())
        .execute();
  }

  private static StatusChange change(ResultSet row) throws SQLException {
    return new StatusChange(
        row.getLong("number"),
        row.getString("corridor"),
        Corridor.Status.of(row.getString("status")),
        Corridor.Status.of(row.getString("previous_status")),
        row.getString("reason"),
        row.getTimestamp("changed_at").toInstant(),
        row.getString("done_until"));
  }
}
