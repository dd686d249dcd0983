package com.remitflex.usage;

import com.remitflex.background.Repeating;
import com.remitflex.database.Database;
import com.remitflex.database.DatabaseClock;
import com.remitflex.http.Exchange;
import com.remitflex.http.Journal;
import com.remitflex.http.KeyOwner;
import com.remitflex.http.Route;
import com.remitflex.http.Scope;
import com.remitflex.ids.IdPrefix;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the requests of keys in memory and adds the counts to those of all nodes every two seconds
 * (decision 0013). Each writing has a number, so that one whose COMMIT was never answered is not
 * added twice.
 */
public final class UsageMeter implements Journal, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UsageMeter.class);

  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration FORGET_EVERY = Duration.ofHours(1);

  /** Keys and minutes that are held while the database is away; what is beyond is not counted. */
  private static final int MOST_COUNTED = 200_000;

  /** A key in a minute. */
  record Slot(String keyId, Instant minute) {}

  /** Counts with their number. */
  private record Pending(long number, Map<Slot, Counted> counts) {}

  private final Database database;
  private final DatabaseClock clock;
  private final Map<String, Scope> scopes;
  private final FlushListener listener;
  private final String nodeId = IdPrefix.NODE.next();
  private final Repeating passes =
      Repeating.every(EVERY, "usage", "counts of requests are written later", this::pass);

  /** One writing at a time; taken before the counts. */
  private final Object writing = new Object();

  private Map<Slot, Counted> counts = new HashMap<>();
  private Optional<Pending> pending = Optional.empty();
  private long number;
  private long lost;
  private Instant forgetAt = Instant.EPOCH;

  /**
   * The meter of this node.
   *
   * @param routes which scope a request needed
   */
  public UsageMeter(
      Database database, DatabaseClock clock, List<Route> routes, FlushListener listener) {
    this.database = database;
    this.clock = clock;
    this.scopes =
        routes.stream()
            .collect(
                Collectors.toMap(route -> route.method() + " " + route.template(), Route::scope));
    this.listener = listener;
  }

  public UsageMeter start() {
    passes.start();
    return this;
  }

  @Override
  public void record(Exchange exchange) {
    exchange.owner().ifPresent(owner -> count(owner, exchange, clock.now()));
  }

  private synchronized void count(KeyOwner owner, Exchange exchange, Instant at) {
    Slot slot = new Slot(owner.keyId(), Unit.MINUTE.start(at));
    Counted counted = counts.get(slot);
    if (counted == null) {
      if (counts.size() >= MOST_COUNTED) {
        lost++;
        return;
      }
      counted = new Counted(owner);
      counts.put(slot, counted);
    }
    counted.add(exchange, at);
    @Nullable Scope scope = scopes.get(exchange.method() + " " + exchange.route());
    if (scope != null && exchange.refusal().isEmpty()) {
      counted.needed(scope, at);
    }
  }

  private void pass() {
    flush();
    forget();
  }

  /** Writes what was counted; answers how many keys and minutes that was. */
  public int flush() {
    synchronized (writing) {
      Optional<Pending> next = next();
      next.ifPresent(this::write);
      return next.map(one -> one.counts().size()).orElse(0);
    }
  }

  private void write(Pending next) {
    Optional<Flush> written =
        database.inTransaction(handle -> {
          if (!UsageStore.begin(handle, nodeId, next.number())) {
            return Optional.empty();
          }
          Flush flush = UsageStore.add(handle, next.counts());
          listener.writing(handle, flush);
          return Optional.of(flush);
        });
    done();
    written.ifPresent(listener::written);
  }

  private synchronized Optional<Pending> next() {
    if (pending.isEmpty() && !counts.isEmpty()) {
      pending = Optional.of(new Pending(++number, counts));
      counts = new HashMap<>();
      if (lost > 0) {
        LOG.error("{} requests were not counted: the database was away for too long", lost);
        lost = 0;
      }
    }
    return pending;
  }

  private synchronized void done() {
    pending = Optional.empty();
  }

  private int forget() {
    Instant now = clock.now();
    if (now.isBefore(forgetAt)) {
      return 0;
    }
    forgetAt = now.plus(FORGET_EVERY);
    return database.with(handle -> UsageStore.forget(handle, now));
  }

  /** Writes what is left. */
  @Override
  public void close() {
    passes.close();
    try {
      flush();
    } catch (RuntimeException e) {
      LOG.warn("counts of requests are lost: {}", e.toString());
    }
  }
}
