package com.remitflex.features.webhooks.sending;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventStore;
import com.remitflex.core.events.SimulatedEventStore;
import com.remitflex.features.webhooks.cursors.CursorStore;
import com.remitflex.features.webhooks.cursors.CursorStore.EventCursor;
import com.remitflex.features.webhooks.deliveries.Delivery;
import com.remitflex.features.webhooks.deliveries.DeliveryStore;
import com.remitflex.features.webhooks.deliveries.DeliveryStore.NewDelivery;
import com.remitflex.features.webhooks.deliveries.DeliveryStore.Simulated;
import com.remitflex.features.webhooks.deliveries.LaneStore;
import com.remitflex.features.webhooks.endpoints.EndpointStore;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.features.webhooks.matching.EventMatching;
import com.remitflex.platform.access.SimulatedDelivery;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.jobs.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes deliveries of events: for each account, those after its cursor, and the cursor with them in
 * one transaction. So each event becomes the deliveries of its endpoints exactly once, whichever
 * nodes crash, and the transaction of a payment does nothing for it.
 */
final class Dispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);

  /** A sweep reads every account with endpoints: it must not take more than a twentieth. */
  private static final int PAUSES_PER_SWEEP = 19;

  /** Longer than a payment is `pending` in the sandbox, shorter than until it is `settled`. */
  private static final Duration SIMULATED_DELAY = Duration.ofSeconds(2);

  private static final int MAX_ACCOUNTS = 64;
  private static final int MAX_BEHIND = 1_000;
  private static final Duration RETRY_AFTER = Duration.ofMillis(500);
  private static final long MAX_JOIN_MILLIS = 10_000;

  private final Database database;
  private final EventHints hints;
  private final EventMatching matching = new EventMatching();
  private final Consumer<Set<String>> woken;
  private final Ending ending = new Ending();
  private final Thread thread;
  private long nextSweepNanos = System.nanoTime();

  /**
   * A dispatcher.
   *
   * @param woken receives the endpoints that have got deliveries
   */
  Dispatcher(Database database, EventHints hints, Consumer<Set<String>> woken) {
    this.database = database;
    this.hints = hints;
    this.woken = woken;
    this.thread = Thread.ofPlatform().name("webhook-dispatcher").unstarted(this::run);
  }

  Dispatcher start() {
    thread.start();
    return this;
  }

  private void run() {
    while (!ending.hasBegun()) {
      try {
        Set<HeadId> heads = new HashSet<>(hints.take(untilSweep()));
        if (System.nanoTime() - nextSweepNanos >= 0) {
          heads.addAll(sweep());
        }
        dispatchAll(heads);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) {
        // Nothing is lost: the cursors are where they were, and the next sweep finds the events.
        LOG.warn("webhooks are delayed: {}", e.toString());
        ending.pause(RETRY_AFTER);
      }
    }
  }

  private Duration untilSweep() {
    return Duration.ofNanos(Math.max(0, nextSweepNanos - System.nanoTime()));
  }

  /** The accounts that have events without deliveries, whichever node committed them. */
  private List<HeadId> sweep() {
    long start = System.nanoTime();
    hints.follow(Set.copyOf(database.with(CursorStore::all)));
    List<HeadId> behind = database.with(handle -> CursorStore.behind(handle, MAX_BEHIND));
    long took = System.nanoTime() - start;
    nextSweepNanos =
        System.nanoTime() + Math.max(SWEEP_INTERVAL.toNanos(), PAUSES_PER_SWEEP * took);
    return behind;
  }

  private void dispatchAll(Set<HeadId> heads) {
    List<HeadId> left = new ArrayList<>(heads);
    while (!left.isEmpty() && !ending.hasBegun()) {
      List<HeadId> some = left.subList(0, Math.min(MAX_ACCOUNTS, left.size()));
      Set<HeadId> unfinished = dispatch(Set.copyOf(some));
      some.clear();
      left.addAll(unfinished);
    }
  }

  /** Makes the next deliveries of these accounts; returns those that may have more events. */
  Set<HeadId> dispatch(Set<HeadId> heads) {
    Set<String> endpoints = new HashSet<>();
    Set<HeadId> unfinished =
        database.withEngineSettings(
            handle -> handle.inTransaction(transaction -> dispatch(transaction, heads, endpoints)));
    if (!endpoints.isEmpty()) {
      woken.accept(endpoints);
    }
    return unfinished;
  }

  private Set<HeadId> dispatch(Handle handle, Set<HeadId> heads, Set<String> endpoints) {
    List<EventCursor> cursors = CursorStore.claim(handle, heads);
    if (cursors.isEmpty()) {
      return Set.of();
    }
    Map<HeadId, List<Event>> events = eventsAfter(handle, cursors);
    if (events.isEmpty()) {
      return Set.of();
    }
    Map<HeadId, List<WebhookEndpoint>> targets = EndpointStore.ofAccounts(handle, events.keySet());
    Instant now = DatabaseClock.read(handle);
    List<NewDelivery> deliveries = new ArrayList<>();
    events.forEach((head, some) ->
        some.forEach(event ->
            matching
                .endpoints(event, targets.getOrDefault(head, List.of()))
                .forEach(endpoint -> deliveries.add(new NewDelivery(event, endpoint, now)))));
    List<EventCursor> moved = moved(events);
    List<Simulated> simulated = simulated(handle, deliveries, now);
    Writes.send(
        handle,
        writes -> {
          CursorStore.advance(writes, moved);
          DeliveryStore.insert(writes, deliveries);
          DeliveryStore.simulate(writes, simulated);
        });
    deliveries.forEach(delivery -> endpoints.add(delivery.endpoint().id()));
    LaneStore.wake(handle, endpoints);
    return unfinished(events);
  }

  /** What sandbox requests have asked for these deliveries. */
  private static List<Simulated> simulated(
      Handle handle, List<NewDelivery> deliveries, Instant now) {
    Map<EventStore.Place, SimulatedDelivery> asked =
        SimulatedEventStore.of(
            handle, deliveries.stream().map(NewDelivery::event).collect(Collectors.toSet()));
    List<Simulated> simulated = new ArrayList<>();
    for (NewDelivery delivery : deliveries) {
      Event event = delivery.event();
      SimulatedDelivery one = asked.get(new EventStore.Place(event.head(), event.seq()));
      if (one != null) {
        simulated.add(
            new Simulated(
                new Delivery.Key(delivery.endpoint().id(), event.seq()),
                one.isTwice(),
                one.isLate() ? now.plus(SIMULATED_DELAY) : now));
      }
    }
    return simulated;
  }

  private static Map<HeadId, List<Event>> eventsAfter(Handle handle, List<EventCursor> cursors) {
    Set<EventStore.Place> places =
        cursors.stream()
            .map(cursor -> new EventStore.Place(cursor.head(), cursor.lastSeq()))
            .collect(Collectors.toSet());
    Map<HeadId, List<Event>> events = new LinkedHashMap<>();
    EventStore.after(handle, places)
        .forEach(
            event -> events.computeIfAbsent(event.head(), head -> new ArrayList<>()).add(event));
    return events;
  }

  private static List<EventCursor> moved(Map<HeadId, List<Event>> events) {
    return events.entrySet().stream()
        .map(entry -> new EventCursor(entry.getKey(), entry.getValue().getLast().seq()))
        .toList();
  }

  private static Set<HeadId> unfinished(Map<HeadId, List<Event>> events) {
    return events.entrySet().stream()
        .filter(entry -> entry.getValue().size() >= EventStore.MAX_AFTER)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    ending.begin();
    thread.interrupt();
    try {
      thread.join(MAX_JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
