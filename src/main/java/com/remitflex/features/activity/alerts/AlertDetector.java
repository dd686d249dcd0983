package com.remitflex.features.activity.alerts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.accounts.AccountAlertStore;
import com.remitflex.features.accounts.AccountAlerts;
import com.remitflex.features.accounts.AlertKind;
import com.remitflex.features.accounts.AlertSettings;
import com.remitflex.features.activity.alerts.Alert.Slot;
import com.remitflex.features.activity.alerts.NetworkSightingStore.Arrival;
import com.remitflex.features.activity.alerts.NetworkSightingStore.Awakening;
import com.remitflex.features.activity.usage.Flush;
import com.remitflex.features.activity.usage.FlushListener;
import com.remitflex.features.activity.usage.UsageStore;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.RequestListener;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.net.Network;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at how keys are used, off the requests' way, and tells their accounts of what is unusual.
 * What is to be judged lies in the database until it is; the account's head lets it be told once.
 */
public final class AlertDetector implements RequestListener, FlushListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertDetector.class);

  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration FORGET_EVERY = Duration.ofHours(1);
  private static final Duration NETWORKS_KEPT = Duration.ofDays(90);
  private static final Duration UNKNOWN_KEPT = Duration.ofDays(90);

  /** As long as a key is new, so is every network. */
  static final Duration LEARNING = Duration.ofDays(3);

  /** A key that comes to know so many networks in 30 days is one that travels. */
  static final int TRAVELS = 30;

  private static final int MOST_ACCOUNTS = 10;
  private static final int MOST_KEYS = 100;

  /** Hours whose threshold, or whose alert, this node remembers. */
  private static final int MOST_REMEMBERED = 100_000;

  private final Database database;
  private final Engine engine;
  private final KeyStore keys;
  private final DatabaseClock clock;
  private final AlertRepositories books;
  private final UnknownKeys unknown = new UnknownKeys();
  private final Map<Slot, Long> thresholds = new ConcurrentHashMap<>();
  private final Map<Slot, Boolean> told = new ConcurrentHashMap<>();
  private final Map<Slot, CanaryUse> canaries = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("watch").daemon().unstarted(this::run);
  private final Semaphore alarm = new Semaphore(0);
  private Instant forgetAt = Instant.EPOCH;

  private record CanaryUse(HeadId head, ObjectNode details) {}

  /**
   * The watch of this node.
   *
   * @param publicUrl base of the links in mails
   */
  public AlertDetector(
      Database database, Engine engine, KeyStore keys, DatabaseClock clock, String publicUrl) {
    this.database = database;
    this.engine = engine;
    this.keys = keys;
    this.clock = clock;
    this.books = new AlertRepositories(keys, publicUrl);
  }

  public AlertDetector start() {
    thread.start();
    return this;
  }

  @Override
  public void record(Exchange exchange) {
    record(exchange, clock.now());
  }

  /** Whether no use of a canary waits to be raised. */
  public boolean isSettled() {
    return canaries.isEmpty();
  }

  /** Looks at a request that was answered at this time. */
  public void record(Exchange exchange, Instant answeredAt) {
    exchange.unknownKey().ifPresent(display -> unknown.add(display, exchange, answeredAt));
    exchange
        .owner()
        .filter(owner -> owner.canary())
        .ifPresent(owner -> {
          Slot slot = slot(owner.keyId(), AlertKind.CANARY, answeredAt);
          if (told.containsKey(slot)) {
            return;
          }
          ObjectNode details = from(exchange.client().ip(), exchange.client().userAgent());
          details.put("request_id", exchange.client().requestId());
          details.put("method", exchange.method());
          details.put("route", exchange.route());
          details.put("status", exchange.status());
          canaries.putIfAbsent(
              slot, new CanaryUse(new HeadId(owner.accountId(), owner.environment()), details));
          alarm.release();
        });
  }

  @Override
  public void writing(Handle handle, Flush flush) {
    NetworkSightingStore.add(handle, flush.sights());
  }

  /** Judges the hours that are under way: their numbers only grow, and so judging never hastes. */
  @Override
  public void written(Flush flush) {
    for (Flush.Hour hour : flush.hours()) {
      Slot slot = new Slot(hour.owner().keyId(), AlertKind.SPIKE, hour.start());
      if (hour.requests() >= TrafficBaseline.LEAST_REQUESTS
          && !hour.owner().canary()
          && !told.containsKey(slot)) {
        judge(hour, slot);
      }
    }
  }

  private void judge(Flush.Hour hour, Slot slot) {
    Optional<TrafficBaseline> rhythm = Optional.empty();
    Long threshold = thresholds.get(slot);
    if (threshold == null) {
      rhythm = rhythm(slot);
      threshold = rhythm.map(TrafficBaseline::threshold).orElse(Long.MAX_VALUE);
      remember(thresholds, slot, threshold);
    }
    if (hour.requests() < threshold) {
      return;
    }
    ObjectNode details = Json.object();
    details.put("hour", Json.time(hour.start()));
    details.put("requests", hour.requests());
    details.put("threshold", threshold);
    rhythm
        .or(() -> rhythm(slot))
        .ifPresent(known -> details.put("expected", Math.round(known.expected())));
    raise(new HeadId(hour.owner().accountId(), hour.owner().environment()), slot, details);
  }

  private Optional<TrafficBaseline> rhythm(Slot slot) {
    return TrafficBaseline.after(
        database.with(handle ->
            UsageStore.hoursBefore(handle, slot.keyId(), slot.hour(), TrafficBaseline.MOST_HOURS)));
  }

  private void run() {
    while (!isClosedWithin(EVERY)) {
      try {
        look();
      } catch (RuntimeException | Error e) {
        LOG.warn("the use of keys is judged later: {}", e.toString());
      }
    }
  }

  /** Judges what waits. */
  void look() {
    canaries.forEach((slot, use) -> {
      if (raise(use.head(), slot, use.details())) {
        canaries.remove(slot);
      }
    });
    List<UnknownKeyUse> uses = unknown.take();
    if (!uses.isEmpty()) {
      database.with(handle -> UnknownKeyStore.add(handle, uses));
      uses.stream().filter(unknown::isNews).forEach(this::tellOfUnknown);
    }
    judgeAwakenings(database.with(NetworkSightingStore::awake));
    judgeArrivals(database.with(handle -> NetworkSightingStore.arrivals(handle, TRAVELS + 1)));
    forget();
  }

  private void tellOfUnknown(UnknownKeyUse use) {
    LOG.warn("a well-formed key that no one issued, {}, came from {}", use.display(), use.ip());
    Instant from = use.hour().minus(1, ChronoUnit.DAYS);
    List<String> ids =
        database.with(
            handle -> NetworkSightingStore.usedFrom(handle, Network.of(use.ip()), from, MOST_KEYS));
    Map<String, ApiKey> found = keys(ids);
    Map<HeadId, ApiKey> lastOfAccount = new LinkedHashMap<>();
    ids.stream()
        .flatMap(id -> Optional.ofNullable(found.get(id)).stream())
        .filter(key -> !key.isCanary() && key.status(use.last()).equals("active"))
        .forEach(key -> lastOfAccount.putIfAbsent(key.head(), key));
    lastOfAccount.values().stream()
        .limit(MOST_ACCOUNTS)
        .forEach(key ->
            raise(
                key.head(), new Slot(key.id(), AlertKind.UNKNOWN_KEY, use.hour()), use.details()));
  }

  private void judgeAwakenings(List<Awakening> awakenings) {
    Map<String, ApiKey> found = keys(awakenings.stream().map(Awakening::keyId).toList());
    Map<String, AlertSettings> settings =
        database.with(handle -> AlertStore.settings(handle, found.keySet()));
    Map<HeadId, AccountAlerts> accounts =
        database.with(handle ->
            AccountAlertStore.find(
                handle, found.values().stream().map(ApiKey::head).distinct().toList()));
    List<Awakening> judged = new ArrayList<>();
    for (Awakening one : awakenings) {
      ApiKey key = found.get(one.keyId());
      if (key == null || key.isCanary()) {
        judged.add(one);
        continue;
      }
      Instant last = one.sleptAt().orElse(key.createdAt());
      long days = Duration.between(last, one.wokeAt()).toDays();
      int silence =
          settings
              .getOrDefault(key.id(), AlertSettings.of(key.id()))
              .silenceDays(accounts.getOrDefault(key.head(), AccountAlerts.of(key.head())));
      ObjectNode details = from(one.ip(), one.agent());
      one.sleptAt().ifPresent(at -> details.put("last_used_at", Json.time(at)));
      details.put("silent_days", days);
      if (days < silence
          || raise(key.head(), slot(key.id(), AlertKind.SILENCE, one.wokeAt()), details)) {
        judged.add(one);
      }
    }
    if (!judged.isEmpty()) {
      database.use(handle -> NetworkSightingStore.judgedAwake(handle, judged));
    }
  }

  private void judgeArrivals(List<Arrival> arrivals) {
    Map<String, ApiKey> found = keys(arrivals.stream().map(Arrival::keyId).toList());
    List<Arrival> judged = new ArrayList<>();
    for (Arrival one : arrivals) {
      ApiKey key = found.get(one.keyId());
      if (key == null) {
        judged.add(one);
        continue;
      }
      boolean quiet =
          key.isCanary()
              || one.firstAt().isBefore(one.keyFirstAt().plus(LEARNING))
              || one.lately() > TRAVELS;
      ObjectNode details = from(one.ip(), one.userAgent()).put("network", one.network());
      if (quiet
          || raise(key.head(), slot(key.id(), AlertKind.NEW_NETWORK, one.firstAt()), details)) {
        judged.add(one);
      }
    }
    if (!judged.isEmpty()) {
      database.use(handle -> NetworkSightingStore.judgedArrivals(handle, judged));
    }
  }

  private Map<String, ApiKey> keys(List<String> ids) {
    return ids.isEmpty()
        ? Map.of()
        : database.with(handle -> keys.byIds(handle, ids)).stream()
            .collect(Collectors.toMap(ApiKey::id, Function.identity()));
  }

  /**
   * Tells the account, unless it was told or wants not to be; false when it must be tried again.
   */
  private boolean raise(HeadId head, Slot slot, ObjectNode details) {
    Result<Completed> outcome = engine.run(new RaiseAlert(books, head, slot, details));
    boolean settled =
        !(outcome instanceof Result.Rejected<Completed> rejected)
            || rejected.error().code() == ErrorCode.NOT_FOUND;
    if (settled) {
      remember(told, slot, true);
    }
    return settled;
  }

  private static <T> void remember(Map<Slot, T> map, Slot slot, T value) {
    if (map.size() >= MOST_REMEMBERED) {
      map.clear();
    }
    map.put(slot, value);
  }

  private static Slot slot(String keyId, AlertKind kind, Instant at) {
    return new Slot(keyId, kind, at.truncatedTo(ChronoUnit.HOURS));
  }

  private static ObjectNode from(String ip, Optional<String> userAgent) {
    ObjectNode details = Json.object();
    details.put("ip", ip);
    userAgent.ifPresent(text -> details.put("user_agent", text));
    return details;
  }

  private void forget() {
    Instant now = clock.now();
    if (now.isBefore(forgetAt)) {
      return;
    }
    forgetAt = now.plus(FORGET_EVERY);
    Instant hoursAgo = now.minus(Duration.ofHours(2));
    thresholds.keySet().removeIf(slot -> slot.hour().isBefore(hoursAgo));
    told.keySet().removeIf(slot -> slot.hour().isBefore(hoursAgo));
    database.with(handle -> NetworkSightingStore.forget(handle, now.minus(NETWORKS_KEPT)));
    database.with(handle -> UnknownKeyStore.forget(handle, now.minus(UNKNOWN_KEPT)));
  }

  /** Sleeps, but not while a canary sings. */
  private boolean isClosedWithin(Duration wait) {
    try {
      if (alarm.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        alarm.drainPermits();
      }
      return closed.getCount() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Judges what has been seen until now. */
  @Override
  public void close() {
    closed.countDown();
    alarm.release();
    try {
      thread.join(10_000);
      look();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("the use of keys is judged later: {}", e.toString());
    }
  }
}
