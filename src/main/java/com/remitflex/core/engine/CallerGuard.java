package com.remitflex.core.engine;

import com.remitflex.platform.access.Principal;
import com.remitflex.platform.database.Reads;
import java.time.Instant;
import java.util.Collection;
import org.jdbi.v3.core.Handle;

/**
 * Decides whether the callers of a batch may still act: the port through which API keys guard each
 * write, while the engine knows no API key.
 */
public interface CallerGuard {
  /**
   * Adds the query of these callers to the reads of a batch, after those that lock its heads, so
   * that it sees each revocation that has committed.
   */
  Loading load(Reads reads, Collection<Principal> callers);

  /** Callers whose query is among the reads of a batch. */
  interface Loading {
    /**
     * The statuses, when the reads have been sent.
     *
     * @param handle the transaction of the batch
     * @param readAt the database's clock, read under the locks
     */
    CallerStatuses statuses(Handle handle, Instant readAt);
  }
}
