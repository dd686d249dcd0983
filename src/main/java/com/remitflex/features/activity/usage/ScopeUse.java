package com.remitflex.features.activity.usage;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.LeastPrivilege;
import com.remitflex.platform.access.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Which scope the requests of keys have needed within the last 30 days. */
public final class ScopeUse {
  private static final Duration LONG_ENOUGH = Duration.ofDays(30);

  private ScopeUse() {}

  /** Those of the keys that have more scope than they use, by their ids. */
  public static Map<String, LeastPrivilege> leastPrivilege(
      Handle handle, List<ApiKey> keys, Instant now) {
    Map<String, LeastPrivilege> found = new HashMap<>();
    List<ApiKey> wide =
        keys.stream().filter(key -> key.scope() != Scope.READ && !key.isRevoked()).toList();
    if (wide.isEmpty()) {
      return found;
    }
    Instant begun = UsageStore.begun(handle);
    List<UsageStore.ScopeRequests> uses =
        UsageStore.scopes(handle, wide.stream().map(ApiKey::id).toList());
    for (ApiKey key : wide) {
      of(key, uses.stream().filter(use -> use.keyId().equals(key.id())).toList(), begun, now)
          .ifPresent(less -> found.put(key.id(), less));
    }
    return found;
  }

  /**
   * A request above the key's scope was one for itself, which any key may send. That of an admin
   * key may have been for another: it counts as needed.
   */
  private static Optional<LeastPrivilege> of(
      ApiKey key, List<UsageStore.ScopeRequests> uses, Instant begun, Instant now) {
    List<UsageStore.ScopeRequests> counting =
        uses.stream().filter(use -> key.scope().includes(use.scope())).toList();
    Optional<Scope> used =
        counting.stream()
            .filter(use -> use.lastAt().isAfter(now.minus(LONG_ENOUGH)))
            .map(UsageStore.ScopeRequests::scope)
            .max(Comparator.naturalOrder());
    if (used.isEmpty() || used.get() == key.scope()) {
      return Optional.empty();
    }
    Instant known = key.createdAt().isAfter(begun) ? key.createdAt() : begun;
    Instant since =
        counting.stream()
            .filter(use -> !used.get().includes(use.scope()))
            .map(UsageStore.ScopeRequests::lastAt)
            .filter(last -> last.isAfter(known))
            .max(Comparator.naturalOrder())
            .orElse(known);
    return since.isAfter(now.minus(LONG_ENOUGH))
        ? Optional.empty()
        : Optional.of(new LeastPrivilege(used.get(), since));
  }
}
