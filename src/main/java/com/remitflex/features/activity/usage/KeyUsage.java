package com.remitflex.features.activity.usage;

import com.remitflex.platform.database.Database;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The usage totals of keys, for pages. */
public final class KeyUsage {
  private final Database database;

  public KeyUsage(Database database) {
    this.database = database;
  }

  /** The totals of each of these keys by interval, oldest first; `to` is exclusive. */
  public Map<String, List<UsageStore.Sum>> sums(
      Collection<String> keyIds, Granularity unit, Instant from, Instant to) {
    return database.with(handle -> UsageStore.sums(handle, keyIds, unit, from, to));
  }
}
