package com.remitflex.features.apikeys.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.remitflex.features.apikeys.ratelimit.WindowStore.Allocation;
import com.remitflex.features.apikeys.ratelimit.WindowStore.AllocationRequest;
import com.remitflex.features.apikeys.ratelimit.WindowStore.Unspent;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.RequestLimit;
import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the requests of each key per minute of database time, across all nodes. Each node
 * allocates a few requests of a key's minute in the database, ahead of the requests that spend
 * them. All nodes together never hold more than 1% of the limit unspent, so that crashes lose no
 * more (decision 0008).
 */
public final class RateLimiter implements RequestLimit, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RateLimiter.class);
  private static final Duration DELETE_EVERY = Duration.ofSeconds(1);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);

  /** Unused windows leave memory; their requests stay allocated until the minute ends. */
  private static final Duration WINDOW_LIFETIME = Duration.ofMinutes(10);

  private static final int DELETES_PER_STATEMENT = 5_000;
  private static final int MAX_REFILLS_PER_QUERY = 500;

  /** A row that another node inserts at the same moment exists at the next try. */
  private static final int MAX_TRIES = 10;

  private final Database database;
  private final DatabaseClock clock;
  private final int limit;
  private final String nodeId;
  private final IntSupplier nodes;
  private final AtomicLong names = new AtomicLong();
  private final Cache<String, KeyWindow> windows =
      // Tidied up by its callers: waking another thread for that costs more.
      Caffeine.newBuilder().executor(Runnable::run).expireAfterAccess(WINDOW_LIFETIME).build();
  private final BlockingQueue<KeyWindow> refills = new LinkedBlockingQueue<>();
  private final Thread refiller =
      Thread.ofPlatform().name("rate-refills").daemon().unstarted(this::refillUntilClosed);
  private final PeriodicTask cleanup =
      new PeriodicTask(
          "rate-windows",
          DELETE_EVERY,
          PAUSE_AFTER_ERROR,
          "expired rate limit windows will be deleted later",
          () -> {
            deleteExpired();
            return DELETE_EVERY;
          });

  /** The last minute in which this node may hold requests. */
  private final AtomicLong lastAllocated = new AtomicLong(-1);

  private final KeyWindow.Allocator allocator = new DatabaseAllocator();
  private volatile boolean closed;
  private long lastDeleted;

  /**
   * The rate limiter of this node.
   *
   * @param limit maximum requests per key per minute for keys without a limit of their own; 0
   *     disables the limit
   * @param nodes the approximate number of nodes
   */
  public RateLimiter(
      Database database, DatabaseClock clock, int limit, String nodeId, IntSupplier nodes) {
    this.database = database;
    this.clock = clock;
    this.limit = limit;
    this.nodeId = nodeId;
    this.nodes = nodes;
  }

  public RateLimiter start() {
    cleanup.start();
    refiller.start();
    return this;
  }

  @Override
  public Optional<Window> take(Principal principal) {
    int limitOfKey = principal.requestsPerMinute().orElse(limit);
    return limitOfKey == 0
        ? Optional.empty()
        : Optional.of(window(principal.keyId()).take(limitOfKey));
  }

  private KeyWindow window(String keyId) {
    return windows.get(
        keyId,
        id -> new KeyWindow(id, clock, allocator, () -> nodeId + "." + names.incrementAndGet()));
  }

  private final class DatabaseAllocator implements KeyWindow.Allocator {
    @Override
    public Allocation allocate(AllocationRequest request) {
      // Before the query too: its response may be lost after the database has allocated requests.
      lastAllocated.accumulateAndGet(minute(), Math::max);
      for (int i = 0; i < MAX_TRIES; i++) {
        Optional<Allocation> allocation =
            Optional.ofNullable(RateLimiter.this.allocate(List.of(request)).get(request.keyId()));
        if (allocation.isPresent()) {
          lastAllocated.accumulateAndGet(allocation.get().minute(), Math::max);
          return allocation.get();
        }
      }
      throw new IllegalStateException(
          "no requests were allocated for " + request.keyId() + " in " + MAX_TRIES + " tries");
    }

    @Override
    public void scheduleRefill(KeyWindow window) {
      refills.add(window);
    }
  }

  private Map<String, Allocation> allocate(List<AllocationRequest> requests) {
    return database.with(handle -> WindowStore.allocate(handle, requests, nodes.getAsInt()));
  }

  /** Refills the quotas that run low, all in one commit. */
  private void refillUntilClosed() {
    while (!closed) {
      List<KeyWindow> low = new ArrayList<>();
      try {
        low.add(refills.take());
        refills.drainTo(low, MAX_REFILLS_PER_QUERY - 1);
        refill(low);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("quotas of rate limits will be refilled later: {}", e.toString());
        low.forEach(window -> window.refilled(Optional.empty()));
        pause();
      }
    }
  }

  private void refill(List<KeyWindow> low) {
    Map<String, AllocationRequest> requests = new LinkedHashMap<>();
    low.stream()
        .map(KeyWindow::refill)
        .forEach(request -> requests.putIfAbsent(request.keyId(), request));
    Map<String, Allocation> found = allocate(List.copyOf(requests.values()));
    low.forEach(window -> window.refilled(Optional.ofNullable(found.get(window.keyId()))));
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_AFTER_ERROR);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long minute() {
    return clock.now().getEpochSecond() / NodeQuota.MINUTE_SECONDS;
  }

  /** Deletes expired windows when a minute begins; a node without requests leaves it to others. */
  private void deleteExpired() {
    long minute = minute();
    if (minute > lastDeleted && lastAllocated.get() >= lastDeleted) {
      int deleted = DELETES_PER_STATEMENT;
      while (deleted == DELETES_PER_STATEMENT && !cleanup.isClosed()) {
        deleted = database.with(handle -> WindowStore.deleteExpired(handle, DELETES_PER_STATEMENT));
      }
      lastDeleted = minute;
    }
  }

  /** Releases the requests that this node has not spent. */
  @Override
  public void close() {
    closed = true;
    refiller.interrupt();
    cleanup.close();
    try {
      refiller.join();
      List<Unspent> unspent =
          windows.asMap().values().stream()
              .map(KeyWindow::withdraw)
              .filter(one -> one.minute() >= minute() && one.requests() > 0)
              .toList();
      if (!unspent.isEmpty()) {
        database.use(handle -> WindowStore.release(handle, unspent));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("unspent requests of rate limits are not released: {}", e.toString());
    }
  }
}
