package com.remitflex.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.remitflex.background.Repeating;
import com.remitflex.database.Database;
import com.remitflex.database.DatabaseClock;
import com.remitflex.http.Principal;
import com.remitflex.http.RequestLimit;
import com.remitflex.ratelimit.WindowStore.Portion;
import com.remitflex.ratelimit.WindowStore.Unspent;
import com.remitflex.ratelimit.WindowStore.Wanted;
import com.remitflex.ratelimit.WindowStore.Wish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests a key in fixed windows of one minute of database time, counted across all nodes: each
 * takes portions of a key's minute from the database and spends them by itself, and gives back what
 * it has not spent when another node waits for it.
 */
public final class MinuteWindows implements RequestLimit, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MinuteWindows.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final Duration AFTER_A_FAULT = Duration.ofSeconds(1);

  /** Far longer than a minute: a key's window must not be two while someone uses it. */
  private static final Duration KEPT = Duration.ofMinutes(10);

  private static final int FORGOTTEN_AT_ONCE = 5_000;

  private final Database database;
  private final DatabaseClock clock;
  private final int limit;
  private final String nodeId;
  private final IntSupplier nodes;
  private final Cache<String, KeyWindow> windows =
      Caffeine.newBuilder().expireAfterAccess(KEPT).build();
  private final Repeating passes =
      new Repeating(
          "rate-windows",
          LOOK_EVERY,
          AFTER_A_FAULT,
          "request windows are not kept in order at the moment",
          () -> {
            giveBackWanted();
            forget();
            return LOOK_EVERY;
          });

  /** The last minute of which this node may hold something. */
  private final AtomicLong lastAsked = new AtomicLong(-1);

  private long lastForgotten;

  /**
   * The windows of this node.
   *
   * @param limit requests a minute and key, where the key has no limit of its own; 0 is no limit
   * @param nodes how many nodes there are, about
   */
  public MinuteWindows(
      Database database, DatabaseClock clock, int limit, String nodeId, IntSupplier nodes) {
    this.database = database;
    this.clock = clock;
    this.limit = limit;
    this.nodeId = nodeId;
    this.nodes = nodes;
  }

  public MinuteWindows start() {
    passes.start();
    return this;
  }

  @Override
  public Optional<Window> take(Principal principal) {
    int ofKey = principal.requestsPerMinute().orElse(limit);
    return ofKey == 0 ? Optional.empty() : Optional.of(window(principal.keyId()).take(ofKey));
  }

  private KeyWindow window(String keyId) {
    return windows.get(keyId, id -> new KeyWindow(id, clock, this::portion));
  }

  private Portion portion(String keyId, int ofKey, int waiting) {
    // Before the answer too: it may be lost after the database has given a portion.
    lastAsked.accumulateAndGet(minute(), Math::max);
    Wish wish = new Wish(keyId, ofKey, waiting, nodeId, nodes.getAsInt());
    Portion portion = database.with(handle -> WindowStore.take(handle, wish));
    lastAsked.accumulateAndGet(portion.minute(), Math::max);
    return portion;
  }

  private long minute() {
    return clock.now().getEpochSecond() / Share.MINUTE_SECONDS;
  }

  private void giveBackWanted() {
    if (lastAsked.get() < minute()) {
      return;
    }
    List<Wanted> wanted = database.with(handle -> WindowStore.wanted(handle, nodeId));
    Map<KeyWindow, Unspent> unspent = new LinkedHashMap<>();
    for (Wanted one : wanted) {
      KeyWindow window = window(one.keyId());
      window.beginGivingBack(one.minute()).ifPresent(found -> unspent.put(window, found));
    }
    giveBack(unspent);
  }

  /** So that a node that is stopped takes nothing with it. */
  private void giveBackAll() {
    Map<KeyWindow, Unspent> unspent = new LinkedHashMap<>();
    for (KeyWindow window : windows.asMap().values()) {
      window.beginGivingBack(minute()).ifPresent(found -> unspent.put(window, found));
    }
    giveBack(unspent);
  }

  /** What was withdrawn is lost if the database does not confirm it: never counted twice. */
  private void giveBack(Map<KeyWindow, Unspent> unspent) {
    boolean given = false;
    try {
      if (!unspent.isEmpty()) {
        List<Unspent> all = new ArrayList<>(unspent.values());
        database.use(handle -> WindowStore.giveBack(handle, nodeId, all));
      }
      given = true;
    } finally {
      for (Map.Entry<KeyWindow, Unspent> one : unspent.entrySet()) {
        one.getKey().endGivingBack(given ? one.getValue().requests() : 0);
      }
    }
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

  /** Gives back what this node has not spent. */
  @Override
  public void close() {
    passes.close();
    try {
      giveBackAll();
    } catch (RuntimeException e) {
      LOG.warn("what is left of request windows is not given back: {}", e.toString());
    }
  }
}
