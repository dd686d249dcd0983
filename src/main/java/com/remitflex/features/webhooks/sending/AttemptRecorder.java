package com.remitflex.features.webhooks.sending;

import com.remitflex.features.webhooks.deliveries.AttemptStore;
import com.remitflex.features.webhooks.deliveries.Delivery;
import com.remitflex.features.webhooks.deliveries.Delivery.Status;
import com.remitflex.features.webhooks.deliveries.DeliveryStore;
import com.remitflex.features.webhooks.deliveries.DeliveryStore.Change;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.jobs.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records attempts, as many as there are in one transaction, and what follows each of them. */
final class AttemptRecorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptRecorder.class);

  private static final int MAX_BATCH = 256;
  private static final Duration RETRY_AFTER = Duration.ofMillis(500);
  private static final int MAX_TRIES = 20;
  private static final long MAX_JOIN_MILLIS = 10_000;

  private final Database database;
  private final DatabaseClock clock;
  private final Consumer<Recorded> recorded;

  /** Nothing after the last attempt: the thread ends. */
  private final BlockingQueue<Optional<Attempted>> queue = new LinkedBlockingQueue<>();

  private final Thread thread;
  private final Ending ending = new Ending();

  /** An attempt that is recorded, and what follows. */
  record Recorded(Attempted attempted, RetryDecision decision) {}

  /**
   * A recorder.
   *
   * @param recorded receives each attempt after its transaction
   */
  AttemptRecorder(Database database, DatabaseClock clock, Consumer<Recorded> recorded) {
    this.database = database;
    this.clock = clock;
    this.recorded = recorded;
    this.thread = Thread.ofPlatform().name("webhook-attempts").unstarted(this::run);
  }

  AttemptRecorder start() {
    thread.start();
    return this;
  }

  void add(Attempted attempted) {
    queue.add(Optional.of(attempted));
  }

  private void run() {
    List<Optional<Attempted>> taken = new ArrayList<>();
    while (!taken.contains(Optional.<Attempted>empty())) {
      taken.clear();
      try {
        taken.add(queue.take());
      } catch (InterruptedException e) {
        return;
      }
      queue.drainTo(taken, MAX_BATCH - 1);
      List<Attempted> batch = taken.stream().flatMap(Optional::stream).toList();
      if (!batch.isEmpty()) {
        record(batch);
      }
    }
  }

  private void record(List<Attempted> batch) {
    Instant now = clock.now();
    List<Recorded> decided =
        batch.stream()
            .map(one ->
                new Recorded(
                    one,
                    RetryDecision.of(
                        one.delivery(), one.lane().endpoint().settings().schedule(), one, now)))
            .toList();
    for (int tries = 1; !write(decided, now) && tries < MAX_TRIES && !ending.hasBegun(); tries++) {
      ending.pause(RETRY_AFTER);
    }
    // After many failed writes too: the deliveries are pending, and will be attempted again.
    decided.forEach(recorded);
  }

  private boolean write(List<Recorded> decided, Instant now) {
    try {
      database.useEngineSettings(handle ->
          handle.useTransaction(transaction -> {
            DeliveryStore.change(
                transaction, decided.stream().map(one -> change(one, now)).toList());
            Writes.send(
                transaction,
                writes ->
                    AttemptStore.insert(
                        writes, decided.stream().map(one -> one.attempted().attempt()).toList()));
          }));
      return true;
    } catch (RuntimeException | Error e) {
      LOG.warn("{} attempts to deliver webhooks are recorded later: {}", decided.size(), e + "");
      return false;
    }
  }

  private static Change change(Recorded recorded, Instant now) {
    Attempted attempted = recorded.attempted();
    Delivery delivery = attempted.delivery();
    RetryDecision decision = recorded.decision();
    return new Change(
        delivery.key(),
        delivery.attempts(),
        decision.status(),
        decision.dueAt(),
        decision.status() == Status.PENDING ? Optional.empty() : Optional.of(now),
        attempted.attempt().status(),
        attempted.attempt().error());
  }

  /** Records what is queued, then stops. */
  @Override
  public void close() {
    ending.begin();
    queue.add(Optional.empty());
    try {
      thread.join(MAX_JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
