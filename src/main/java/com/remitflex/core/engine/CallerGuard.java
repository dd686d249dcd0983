package com.remitflex.core.engine;

import com.remitflex.platform.access.Principal;
import java.time.Instant;
import java.util.Collection;
import org.jdbi.v3.core.Handle;

/**
 * Decides whether the callers of a batch may still act: the port through which API keys guard each
 * write, while the engine knows no API key.
 */
public interface CallerGuard {
  /**
   * Loads the statuses of these callers in the transaction of the batch, after its heads are
   * locked, so that it sees each revocation that has committed.
   *
   * @param readAt the database's clock, read under the locks
   */
  CallerStatuses load(Handle handle, Collection<Principal> callers, Instant readAt);
}
