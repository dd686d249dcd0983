package com.remitflex.features.activity.usage;

import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.RequestListener;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the requests of keys in memory and adds the counts to those of all nodes every two seconds
 * (decision 0013). Each writing has a number, so that one whose COMMIT was never answered is not
 * added twice.
 */
public final class UsageMeter implements RequestListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UsageMeter.class);

  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration FORGET_EVERY = Duration.ofHours(1);

  /** Counts with their number. */
  private record Pending(long number, Counts counts) {}

  private final Database database;
  private final DatabaseClock clock;
  private final Map<String, Scope> scopes;
  private final FlushListener listener;
  private final String nodeId;
  private final PeriodicTask passes =
      PeriodicTask.every(EVERY, "usage", "counts of requests are written later", this::pass);

  /** One writing at a time; taken before the counts. */
  private final Object writing = new Object();

  private Counts counts;
  private Optional<Pending> pending = Optional.empty();
  private long number;
  private volatile long committed;
  private long lost;
  private Instant forgetAt = Instant.EPOCH;

  /** A meter with a name of its own. */
  public UsageMeter(
      Database database, DatabaseClock clock, List<Route> routes, FlushListener listener) {
    this(database, clock, routes, listener, IdPrefix.NODE.next());
  }

  /**
   * The meter of this node.
   *
   * @param routes which scope a request needed
   * @param nodeId name of this process, which no other ever had
   */
  public UsageMeter(
      Database database,
      DatabaseClock clock,
      List<Route> routes,
      FlushListener listener,
      String nodeId) {
    this.database = database;
    this.clock = clock;
    this.scopes = Counts.scopes(routes);
    this.counts = new Counts(scopes);
    this.listener = listener;
    this.nodeId = nodeId;
  }

  public UsageMeter start() {
    passes.start();
    return this;
  }

  @Override
  public void record(Exchange exchange) {
    count(exchange, clock.now());
  }

  /** Counts a request; returns the number of the flush in which it is written. */
  public synchronized long count(Exchange exchange, Instant at) {
    exchange.owner().ifPresent(owner -> lost += counts.add(owner, exchange, at) ? 0 : 1);
    return number + 1;
  }

  /** Counts requests that were counted and will be in no history. */
  public synchronized void countUnrecorded(KeyOwner owner, Instant at, long requests) {
    lost += counts.addUnrecorded(owner, at, requests) ? 0 : requests;
  }

  /** The number of the last flush that is committed. */
  public long committed() {
    return committed;
  }

  /** Begins to count what a process that was killed has not written. */
  public Recount recount(Handle handle, String deadNodeId) {
    return new Recount(handle, deadNodeId, scopes);
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
          Flush flush = UsageStore.add(handle, next.counts().bySlot());
          listener.writing(handle, flush);
          return Optional.of(flush);
        });
    done(next);
    written.ifPresent(listener::written);
  }

  private synchronized Optional<Pending> next() {
    if (pending.isEmpty() && !counts.isEmpty()) {
      pending = Optional.of(new Pending(++number, counts));
      counts = new Counts(scopes);
      if (lost > 0) {
        LOG.error("{} requests were not counted: the database was away for too long", lost);
        lost = 0;
      }
    }
    return pending;
  }

  private synchronized void done(Pending written) {
    committed = written.number();
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
