package com.remitflex.features.webhooks.sending;

import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventStore;
import com.remitflex.features.webhooks.deliveries.Delivery;
import com.remitflex.features.webhooks.deliveries.DeliveryStore;
import com.remitflex.features.webhooks.deliveries.DeliveryStore.Wanted;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.jobs.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the attempts of the endpoints that this node has claimed: one thread finds due deliveries,
 * each attempt has a virtual thread, and the recorder's thread writes the results.
 */
final class LaneWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LaneWorker.class);

  /** So many attempts that hang do not use up the memory of the node. */
  private static final int MAX_IN_FLIGHT = 4_096;

  /** Deliveries become due with time, and other nodes add some. */
  private static final long POLL_MILLIS = 50;

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS);

  /** What one query costs is nearly the same for one delivery and for many. */
  private static final long GATHER_MILLIS = 3;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final long MAX_JOIN_MILLIS = 10_000;
  private static final long GRACE_MILLIS = 2_000;

  private final Database database;
  private final DatabaseClock clock;
  private final Sender sender;
  private final LaneClaims lanes;
  private final AttemptRecorder recorder;
  private final SendingListener listener;
  private final ExecutorService attempts =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("webhook-", 1).factory());

  private final Semaphore signal = new Semaphore(0);

  /** The endpoints in which something has changed since the last look. */
  private final Set<String> woken = ConcurrentHashMap.newKeySet();

  private long polledNanos = System.nanoTime() - POLL_NANOS;
  private final Ending ending = new Ending();
  private final Thread thread;

  LaneWorker(
      Database database,
      DatabaseClock clock,
      Sender sender,
      LaneClaims lanes,
      SendingListener listener) {
    this.database = database;
    this.clock = clock;
    this.sender = sender;
    this.lanes = lanes;
    this.listener = listener;
    this.recorder = new AttemptRecorder(database, clock, this::recorded);
    this.thread = Thread.ofPlatform().name("webhook-lanes").unstarted(this::run);
  }

  LaneWorker start() {
    recorder.start();
    thread.start();
    return this;
  }

  /** Looks for due deliveries now, since these endpoints have got some. */
  void wake(Set<String> endpointIds) {
    woken.addAll(endpointIds);
    if (!lanes.hasAll(endpointIds)) {
      lanes.claimSoon();
    }
    signal.release();
  }

  private void run() {
    while (!ending.hasBegun()) {
      try {
        var _ = signal.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS);
        Thread.sleep(GATHER_MILLIS);
        signal.drainPermits();
        work();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) {
        // The deliveries stay pending, and the claims expire.
        LOG.warn("webhooks are delayed: {}", e.toString());
        ending.pause(RETRY_AFTER);
      }
    }
  }

  /** Claims endpoints, starts the attempts that are due, and gives back the endpoints without. */
  private void work() {
    Instant now = clock.now();
    Set<String> changed = new HashSet<>(woken);
    woken.removeAll(changed);
    changed.addAll(lanes.maintain(now));
    boolean isPoll = System.nanoTime() - polledNanos >= POLL_NANOS;
    List<Lane> open = lanes.withRoom(id -> isPoll || changed.contains(id), now, MAX_IN_FLIGHT);
    Set<String> busy = open.isEmpty() ? Set.of() : start(open, now);
    if (isPoll) {
      polledNanos = System.nanoTime();
      lanes.releaseIdle(busy, now);
    }
  }

  /** Starts what is due; returns the endpoints of what it has started. */
  private Set<String> start(List<Lane> open, Instant now) {
    Map<String, Lane> lanes = open.stream().collect(Collectors.toMap(Lane::id, one -> one));
    List<Started> started = database.withEngineSettings(handle -> begin(handle, lanes, now));
    started.forEach(this::start);
    return started.stream()
        .map(one -> one.delivery().endpointId())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A delivery whose attempt begins. */
  private record Started(Lane lane, Delivery delivery, Event event) {}

  private List<Started> begin(Handle handle, Map<String, Lane> lanes, Instant now) {
    List<Delivery> due = due(handle, lanes.values(), now);
    Map<EventStore.Place, Event> events = events(handle, due);
    List<Started> started = new ArrayList<>();
    for (Delivery delivery : due) {
      Lane lane = lanes.get(delivery.endpointId());
      Event event = events.get(delivery.place());
      if (lane != null && event != null && lane.begin(delivery.seq())) {
        started.add(new Started(lane, delivery, event));
      }
    }
    return started;
  }

  /**
   * Without those that were in flight before the query: it may have read them as pending just
   * before their attempt was recorded.
   */
  private static List<Delivery> due(Handle handle, Collection<Lane> open, Instant now) {
    Map<String, Set<Long>> before =
        open.stream().collect(Collectors.toMap(Lane::id, Lane::seqsInFlight));
    List<Delivery> due = new ArrayList<>(DeliveryStore.due(handle, wanted(open, now, false)));
    due.addAll(DeliveryStore.dueInOrder(handle, wanted(open, now, true)));
    due.removeIf(one -> before.getOrDefault(one.endpointId(), Set.of()).contains(one.seq()));
    return due;
  }

  private static Set<Wanted> wanted(Collection<Lane> open, Instant now, boolean inOrder) {
    return open.stream()
        .filter(lane -> lane.endpoint().settings().strictOrder() == inOrder)
        .map(lane -> new Wanted(lane.id(), lane.room(now) + lane.inFlight()))
        .collect(Collectors.toSet());
  }

  private static Map<EventStore.Place, Event> events(Handle handle, List<Delivery> deliveries) {
    return EventStore.at(
            handle, deliveries.stream().map(Delivery::place).collect(Collectors.toSet()))
        .stream()
        .collect(
            Collectors.toMap(
                event -> new EventStore.Place(event.head(), event.seq()), Function.identity()));
  }

  private void start(Started started) {
    Lane lane = started.lane();
    Delivery delivery = started.delivery();
    listener.started(delivery, started.event(), clock.now());
    attempts.execute(() -> {
      try {
        Attempted attempted = sender.attempt(lane, delivery, started.event());
        listener.ended(attempted);
        recorder.add(attempted);
      } catch (RuntimeException | Error e) {
        LOG.error("an attempt to deliver {} failed unexpectedly", delivery.eventId(), e);
        lane.count(false, clock.now());
        lane.end(delivery.seq());
      }
    });
  }

  private void recorded(AttemptRecorder.Recorded one) {
    Attempted attempted = one.attempted();
    Instant now = clock.now();
    attempted.lane().count(attempted.isDelivered(), now);
    attempted.lane().end(attempted.delivery().seq());
    woken.add(attempted.delivery().endpointId());
    signal.release();
    listener.recorded(attempted, one.decision(), now);
  }

  /** Waits a moment for attempts in flight, and gives the endpoints to other nodes. */
  @Override
  public void close() {
    ending.begin();
    signal.release();
    try {
      thread.join(MAX_JOIN_MILLIS);
      attempts.shutdown();
      if (!attempts.awaitTermination(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
        attempts.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    recorder.close();
    lanes.close();
  }
}
