package com.remitflex.features.leaks.reports;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.Leak;
import com.remitflex.features.leaks.reports.LeakReportStore.Claimed;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.secrets.KeyHasher;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts reports of leaked keys and revokes the keys. A report is committed before it is
 * acknowledged and processed afterwards, so that neither the response nor its time reveals whether
 * the key exists. A secret that still works revokes the whole key, even if it is the old secret in
 * its grace period. A secret that no longer works revokes nothing: someone who finds a rolled
 * secret has no power over the new one.
 */
public final class LeakReports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeakReports.class);

  /** The time after which the report of a worker that has died can be claimed again. */
  private static final Duration CLAIM = Duration.ofSeconds(30);

  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
  private static final Duration RETRY_DELAY = Duration.ofSeconds(5);

  private final Database database;
  private final KeyStore store;
  private final ApiKeyService keys;
  private final BlockingQueue<Boolean> wakeUp = new ArrayBlockingQueue<>(1);
  private final Thread thread = Thread.ofPlatform().name("leaks").daemon().unstarted(this::run);
  private volatile boolean closed;

  public LeakReports(Database database, KeyHasher hasher, ApiKeyService keys) {
    this.database = database;
    this.store = new KeyStore(hasher);
    this.keys = keys;
  }

  public LeakReports start() {
    thread.start();
    return this;
  }

  /**
   * Accepts a report of these secrets. It does the same work whether or not there are any: one row
   * is written, and nothing is looked up.
   */
  void report(List<String> secrets, Leak leak, Client client) {
    add(List.of(of(secrets, leak, client)));
  }

  /**
   * Accepts the reports of those secrets that were ever issued.
   *
   * @param leaks how each secret leaked
   * @return the secrets that were ever issued
   */
  Set<String> reportIssued(Map<String, Leak> leaks, Client client) {
    Map<String, LeakReport> issued = new LinkedHashMap<>();
    leaks.forEach((secret, leak) -> {
      LeakReport report = of(List.of(secret), leak, client);
      if (isIssued(report)) {
        issued.put(secret, report);
      }
    });
    add(List.copyOf(issued.values()));
    return issued.keySet();
  }

  private LeakReport of(List<String> secrets, Leak leak, Client client) {
    List<byte[]> hashes =
        secrets.stream().flatMap(secret -> store.hashes(secret).stream()).toList();
    return new LeakReport(hashes, leak, client);
  }

  private boolean isIssued(LeakReport report) {
    return database.with(handle -> store.isIssued(handle, report.hashes()));
  }

  private void add(List<LeakReport> reports) {
    if (!reports.isEmpty()) {
      database.inTransaction(handle -> {
        LeakReportStore.add(handle, reports);
        return reports;
      });
      wakeUp.offer(true);
    }
  }

  private void run() {
    Duration wait = Duration.ZERO;
    while (isOpenAfter(wait)) {
      try {
        wait = processNext() ? Duration.ZERO : POLL_INTERVAL;
      } catch (RuntimeException | Error e) {
        // The claim expires, and the report is tried again.
        LOG.error("a report of a leaked key could not be processed yet: {}", e.toString());
        wait = RETRY_DELAY;
      }
    }
  }

  /** Processes the report that has been due for the longest time; false when none is due. */
  private boolean processNext() {
    Optional<Claimed> claimed = database.with(handle -> LeakReportStore.claim(handle, CLAIM));
    if (claimed.isEmpty()) {
      return false;
    }
    LeakReport report = claimed.get().report();
    List<ApiKey> working =
        report.hashes().isEmpty()
            ? List.of()
            : database.with(
                handle -> store.notRevoked(handle, report.hashes(), DatabaseClock.read(handle)));
    for (ApiKey leaked : working) {
      // Revoking many keys can take longer than the claim.
      database.use(handle -> LeakReportStore.renew(handle, claimed.get().id(), CLAIM));
      keys.revokeLeaked(leaked, report.leak(), report.actor()).orElseThrow();
      LOG.warn("{} has leaked and was revoked", leaked.id());
    }
    database.use(handle -> LeakReportStore.remove(handle, claimed.get().id()));
    return true;
  }

  private boolean isOpenAfter(Duration wait) {
    try {
      wakeUp.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    wakeUp.offer(true);
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
