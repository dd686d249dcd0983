package com.remitflex.features.webhooks.sending;

import com.remitflex.features.webhooks.deliveries.DeliveryStore;
import com.remitflex.features.webhooks.deliveries.LaneStore;
import com.remitflex.features.webhooks.deliveries.LaneStore.ClaimedLane;
import com.remitflex.features.webhooks.endpoints.EndpointCipher;
import com.remitflex.features.webhooks.endpoints.EndpointStore;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.platform.database.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The endpoints that this node has claimed; used by one thread, except where noted. */
final class LaneClaims implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LaneClaims.class);

  private static final int MAX_LANES = 1_024;
  private static final int MAX_CLAIMED = 128;

  /** With more endpoints than this, those without deliveries are given back at once. */
  private static final int MAX_LINGERING = 256;

  private static final Duration CLAIM_INTERVAL = Duration.ofMillis(100);
  private static final Duration RENEWAL = LaneStore.LEASE.dividedBy(5);
  private static final Duration REFRESH = Duration.ofSeconds(1);
  private static final int DELETED_AT_ONCE = 5_000;

  private final Database database;
  private final EndpointCipher cipher;

  /**
   * Different for each start, so that no process takes the claims of an earlier one for its own.
   */
  private final String name = UUID.randomUUID().toString();

  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private volatile boolean claimSoon = true;
  private long claimedNanos = System.nanoTime();
  private long renewedNanos = System.nanoTime();
  private long refreshedNanos = System.nanoTime();

  LaneClaims(Database database, EndpointCipher cipher) {
    this.database = database;
    this.cipher = cipher;
  }

  /** Whether this node has claimed these endpoints; called by any thread. */
  boolean hasAll(Collection<String> endpointIds) {
    return lanes.keySet().containsAll(endpointIds);
  }

  /** Claims at the next run; called by any thread. */
  void claimSoon() {
    claimSoon = true;
  }

  /**
   * Claims endpoints that are due, keeps the claims, and reads what has changed; returns the
   * endpoints that were claimed.
   */
  Set<String> maintain(Instant now) {
    Set<String> before = Set.copyOf(lanes.keySet());
    renewAndClaim(now);
    Set<String> claimed = new HashSet<>(lanes.keySet());
    claimed.removeAll(before);
    return claimed;
  }

  private void renewAndClaim(Instant now) {
    if (System.nanoTime() - renewedNanos >= RENEWAL.toNanos()) {
      renewedNanos = System.nanoTime();
      Set<String> kept =
          lanes.isEmpty()
              ? Set.of()
              : database.withEngineSettings(handle -> LaneStore.renew(handle, name));
      lanes.keySet().retainAll(kept);
    }
    if (claimSoon || System.nanoTime() - claimedNanos >= CLAIM_INTERVAL.toNanos()) {
      claimSoon = false;
      claimedNanos = System.nanoTime();
      claim(now);
    }
    if (System.nanoTime() - refreshedNanos >= REFRESH.toNanos()) {
      refreshedNanos = System.nanoTime();
      refresh(now);
    }
  }

  private void claim(Instant now) {
    int room = Math.min(MAX_CLAIMED, MAX_LANES - lanes.size());
    if (room <= 0) {
      return;
    }
    List<ClaimedLane> claimed =
        database.withEngineSettings(handle -> LaneStore.claim(handle, name, room));
    if (claimed.isEmpty()) {
      return;
    }
    claimSoon = claimed.size() == room;
    Map<String, WebhookEndpoint> endpoints =
        endpoints(claimed.stream().map(ClaimedLane::endpointId).collect(Collectors.toSet()));
    for (ClaimedLane one : claimed) {
      WebhookEndpoint endpoint = endpoints.get(one.endpointId());
      if (endpoint == null) {
        end(one.endpointId());
      } else if (!lanes.containsKey(one.endpointId())) {
        lanes.put(one.endpointId(), new Lane(endpoint, cipher, one.failures(), now));
      }
    }
  }

  private Map<String, WebhookEndpoint> endpoints(Set<String> ids) {
    return database.withEngineSettings(handle -> EndpointStore.byIds(handle, ids));
  }

  private void refresh(Instant now) {
    if (lanes.isEmpty()) {
      return;
    }
    Map<String, WebhookEndpoint> endpoints = endpoints(Set.copyOf(lanes.keySet()));
    lanes.forEach((id, lane) -> lane.refresh(Optional.ofNullable(endpoints.get(id)), cipher, now));
  }

  /**
   * Those of these endpoints that may get more deliveries, while fewer than this are in flight in
   * all.
   */
  List<Lane> withRoom(Predicate<String> wanted, Instant now, int maxInFlight) {
    int inFlight = lanes.values().stream().mapToInt(Lane::inFlight).sum();
    return inFlight >= maxInFlight
        ? List.of()
        : lanes.values().stream()
            .filter(lane -> wanted.test(lane.id()) && lane.room(now) > 0)
            .toList();
  }

  /** Gives back the endpoints that have had nothing in flight, and nothing due, for a while. */
  void releaseIdle(Set<String> busy, Instant now) {
    Map<String, Lane> idle = new HashMap<>();
    lanes.forEach((id, lane) -> {
      boolean mayLinger = lanes.size() <= MAX_LINGERING;
      if (!busy.contains(id) && (mayLinger ? lane.isIdle(now) : lane.inFlight() == 0)) {
        idle.put(id, lane);
      }
    });
    if (idle.isEmpty()) {
      return;
    }
    idle.values().stream().filter(Lane::isDeleted).forEach(lane -> end(lane.id()));
    release(idle.values().stream().filter(lane -> !lane.isDeleted()).toList(), now);
    lanes.keySet().removeAll(idle.keySet());
  }

  private void release(List<Lane> released, Instant now) {
    database.useEngineSettings(handle ->
        handle.useTransaction(transaction ->
            LaneStore.release(
                transaction, released.stream().map(lane -> lane.released(name, now)).toList())));
  }

  /** Removes what is pending of an endpoint that was deleted. */
  private void end(String endpointId) {
    int deleted =
        database.withEngineSettings(
            handle -> DeliveryStore.deletePending(handle, endpointId, DELETED_AT_ONCE));
    if (deleted < DELETED_AT_ONCE) {
      database.useEngineSettings(handle -> LaneStore.end(handle, endpointId, name));
    }
  }

  @Override
  public void close() {
    try {
      release(List.copyOf(lanes.values()), Instant.EPOCH);
    } catch (RuntimeException e) {
      LOG.info("the claims of webhook endpoints expire automatically: {}", e.toString());
    }
  }
}
