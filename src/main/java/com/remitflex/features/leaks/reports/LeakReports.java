package com.remitflex.features.leaks.reports;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.Leak;
import com.remitflex.features.leaks.reports.LeakReportStore.Claimed;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports of leaked keys: each is committed before it is acknowledged, and looked at afterwards, so
 * that neither the answer nor its time tells whether there is such a key. The secret of a living
 * key, the old one in its grace too, ends the whole key. A secret that no longer works ends
 * nothing: who finds one that was rolled away has no power over the new one.
 */
public final class LeakReports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeakReports.class);

  /** After it the report of a worker that died is claimed again. */
  private static final Duration CLAIM = Duration.ofSeconds(30);

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration AWAY = Duration.ofSeconds(5);

  private final Database database;
  private final KeyStore store;
  private final ApiKeyService keys;
  private final BlockingQueue<Boolean> bell = new ArrayBlockingQueue<>(1);
  private final Thread thread = Thread.ofPlatform().name("leaks").daemon().unstarted(this::work);
  private volatile boolean closed;

  public LeakReports(Database database, KeyStore store, ApiKeyService keys) {
    this.database = database;
    this.store = store;
    this.keys = keys;
  }

  public LeakReports start() {
    thread.start();
    return this;
  }

  /** A report of these keys, which have the form of one. */
  LeakReport of(List<String> secrets, Leak leak, Client client) {
    List<byte[]> hashes =
        secrets.stream().flatMap(secret -> store.hashes(secret).stream()).toList();
    return new LeakReport(hashes, leak, client);
  }

  /** Keeps reports until they are looked at, which begins at once. */
  void add(List<LeakReport> reports) {
    if (!reports.isEmpty()) {
      database.inTransaction(handle -> {
        LeakReportStore.add(handle, reports);
        return reports;
      });
      bell.offer(true);
    }
  }

  /** Whether a key of the report was ever given out. */
  boolean isIssued(LeakReport report) {
    return database.with(handle -> store.isIssued(handle, report.hashes()));
  }

  private void work() {
    Duration wait = Duration.ZERO;
    while (isOpenAfter(wait)) {
      try {
        wait = workOnce() ? Duration.ZERO : POLL;
      } catch (RuntimeException | Error e) {
        // The claim runs out by itself.
        LOG.error("a report of a leaked key waits: {}", e.toString());
        wait = AWAY;
      }
    }
  }

  /** Looks at the report that is due for the longest time; false when none is. */
  private boolean workOnce() {
    Optional<Claimed> claimed = database.with(handle -> LeakReportStore.claim(handle, CLAIM));
    if (claimed.isEmpty()) {
      return false;
    }
    LeakReport report = claimed.get().report();
    List<ApiKey> living =
        report.hashes().isEmpty()
            ? List.of()
            : database.with(
                handle -> store.notRevoked(handle, report.hashes(), DatabaseClock.read(handle)));
    for (ApiKey leaked : living) {
      // Of many keys the last may come long after the claim.
      database.use(handle -> LeakReportStore.renew(handle, claimed.get().id(), CLAIM));
      keys.revokeLeaked(leaked, report.leak(), report.actor()).orElseThrow();
      LOG.warn("{} has leaked and is revoked", leaked.id());
    }
    database.use(handle -> LeakReportStore.remove(handle, claimed.get().id()));
    return true;
  }

  private boolean isOpenAfter(Duration wait) {
    try {
      bell.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    bell.offer(true);
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
