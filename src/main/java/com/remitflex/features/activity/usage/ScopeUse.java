package com.remitflex.features.activity.usage;

import com.remitflex.features.activity.usage.ScopeUseStore.LastUse;
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

/** Compares the scopes of keys with the scopes that their requests have required. */
public final class ScopeUse {
  private static final Duration PERIOD = Duration.ofDays(30);

  private ScopeUse() {}

  /** The keys, by ID, whose requests of the last 30 days have required less than their scope. */
  public static Map<String, LeastPrivilege> leastPrivilege(
      Handle handle, List<ApiKey> keys, Instant now) {
    Map<String, LeastPrivilege> found = new HashMap<>();
    List<ApiKey> wide =
        keys.stream().filter(key -> key.scope() != Scope.READ && !key.isRevoked()).toList();
    if (wide.isEmpty()) {
      return found;
    }
    Instant countedSince = UsageStore.startedAt(handle);
    List<LastUse> uses = ScopeUseStore.find(handle, wide.stream().map(ApiKey::id).toList());
    for (ApiKey key : wide) {
      of(key, uses.stream().filter(use -> use.keyId().equals(key.id())).toList(), countedSince, now)
          .ifPresent(less -> found.put(key.id(), less));
    }
    return found;
  }

  /**
   * A request that required more than the key's scope was about the key itself, which every key may
   * send; it does not count. For an admin key it may have been about another key: it counts.
   */
  private static Optional<LeastPrivilege> of(
      ApiKey key, List<LastUse> uses, Instant countedSince, Instant now) {
    List<LastUse> counting =
        uses.stream().filter(use -> key.scope().includes(use.scope())).toList();
    Optional<Scope> used =
        counting.stream()
            .filter(use -> use.at().isAfter(now.minus(PERIOD)))
            .map(LastUse::scope)
            .max(Comparator.naturalOrder());
    if (used.isEmpty() || used.get() == key.scope()) {
      return Optional.empty();
    }
    Instant known = key.createdAt().isAfter(countedSince) ? key.createdAt() : countedSince;
    Instant since =
        counting.stream()
            .filter(use -> !used.get().includes(use.scope()))
            .map(LastUse::at)
            .filter(last -> last.isAfter(known))
            .max(Comparator.naturalOrder())
            .orElse(known);
    return since.isAfter(now.minus(PERIOD))
        ? Optional.empty()
        : Optional.of(new LeastPrivilege(used.get(), since));
  }
}
