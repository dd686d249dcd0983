package com.remitflex.features.activity.recording;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The daily partitions of the request log: created in advance, dropped when they have expired. */
final class PartitionStore {
  static final List<String> TABLES = List.of("request_log", "request_detail", "request_index");

  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
  private static final int DAYS_AHEAD = 3;

  /** The advisory lock under which one node at a time changes partitions. */
  private static final long LOCK = 0x72665f6c6f677061L;

  private PartitionStore() {}

  /** Creates the partitions of yesterday, today and the next days. */
  static void create(Handle handle, Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    create(handle, today.minusDays(1), today.plusDays(DAYS_AHEAD));
  }

  /** Creates the partitions of these days, both included; in a transaction. */
  static void create(Handle handle, LocalDate first, LocalDate last) {
    lock(handle);
    for (String table : TABLES) {
      List<String> existing = days(handle, table);
      for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
        if (!existing.contains(name(table, day))) {
          handle.execute(
              "CREATE TABLE %s PARTITION OF %s FOR VALUES FROM ('%sT00:00:00Z') TO ('%sT00:00:00Z')"
                  .formatted(name(table, day), table, day, day.plusDays(1)));
        }
      }
    }
  }

  /** Drops the partitions of days before this one; returns their number. */
  static int dropBefore(Handle handle, LocalDate oldest) {
    lock(handle);
    // A slow reader must not make all writers wait behind this.
    handle.execute("SET LOCAL lock_timeout = '2s'");
    int dropped = 0;
    for (String table : TABLES) {
      for (String day : days(handle, table)) {
        if (day.compareTo(name(table, oldest)) < 0) {
          handle.execute("DROP TABLE " + day);
          dropped++;
        }
      }
    }
    return dropped;
  }

  private static void lock(Handle handle) {
    handle.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
  }

  /** The names of a table's partitions, in the order of time. */
  static List<String> days(Handle handle, String table) {
    return handle
        .createQuery(
            """
            SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = CAST(:table AS regclass) ORDER BY c.relname
            """)
        .bind("table", table)
        .mapTo(String.class)
        .list();
  }

  private static String name(String table, LocalDate day) {
    return table + "_" + DAY.format(day);
  }
}
