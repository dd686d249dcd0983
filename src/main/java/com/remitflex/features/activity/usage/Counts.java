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

/** Counts of requests by key and minute, that are added to those of all nodes by one flush. */
final class Counts {
  /** Keys and minutes that are held while the database is away; what is beyond is not counted. */
  private static final int MOST_COUNTED = 200_000;

  /** A key in a minute. */
  record Slot(String keyId, Instant minute) {}

  private final Map<String, Scope> scopes;
  private final Map<Slot, PendingUsage> counts = new HashMap<>();

  /**
   * No counts yet.
   *
   * @param scopes which scope a request needed, by method and route
   */
  Counts(Map<String, Scope> scopes) {
    this.scopes = scopes;
  }

  static Map<String, Scope> scopes(List<Route> routes) {
    return routes.stream()
        .collect(Collectors.toMap(route -> route.method() + " " + route.template(), Route::scope));
  }

  /** Counts a request; false when there is no room. */
  boolean add(KeyOwner owner, Exchange exchange, Instant at) {
    Optional<PendingUsage> found = of(owner, at);
    found.ifPresent(counted -> {
      counted.add(exchange, at);
      if (exchange.rejection().isEmpty()) {
        Optional.ofNullable(scopes.get(exchange.method() + " " + exchange.route()))
            .ifPresent(scope -> counted.needed(scope, at));
      }
    });
    return found.isPresent();
  }

  /** Counts requests that are in no history; false when there is no room. */
  boolean addUnrecorded(KeyOwner owner, Instant at, long requests) {
    Optional<PendingUsage> found = of(owner, at);
    found.ifPresent(counted -> counted.figures.addUnrecorded(requests));
    return found.isPresent();
  }

  private Optional<PendingUsage> of(KeyOwner owner, Instant at) {
    Slot slot = new Slot(owner.keyId(), Granularity.MINUTE.start(at));
    if (counts.size() >= MOST_COUNTED && !counts.containsKey(slot)) {
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
