package com.remitflex.features.activity.usage;

import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.http.api.Exchange;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Counts what a process that was killed had counted and not written: the requests of flushes later
 * than the last one that it committed. In one transaction with that number, so that nothing is
 * counted twice, however often it is tried.
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
    this.committed = UsageStore.lockCommitted(handle, nodeId);
    this.counts = new Counts(scopes);
  }

  /**
   * Counts a request if that was not committed.
   *
   * @param flush in which the process would have counted it
   */
  public void add(KeyOwner owner, Exchange exchange, Instant at, long flush) {
    if (flush > committed) {
      last = Math.max(last, flush);
      counts.add(owner, exchange, at);
    }
  }

  /** Writes the counts; empty when there was nothing to count. */
  public Optional<Flush> write() {
    if (counts.isEmpty() || !UsageStore.begin(handle, nodeId, last)) {
      return Optional.empty();
    }
    return Optional.of(UsageStore.add(handle, counts.bySlot()));
  }
}
