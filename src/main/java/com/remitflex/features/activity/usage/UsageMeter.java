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
 * Counts the requests of keys in memory, and adds the counts to the totals of all nodes every two
 * seconds (decision 0013). Each flush has a number, so that a flush whose COMMIT was not confirmed
 * is not added twice.
 */
public final class UsageMeter implements RequestListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UsageMeter.class);

  private static final Duration FLUSH_INTERVAL = Duration.ofSeconds(2);

  /** Counts with their number. */
  private record Pending(long number, Counts counts) {}

  private final Database database;
  private final DatabaseClock clock;
  private final Map<String, Scope> scopes;
  private final FlushListener listener;
  private final String nodeId;
  private final PeriodicTask task =
      PeriodicTask.every(
          FLUSH_INTERVAL, "usage", "counts of requests are written later", this::flush);

  /** Held during a flush, so that there is one at a time; acquired before this object's lock. */
  private final Object flushLock = new Object();

  private Counts counts;
  private Optional<Pending> pending = Optional.empty();
  private long number;
  private volatile long committed;
  private long lost;

  /** A meter with a new node ID. */
  public UsageMeter(
      Database database, DatabaseClock clock, List<Route> routes, FlushListener listener) {
    this(database, clock, routes, listener, IdPrefix.NODE.next());
  }

  /**
   * The meter of this node.
   *
   * @param routes the scopes that requests require
   * @param nodeId ID of this process, which no other process ever has
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
    task.start();
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

  /** Counts how many of the counted requests will not be in the history. */
  public synchronized void countUnrecorded(KeyOwner owner, Instant at, long requests) {
    lost += counts.addUnrecorded(owner, at, requests) ? 0 : requests;
  }

  /** The number of the last flush that is committed. */
  public long committed() {
    return committed;
  }

  /** Begins to count the requests that a killed process has not written. */
  public Recount recount(Handle handle, String deadNodeId) {
    return new Recount(handle, deadNodeId, scopes);
  }

  /** Writes the counts; returns for how many keys and minutes. */
  public int flush() {
    synchronized (flushLock) {
      Optional<Pending> next = next();
      next.ifPresent(this::write);
      return next.map(one -> one.counts().size()).orElse(0);
    }
  }

  private void write(Pending next) {
    Optional<Flush> written =
        database.inTransaction(handle -> {
          if (!UsageFlushStore.begin(handle, nodeId, next.number())) {
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
        LOG.error("{} requests were not counted: the database was unavailable for too long", lost);
        lost = 0;
      }
    }
    return pending;
  }

  private synchronized void done(Pending written) {
    committed = written.number();
    pending = Optional.empty();
  }

  /** Writes the counts, and ends. */
  @Override
  public void close() {
    task.close();
    try {
      flush();
    } catch (RuntimeException e) {
      LOG.warn("counts of requests are lost: {}", e.toString());
    }
  }
}
