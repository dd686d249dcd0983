package com.remitflex.features.apikeys;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Says which keys have more scope than they use: the port to the record of their use. */
@FunctionalInterface
public interface ScopeAdvice {
  /** Those of the keys that have more scope than they use, by their IDs. */
  Map<String, LeastPrivilege> of(Handle handle, List<ApiKey> keys, Instant now);
}
