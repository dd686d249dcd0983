package com.remitflex.features.activity.usage;

import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.Route;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The requests that a node has counted by key and minute, and adds to the totals in one flush. */
final class Counts {
  /** The maximum number of keys and minutes while the database is unavailable. */
  private static final int MAX_SLOTS = 200_000;

  /** A key in a minute. */
  record Slot(String keyId, Instant minute) {}

  private final Map<String, Scope> scopes;
  private final Map<Slot, PendingUsage> counts = new HashMap<>();

  /**
   * Empty counts.
   *
   * @param scopes the scope that a request requires, by method and route
   */
  Counts(Map<String, Scope> scopes) {
    this.scopes = scopes;
  }

  static Map<String, Scope> scopes(List<Route> routes) {
    return routes.stream()
        .collect(Collectors.toMap(route -> route.method() + " " + route.template(), Route::scope));
  }

  /** Counts a request; returns false when there is no room. */
  boolean add(KeyOwner owner, Exchange exchange, Instant at) {
    Optional<PendingUsage> found = of(owner, at);
    found.ifPresent(pending -> {
      pending.add(exchange, at);
      if (exchange.rejection().isEmpty()) {
        Optional.ofNullable(scopes.get(exchange.method() + " " + exchange.route()))
            .ifPresent(scope -> pending.addScope(scope, at));
      }
    });
    return found.isPresent();
  }

  /** Counts requests that are not in the history; returns false when there is no room. */
  boolean addUnrecorded(KeyOwner owner, Instant at, long requests) {
    Optional<PendingUsage> found = of(owner, at);
    found.ifPresent(pending -> pending.totals.addUnrecorded(requests));
    return found.isPresent();
  }

  private Optional<PendingUsage> of(KeyOwner owner, Instant at) {
    Slot slot = new Slot(owner.keyId(), Granularity.MINUTE.start(at));
    if (counts.size() >= MAX_SLOTS && !counts.containsKey(slot)) {
      return Optional.empty();
    }
    return Optional.of(counts.computeIfAbsent(slot, missing -> new PendingUsage(owner)));
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  int size() {
    return counts.size();
  }

  Map<Slot, PendingUsage> bySlot() {
    return counts;
  }
}
