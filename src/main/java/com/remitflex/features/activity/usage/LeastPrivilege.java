package com.remitflex.features.activity.usage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A key that for 30 days has not needed its scope.
 *
 * @param suggested the scope that all of its requests would have done with
 * @param since when it last needed more, or since when that is known
 */
public record LeastPrivilege(Scope suggested, Instant since) {
  private static final Duration LONG_ENOUGH = Duration.ofDays(30);

  /** Those of the keys that have more scope than they use, by their ids. */
  public static Map<String, LeastPrivilege> of(Handle handle, List<ApiKey> keys, Instant now) {
    Map<String, LeastPrivilege> found = new HashMap<>();
    List<ApiKey> wide =
        keys.stream().filter(key -> key.scope() != Scope.READ && !key.isRevoked()).toList();
    if (wide.isEmpty()) {
      return found;
    }
    Instant begun = UsageStore.begun(handle);
    List<UsageStore.ScopeUse> uses =
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
      ApiKey key, List<UsageStore.ScopeUse> uses, Instant begun, Instant now) {
    List<UsageStore.ScopeUse> counting =
        uses.stream().filter(use -> key.scope().includes(use.scope())).toList();
    Optional<Scope> used =
        counting.stream()
            .filter(use -> use.lastAt().isAfter(now.minus(LONG_ENOUGH)))
            .map(UsageStore.ScopeUse::scope)
            .max(Comparator.naturalOrder());
    if (used.isEmpty() || used.get() == key.scope()) {
      return Optional.empty();
    }
    Instant known = key.createdAt().isAfter(begun) ? key.createdAt() : begun;
    Instant since =
        counting.stream()
            .filter(use -> !used.get().includes(use.scope()))
            .map(UsageStore.ScopeUse::lastAt)
            .filter(last -> last.isAfter(known))
            .max(Comparator.naturalOrder())
            .orElse(known);
    return since.isAfter(now.minus(LONG_ENOUGH))
        ? Optional.empty()
        : Optional.of(new LeastPrivilege(used.get(), since));
  }

  /** Adds it to a key object. */
  public void writeTo(ObjectNode key) {
    ObjectNode node = key.putObject("least_privilege");
    node.put("suggested_scope", suggested.word());
    node.put("since", Json.time(since));
  }
}
