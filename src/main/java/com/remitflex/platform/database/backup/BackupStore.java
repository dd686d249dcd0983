package com.remitflex.platform.database.backup;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseAddress;
import com.remitflex.platform.database.SqlErrorKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/** What a backup asks of PostgreSQL. */
final class BackupStore {
  private static final int LOCK_ATTEMPTS = 20;

  private BackupStore() {}

  /** What {@code pg_backup_stop} returns: two files that belong in the backup. */
  record Stop(String label, String tablespaces) {}

  /**
   * The end of a backup.
   *
   * @param walFile the last WAL file that belongs to it
   */
  record End(Instant time, String walFile, String schema, Map<String, Long> counts) {}

  /** Keeps the WAL from now on, until the session ends; returns false if another backup does so. */
  static boolean keepWal(Handle session) {
    if (!session
        .createQuery("SELECT to_regprocedure('public.remitflex_keep_wal()') IS NOT NULL")
        .mapTo(Boolean.class)
        .one()) {
      throw new BackupException(
          "The running server was started by an earlier version, whose database permits no"
              + " backup. Restart it with this version, then start the backup again.");
    }
    if (session
        .createQuery("SELECT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = :name)")
        .bind("name", "remitflex_backup")
        .mapTo(Boolean.class)
        .one()) {
      return false;
    }
    session.createQuery("SELECT public.remitflex_keep_wal()").mapTo(String.class).one();
    return true;
  }

  static String systemId(Handle session) {
    return session
        .createQuery("SELECT system_identifier::text FROM pg_control_system()")
        .mapTo(String.class)
        .one();
  }

  static Instant now(Handle session) {
    return session.createQuery("SELECT clock_timestamp()").mapTo(Instant.class).one();
  }

  /** Begins the backup in this session; returns the first WAL file that belongs to it. */
  static String start(Handle session, String label) {
    return session
        .createQuery("SELECT pg_walfile_name(pg_backup_start(:label, true))")
        .bind("label", label)
        .mapTo(String.class)
        .one();
  }

  /** Ends the backup of this session, once all files are copied. */
  static Stop stop(Handle session) {
    return session
        .createQuery("SELECT labelfile, spcmapfile FROM pg_backup_stop(false)")
        .map((row, context) -> new Stop(row.getString("labelfile"), row.getString("spcmapfile")))
        .one();
  }

  /**
   * Names a place in the WAL, and counts the rows as they are at exactly this place: nothing is
   * committed to these tables between the snapshot and the place. Commands wait for a moment.
   *
   * @param tables tables that are written only by transactions that hold an account's head, and
   *     {@code idempotency}
   */
  static End end(Handle session, DatabaseAddress platform, String name, List<String> tables) {
    return Database.longSession(
        platform,
        locker ->
            Database.longSession(
                platform,
                reader -> {
                  String wal = mark(session, locker, reader, name);
                  session.createQuery("SELECT pg_switch_wal()").mapTo(String.class).one();
                  Instant time = now(reader);
                  End end = new End(time, wal, schema(reader), counts(reader, tables));
                  reader.rollback();
                  return end;
                }));
  }

  private static String mark(Handle session, Handle locker, Handle reader, String name) {
    lockWriters(locker);
    reader.begin();
    reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    reader.execute("SELECT 1");
    String wal =
        session
            .createQuery("SELECT pg_walfile_name(pg_create_restore_point(:name))")
            .bind("name", name)
            .mapTo(String.class)
            .one();
    locker.rollback();
    return wal;
  }

  /** Waits until no command is being committed; short attempts, so that no command waits long. */
  private static void lockWriters(Handle locker) {
    for (int attempt = 1; ; attempt++) {
      locker.begin();
      try {
        locker.execute("SET LOCAL lock_timeout = '500ms'");
        locker.execute("LOCK TABLE account_head IN EXCLUSIVE MODE");
        locker.execute("LOCK TABLE idempotency IN EXCLUSIVE MODE");
        return;
      } catch (JdbiException e) {
        locker.rollback();
        boolean isBusy =
            SqlErrorKind.find(e)
                .filter(kind -> kind == SqlErrorKind.LOCK_TIMEOUT || kind == SqlErrorKind.RUN_AGAIN)
                .isPresent();
        if (!isBusy || attempt == LOCK_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static String schema(Handle reader) {
    return reader
        .createQuery(
            """
            SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL
            ORDER BY installed_rank DESC LIMIT 1
            """)
        .mapTo(String.class)
        .one();
  }

  /** The number of rows of each of these tables. */
  static Map<String, Long> counts(Handle handle, List<String> tables) {
    Map<String, Long> counts = new TreeMap<>();
    for (String table : tables) {
      counts.put(
          table,
          handle
              .createQuery("SELECT count(*) FROM <table>")
              .define("table", table)
              .mapTo(Long.class)
              .one());
    }
    return counts;
  }
}
