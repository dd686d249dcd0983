package com.remitflex.features.activity.recording;

import com.remitflex.platform.database.partitions.DailyPartitions;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The daily partitions of the request log: created in advance, dropped when they have expired. */
final class PartitionStore {
  static final List<String> TABLES = List.of("request_log", "request_detail", "request_index");

  /** The advisory lock under which one node at a time changes partitions. */
  private static final long LOCK = 0x72665f6c6f677061L;

  private static final DailyPartitions PARTITIONS = new DailyPartitions(TABLES, LOCK);

  private PartitionStore() {}

  /** Creates the partitions of yesterday, today and the next days. */
  static void create(Handle handle, Instant now) {
    PARTITIONS.create(handle, now);
  }

  /** Creates the partitions of these days, both included; in a transaction. */
  static void create(Handle handle, LocalDate first, LocalDate last) {
    PARTITIONS.create(handle, first, last);
  }

  /** Drops the partitions of days before this one; returns their number. */
  static int dropBefore(Handle handle, LocalDate oldest) {
    return PARTITIONS.dropBefore(handle, oldest);
  }

  /** The names of a table's partitions, in the order of time. */
  static List<String> days(Handle handle, String table) {
    return DailyPartitions.days(handle, table);
  }
}
