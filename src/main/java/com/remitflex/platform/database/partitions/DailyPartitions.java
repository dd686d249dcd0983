package com.remitflex.platform.database.partitions;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The daily partitions of some tables: created in advance, dropped when they have expired. */
public final class DailyPartitions {
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
  private static final int DAYS_AHEAD = 3;

  private final List<String> tables;
  private final long lock;

  /**
   * The partitions of these tables.
   *
   * @param lock the advisory lock under which one node at a time changes them
   */
  public DailyPartitions(List<String> tables, long lock) {
    this.tables = List.copyOf(tables);
    this.lock = lock;
  }

  /** Creates the partitions of yesterday, today and the next days. */
  public void create(Handle handle, Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    create(handle, today.minusDays(1), today.plusDays(DAYS_AHEAD));
  }

  /** Creates the partitions of these days, both included; in a transaction. */
  public void create(Handle handle, LocalDate first, LocalDate last) {
    lock(handle);
    for (String table : tables) {
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
  public int dropBefore(Handle handle, LocalDate oldest) {
    lock(handle);
    // A slow reader must not make all writers wait behind this.
    handle.execute("SET LOCAL lock_timeout = '2s'");
    int dropped = 0;
    for (String table : tables) {
      for (String day : days(handle, table)) {
        if (day.compareTo(name(table, oldest)) < 0) {
          handle.execute("DROP TABLE " + day);
          dropped++;
        }
      }
    }
    return dropped;
  }

  private void lock(Handle handle) {
    handle.execute("SELECT pg_advisory_xact_lock(" + lock + ")");
  }

  /** The names of a table's partitions, in the order of time. */
  public static List<String> days(Handle handle, String table) {
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
