package com.remitflex.features.activity.usage;

import com.remitflex.platform.database.Database;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** Reads how API keys were used: for the API, the Dashboard and the CLI. */
public final class KeyUsage {
  private final Database database;

  public KeyUsage(Database database) {
    this.database = database;
  }

  /** The usage of a key from one time, inclusive, to another, exclusive. */
  UsageSeries series(String keyId, Granularity granularity, Instant from, Instant to) {
    return new UsageSeries(
        granularity,
        from,
        to,
        database.with(handle -> UsageStore.series(handle, keyId, granularity, from, to)));
  }

  /** The usage of each key from one time, inclusive, to another, exclusive; oldest first. */
  public Map<String, List<UsageSummary>> summaries(
      Collection<String> keyIds, Granularity granularity, Instant from, Instant to) {
    Map<String, List<UsageSummary>> found = new TreeMap<>();
    for (String keyId : keyIds) {
      found.put(
          keyId,
          series(keyId, granularity, from, to).points().stream().map(UsageSummary::of).toList());
    }
    return found;
  }

  /** The requests of all keys that are counted but not in the history, a line per day. */
  public static List<String> notRecorded(Handle handle) {
    return UsageStore.notRecorded(handle);
  }
}
