package com.remitflex.features.payments.steps;

import com.remitflex.core.engine.Engine;
import com.remitflex.features.payments.OrderStore;
import com.remitflex.features.payments.OrderStore.Claimed;
import com.remitflex.features.payments.OrderStore.HeldOrder;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.steps.RailReports.Reported;
import com.remitflex.features.rails.Rail;
import com.remitflex.features.rails.RailOrder;
import com.remitflex.features.rails.RailOrder.Stage;
import com.remitflex.features.rails.Report;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.Ending;
import com.remitflex.platform.telemetry.Span;
import com.remitflex.platform.telemetry.Traces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works the orders of one rail: one thread claims them and renews the claims, the rail is called on
 * other threads, and two threads record its reports. Nothing is shared with the workers of another
 * rail, so that a rail that hangs delays only its own orders, and not the shutdown.
 */
public final class RailWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RailWorker.class);

  /** As many as the engine takes into one batch: more would only wait. */
  private static final int MAX_CLAIMED = 128;

  /** How many orders a node has at a time; with so many calls that hang, it claims no more. */
  private static final int MAX_IN_FLIGHT = 512;

  private static final int REPORTERS = 2;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Duration RENEWAL = OrderStore.LEASE.dividedBy(3);
  private static final Duration AFTER_EXCEPTION = Duration.ofSeconds(5);

  private static final long MAX_JOIN_MILLIS = 10_000;

  /** How long a shutdown waits for calls in progress. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Database database;
  private final Rail rail;
  private final Pauses pauses;
  private final Traces traces;

  /**
   * Different for each start, so that no process takes the claims of an earlier one for its own.
   */
  private final String name = UUID.randomUUID().toString();

  private final RailReports reports;
  private final Map<PaymentKey, HeldOrder> inFlight = new ConcurrentHashMap<>();
  private final BlockingQueue<List<Reported>> reported = new LinkedBlockingQueue<>();
  private final ExecutorService calls;
  private final Thread claimer;
  private final List<Thread> reporters = new ArrayList<>();
  private long renewedNanos = System.nanoTime();

  /** As if it was paused before the start: the node that resumed it may have ended. */
  private boolean wasPaused = true;

  private final Ending claimsEnding = new Ending();
  private final ClaimPause claimPause = new ClaimPause(claimsEnding);
  private final Ending ending = new Ending();

  public RailWorker(Database database, Engine engine, Rail rail, Pauses pauses, Traces traces) {
    this.database = database;
    this.rail = rail;
    this.pauses = pauses;
    this.traces = traces;
    this.reports = new RailReports(database, engine, name);
    String prefix = "rail-" + rail.name();
    this.calls =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(prefix + "-call-", 1).factory());
    this.claimer = Thread.ofPlatform().name(prefix).unstarted(this::claim);
    for (int i = 1; i <= REPORTERS; i++) {
      reporters.add(Thread.ofPlatform().name(prefix + "-reports-" + i).unstarted(this::report));
    }
  }

  public RailWorker start() {
    claimer.start();
    reporters.forEach(Thread::start);
    return this;
  }

  private void claim() {
    while (!claimsEnding.hasBegun()) {
      try {
        claimPause.after(claimOnce(), MAX_CLAIMED);
      } catch (RuntimeException | Error e) {
        // The claims expire, and the orders are claimed again.
        LOG.warn("orders of the rail {} are delayed: {}", rail.name(), e.toString());
        claimsEnding.pause(RETRY_AFTER);
      }
    }
  }

  /** Calls the rail for the orders that are due; returns how many it claimed. */
  int claimOnce() {
    renew();
    wakeAfterPause();
    int room = Math.min(MAX_CLAIMED, MAX_IN_FLIGHT - inFlight.size());
    if (room <= 0) {
      return 0;
    }
    List<Claimed> claimed =
        database.withEngineSettings(
            handle -> OrderStore.ROWS.claim(handle, rail.name(), name, room));
    List<Claimed> added = claimed.stream().filter(this::add).toList();
    if (rail.mayWait()) {
      added.forEach(one -> calls.execute(() -> call(List.of(one))));
    } else if (!added.isEmpty()) {
      calls.execute(() -> call(added));
    }
    return claimed.size();
  }

  /** False for an order whose call from an earlier claim has not ended: the claim is extended. */
  private boolean add(Claimed claimed) {
    PaymentKey key = claimed.payment().key();
    return inFlight.putIfAbsent(key, new HeldOrder(key, name)) == null;
  }

  private void renew() {
    if (System.nanoTime() - renewedNanos < RENEWAL.toNanos()) {
      return;
    }
    if (!inFlight.isEmpty()) {
      database.useEngineSettings(handle -> OrderStore.ROWS.renew(handle, inFlight.values()));
    }
    renewedNanos = System.nanoTime();
  }

  private void wakeAfterPause() {
    boolean isPaused = isPaused();
    if (wasPaused && !isPaused) {
      database.useEngineSettings(handle -> OrderStore.ROWS.wake(handle, rail.name()));
    }
    wasPaused = isPaused;
  }

  private boolean isPaused() {
    return pauses.isPaused(rail.name());
  }

  private void call(List<Claimed> claimed) {
    try (Span span = traces.worker("payments.advance")) {
      span.set("remitflex.payments", claimed.size());
      reported.add(claimed.stream().map(one -> new Reported(one.payment(), report(one))).toList());
    }
  }

  private Report report(Claimed claimed) {
    Payment payment = claimed.payment();
    try {
      return rail.work(
          new RailOrder(
              payment.order(),
              stage(payment),
              payment.settlement(),
              claimed.submittedAt(),
              this::isPaused));
    } catch (RuntimeException | Error e) {
      if (!ending.hasBegun()) {
        LOG.warn("the rail {} fails for {}: {}", rail.name(), payment.id(), e.toString());
      }
      return Report.Waiting.because("error", AFTER_EXCEPTION);
    }
  }

  private static Stage stage(Payment payment) {
    return switch (payment.status()) {
      case SETTLED -> Stage.SETTLED;
      case DELIVERED -> Stage.DELIVERED;
      case PENDING, COMPLIANCE_REVIEW, PROCESSING, RETURNED, FAILED, CANCELLED -> Stage.PROCESSING;
    };
  }

  private void report() {
    while (!ending.hasBegun()) {
      try {
        reportOnce();
      } catch (RuntimeException | Error e) {
        // Nothing is lost: the claims expire, and the rail reports again.
        LOG.warn("reports of the rail {} are delayed: {}", rail.name(), e.toString());
        ending.pause(RETRY_AFTER);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Records the reports that there are, and waits for a moment if there are none. */
  void reportOnce() throws InterruptedException {
    List<Reported> first = reported.poll(GRACE.toMillis() / 10, TimeUnit.MILLISECONDS);
    if (first == null) {
      return;
    }
    List<Reported> taken = new ArrayList<>(first);
    while (taken.size() < MAX_CLAIMED && reported.peek() != null) {
      List<Reported> next = reported.poll();
      if (next != null) {
        taken.addAll(next);
      }
    }
    // Before the orders are due again: one that is claimed while it is still in flight would not be
    // called, and would wait until that claim expires.
    taken.forEach(one -> inFlight.remove(one.payment().key()));
    if (taken.isEmpty()) {
      return;
    }
    try (Span span = traces.worker("payments.advance")) {
      span.set("remitflex.payments", taken.size());
      reports.take(taken);
    }
  }

  /** Waits a moment for the calls in progress, and interrupts the others: their claims expire. */
  @Override
  public void close() {
    claimsEnding.begin();
    try {
      // join(Duration) throws for a thread that was never started.
      claimer.join(MAX_JOIN_MILLIS);
      long until = System.nanoTime() + GRACE.toNanos();
      while (!inFlight.isEmpty() && System.nanoTime() < until) {
        Thread.sleep(5);
      }
      ending.begin();
      calls.shutdownNow();
      // Nothing to record: a reporter that waits for something wakes.
      reporters.forEach(reporter -> reported.add(List.of()));
      for (Thread reporter : reporters) {
        reporter.join(MAX_JOIN_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
