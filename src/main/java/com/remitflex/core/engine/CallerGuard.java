package com.remitflex.core.engine;

import com.remitflex.platform.access.Principal;
import java.time.Instant;
import java.util.Collection;
import org.jdbi.v3.core.Handle;

/**
 * Says whether the callers of a batch may still act: the port through which API keys guard every
 * write, without the engine knowing what a key is.
 */
public interface CallerGuard {
  /**
   * Reads what decides about these callers, in the batch's own transaction and after its heads are
   * locked, so that a revocation that has committed is seen.
   *
   * @param readAt the database's clock, read under the locks
   */
  CallerStatuses load(Handle handle, Collection<Principal> callers, Instant readAt);
}
