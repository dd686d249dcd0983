package com.remitflex.features.apikeys.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.remitflex.features.apikeys.ratelimit.WindowStore.Ask;
import com.remitflex.features.apikeys.ratelimit.WindowStore.Portion;
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
 * Requests a key in fixed windows of one minute of database time, counted across all nodes. Each
 * node takes small portions of a key's minute from the database, ahead of the requests that spend
 * them: all nodes together never hold more than 1% of the limit unspent, so that no number of
 * crashes loses more (decision 0008).
 */
public final class RateLimiter implements RequestLimit, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RateLimiter.class);
  private static final Duration FORGET_EVERY = Duration.ofSeconds(1);
  private static final Duration AFTER_A_FAULT = Duration.ofSeconds(1);

  /** Unused windows leave memory; what they held counts as unspent until the minute ends. */
  private static final Duration KEPT = Duration.ofMinutes(10);

  private static final int FORGOTTEN_AT_ONCE = 5_000;
  private static final int FETCHED_AT_ONCE = 500;

  /** A row that another node makes at the same moment is there at the next try. */
  private static final int MOST_TRIES = 10;

  private final Database database;
  private final DatabaseClock clock;
  private final int limit;
  private final String nodeId;
  private final IntSupplier nodes;
  private final AtomicLong names = new AtomicLong();
  private final Cache<String, KeyWindow> windows =
      Caffeine.newBuilder().expireAfterAccess(KEPT).build();
  private final BlockingQueue<KeyWindow> low = new LinkedBlockingQueue<>();
  private final Thread fetcher =
      Thread.ofPlatform().name("rate-portions").daemon().unstarted(this::fetchAlways);
  private final PeriodicTask passes =
      new PeriodicTask(
          "rate-windows",
          FORGET_EVERY,
          AFTER_A_FAULT,
          "old request windows are deleted later",
          () -> {
            forget();
            return FORGET_EVERY;
          });

  /** The last minute of which this node may hold something. */
  private final AtomicLong lastAsked = new AtomicLong(-1);

  private final KeyWindow.Portions portions = new FromDatabase();
  private volatile boolean closed;
  private long lastForgotten;

  /**
   * The windows of this node.
   *
   * @param limit requests a minute and key, where the key has no limit of its own; 0 is no limit
   * @param nodes how many nodes there are, about
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
    passes.start();
    fetcher.start();
    return this;
  }

  @Override
  public Optional<Window> take(Principal principal) {
    int ofKey = principal.requestsPerMinute().orElse(limit);
    return ofKey == 0 ? Optional.empty() : Optional.of(window(principal.keyId()).take(ofKey));
  }

  private KeyWindow window(String keyId) {
    return windows.get(
        keyId,
        id -> new KeyWindow(id, clock, portions, () -> nodeId + "." + names.incrementAndGet()));
  }

  private final class FromDatabase implements KeyWindow.Portions {
    @Override
    public Portion take(Ask ask) {
      // Before the answer too: it may be lost after the database has given a portion.
      lastAsked.accumulateAndGet(minute(), Math::max);
      for (int i = 0; i < MOST_TRIES; i++) {
        Optional<Portion> portion =
            Optional.ofNullable(RateLimiter.this.take(List.of(ask)).get(ask.keyId()));
        if (portion.isPresent()) {
          lastAsked.accumulateAndGet(portion.get().minute(), Math::max);
          return portion.get();
        }
      }
      throw new IllegalStateException("the window of " + ask.keyId() + " comes and goes");
    }

    @Override
    public void fetch(KeyWindow window) {
      low.add(window);
    }
  }

  private Map<String, Portion> take(List<Ask> asks) {
    return database.with(handle -> WindowStore.take(handle, asks, nodes.getAsInt()));
  }

  /** Refills what runs low, of all keys together: one commit for those that came meanwhile. */
  private void fetchAlways() {
    while (!closed) {
      List<KeyWindow> some = new ArrayList<>();
      try {
        some.add(low.take());
        low.drainTo(some, FETCHED_AT_ONCE - 1);
        fetch(some);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("portions of request windows are fetched later: {}", e.toString());
        some.forEach(window -> window.refilled(Optional.empty()));
        pause();
      }
    }
  }

  private void fetch(List<KeyWindow> some) {
    Map<String, Ask> asks = new LinkedHashMap<>();
    some.stream().map(KeyWindow::refill).forEach(ask -> asks.putIfAbsent(ask.keyId(), ask));
    Map<String, Portion> found = take(List.copyOf(asks.values()));
    some.forEach(window -> window.refilled(Optional.ofNullable(found.get(window.keyId()))));
  }

  private static void pause() {
    try {
      Thread.sleep(AFTER_A_FAULT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long minute() {
    return clock.now().getEpochSecond() / NodeQuota.MINUTE_SECONDS;
  }

  /** Deletes old windows as a new minute begins; a node that counts nothing leaves it to others. */
  private void forget() {
    long minute = minute();
    if (minute > lastForgotten && lastAsked.get() >= lastForgotten) {
      int last = FORGOTTEN_AT_ONCE;
      while (last == FORGOTTEN_AT_ONCE && !passes.isClosed()) {
        last = database.with(handle -> WindowStore.forget(handle, FORGOTTEN_AT_ONCE));
      }
      lastForgotten = minute;
    }
  }

  /** Returns what this node has not spent, so that a node that is stopped takes nothing with it. */
  @Override
  public void close() {
    closed = true;
    fetcher.interrupt();
    passes.close();
    try {
      fetcher.join();
      List<Unspent> unspent =
          windows.asMap().values().stream()
              .map(KeyWindow::withdraw)
              .filter(one -> one.minute() >= minute() && one.requests() > 0)
              .toList();
      if (!unspent.isEmpty()) {
        database.use(handle -> WindowStore.giveBack(handle, unspent));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("what is left of request windows is not given back: {}", e.toString());
    }
  }
}
