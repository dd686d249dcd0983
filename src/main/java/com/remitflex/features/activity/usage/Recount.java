package com.remitflex.features.activity.usage;

import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.http.api.Exchange;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Counts the requests that a killed process had counted and not written: those of flushes after the
 * last one that it committed. The counts and the number of the flush are written in one
 * transaction, so that no request is counted twice, however often this is tried.
 */
public final class Recount {
  private final Handle handle;
  private final String nodeId;
  private final long committed;
  private final Counts counts;
  private long last;

  Recount(Handle handle, String nodeId, Map<String, Scope> scopes) {
    this.handle = handle;
    this.nodeId = nodeId;
    this.committed = UsageFlushStore.lockCommitted(handle, nodeId);
    this.counts = new Counts(scopes);
  }

  /**
   * Counts a request, unless its flush was committed.
   *
   * @param flush number of the flush in which the process would have counted it
   */
  public void add(KeyOwner owner, Exchange exchange, Instant at, long flush) {
    if (flush > committed) {
      last = Math.max(last, flush);
      counts.add(owner, exchange, at);
    }
  }

  /** Writes the counts; empty when there are none. */
  public Optional<Flush> write() {
    if (counts.isEmpty() || !UsageFlushStore.begin(handle, nodeId, last)) {
      return Optional.empty();
    }
    return Optional.of(UsageStore.add(handle, counts.bySlot()));
  }
}
