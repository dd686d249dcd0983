package com.remitflex.features.apikeys;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Finds keys whose scope is higher than their requests need: the port to the usage totals. */
@FunctionalInterface
public interface ScopeAdvice {
  /** The advice for each of these keys whose scope is too high, by ID. */
  Map<String, LeastPrivilege> of(Handle handle, List<ApiKey> keys, Instant now);
}
