package com.remitflex.features.activity.alerts;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.accounts.AlertKind;
import com.remitflex.features.activity.alerts.Alert.Slot;
import com.remitflex.features.activity.usage.Flush;
import com.remitflex.features.activity.usage.FlushListener;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.RequestListener;
import com.remitflex.platform.net.Network;
import com.remitflex.platform.secrets.KeyHasher;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects unusual use of keys and raises alerts, on a thread of its own. Sightings that are not yet
 * evaluated are stored in the database, and uses of canary keys in the spool.
 */
public final class AlertDetector implements RequestListener, FlushListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertDetector.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** The maximum number of accounts that one address is reported to. */
  private static final int MAX_ACCOUNTS = 10;

  private static final int MAX_KEYS = 100;

  private final Database database;
  private final KeyStore keys;
  private final DatabaseClock clock;
  private final AlertRaiser raiser;
  private final SpikeDetector spikes;
  private final SightingDetector sightings;
  private final UnknownKeys unknownKeys = new UnknownKeys();
  private final Map<Slot, CanaryUse> canaryUses = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("alert-detector").daemon().unstarted(this::run);

  /** Released when a canary key was used: its alert does not wait for the next run. */
  private final Semaphore urgent = new Semaphore(0);

  private record CanaryUse(HeadId head, AlertDetails details) {}

  /**
   * The detector of this node.
   *
   * @param publicUrl base URL of the links in mails
   */
  public AlertDetector(
      Database database, Engine engine, KeyHasher hasher, DatabaseClock clock, String publicUrl) {
    this.database = database;
    this.keys = new KeyStore(hasher);
    this.clock = clock;
    this.raiser = new AlertRaiser(engine, new AlertRepositories(keys, publicUrl));
    this.spikes = new SpikeDetector(database, raiser);
    this.sightings = new SightingDetector(database, keys, raiser);
  }

  public AlertDetector start() {
    thread.start();
    return this;
  }

  @Override
  public void record(Exchange exchange) {
    boolean isUnusual =
        exchange.unknownKey().isPresent() || exchange.owner().filter(KeyOwner::canary).isPresent();
    if (isUnusual) {
      record(exchange, clock.now());
    }
  }

  /** Whether the alerts of all uses of canary keys are raised. */
  public boolean isSettled() {
    return canaryUses.isEmpty();
  }

  /** Takes a request whose response was sent at this time. */
  public void record(Exchange exchange, Instant answeredAt) {
    exchange.unknownKey().ifPresent(display -> unknownKeys.add(display, exchange, answeredAt));
    exchange
        .owner()
        .filter(KeyOwner::canary)
        .ifPresent(owner -> recordCanary(exchange, owner, answeredAt));
  }

  private void recordCanary(Exchange exchange, KeyOwner owner, Instant answeredAt) {
    Slot slot = new Slot(owner.keyId(), AlertKind.CANARY, answeredAt.truncatedTo(ChronoUnit.HOURS));
    if (raiser.isSettled(slot)) {
      return;
    }
    AlertDetails details =
        AlertDetails.client(exchange.client().ip(), exchange.client().userAgent())
            .with("request_id", exchange.client().requestId())
            .with("method", exchange.method())
            .with("route", exchange.route())
            .with("status", exchange.status());
    canaryUses.putIfAbsent(
        slot, new CanaryUse(new HeadId(owner.accountId(), owner.environment()), details));
    urgent.release();
  }

  @Override
  public void writing(Handle handle, Flush flush) {
    NetworkSightingStore.add(handle, flush.sightings());
  }

  @Override
  public void written(Flush flush) {
    spikes.evaluate(flush);
  }

  private void run() {
    while (!isClosedWithin(INTERVAL)) {
      try {
        evaluate();
      } catch (RuntimeException | Error e) {
        LOG.warn("alerts are delayed; the next run tries again: {}", e.toString());
      }
    }
  }

  /** Evaluates everything that was recorded until now. */
  void evaluate() {
    canaryUses.forEach((slot, use) -> {
      if (raiser.raise(use.head(), slot, use.details())) {
        canaryUses.remove(slot);
      }
    });
    List<UnknownKeyUse> uses = unknownKeys.take();
    if (!uses.isEmpty()) {
      database.with(handle -> UnknownKeyStore.add(handle, uses));
      uses.stream().filter(unknownKeys::isFirstInHour).forEach(this::evaluate);
    }
    sightings.evaluate();
  }

  /** Alerts the accounts whose keys were used from the address that sent an unknown key. */
  private void evaluate(UnknownKeyUse use) {
    LOG.warn("{} sent {}, a well-formed key that was never issued", use.ip(), use.display());
    Instant from = use.hour().minus(1, ChronoUnit.DAYS);
    List<String> ids =
        database.with(
            handle -> NetworkSightingStore.usedFrom(handle, Network.of(use.ip()), from, MAX_KEYS));
    Map<String, ApiKey> found = AlertRepositories.keysById(database, keys, ids);
    Map<HeadId, ApiKey> lastOfAccount = new LinkedHashMap<>();
    ids.stream()
        .flatMap(id -> Optional.ofNullable(found.get(id)).stream())
        .filter(key -> !key.isCanary() && key.status(use.last()).equals("active"))
        .forEach(key -> lastOfAccount.putIfAbsent(key.head(), key));
    lastOfAccount.values().stream()
        .limit(MAX_ACCOUNTS)
        .forEach(key ->
            raiser.raise(
                key.head(), new Slot(key.id(), AlertKind.UNKNOWN_KEY, use.hour()), use.details()));
  }

  /** Waits, but no longer once a canary key was used. */
  private boolean isClosedWithin(Duration wait) {
    try {
      if (urgent.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        urgent.drainPermits();
      }
      return closed.getCount() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Evaluates what was recorded until now, and ends. */
  @Override
  public void close() {
    closed.countDown();
    urgent.release();
    try {
      thread.join(10_000);
      evaluate();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("alerts are delayed; the next process tries again: {}", e.toString());
    }
  }
}
