package com.remitflex.features.webhooks.replay;

import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventStore;
import com.remitflex.features.webhooks.deliveries.DeliveryStore;
import com.remitflex.features.webhooks.deliveries.DeliveryStore.NewDelivery;
import com.remitflex.features.webhooks.deliveries.DeliveryStore.Replayed;
import com.remitflex.features.webhooks.deliveries.LaneStore;
import com.remitflex.features.webhooks.endpoints.EndpointStore;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.features.webhooks.matching.EventMatching;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * Carries out replays in steps of one transaction each: the deliveries that become due, and how far
 * the replay has come. A crash repeats or loses none.
 */
public final class ReplayWorker implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final Database database;
  private final Consumer<Set<String>> woken;
  private final EventMatching matching = new EventMatching();
  private final PeriodicTask task;

  /**
   * A worker.
   *
   * @param woken receives the endpoints that have got due deliveries
   */
  public ReplayWorker(Database database, Consumer<Set<String>> woken) {
    this.database = database;
    this.woken = woken;
    this.task =
        PeriodicTask.every(INTERVAL, "webhook-replays", "replays are delayed", this::runAll);
  }

  public ReplayWorker start() {
    task.start();
    return this;
  }

  private void runAll() {
    Optional<String> endpoint;
    do {
      endpoint = database.withEngineSettings(handle -> handle.inTransaction(this::step));
      endpoint.ifPresent(id -> woken.accept(Set.of(id)));
    } while (endpoint.isPresent() && !task.isClosed());
  }

  /** Takes one step of one replay; returns its endpoint, or nothing if there is none. */
  private Optional<String> step(Handle handle) {
    Optional<Replay> next = ReplayStore.next(handle);
    next.ifPresent(replay -> {
      Optional<WebhookEndpoint> endpoint =
          Optional.ofNullable(
              EndpointStore.byIds(handle, Set.of(replay.endpointId())).get(replay.endpointId()));
      if (endpoint.isEmpty()) {
        ReplayStore.step(handle, replay, replay.nextSeq(), 0, true);
      } else if (replay.which() == Which.FAILED) {
        failed(handle, replay);
      } else {
        events(handle, replay, endpoint.get());
      }
    });
    return next.map(Replay::endpointId);
  }

  private static void failed(Handle handle, Replay replay) {
    Replayed replayed =
        DeliveryStore.replayFailed(
            handle, replay.endpointId(), replay.nextSeq(), replay.lastSeq(), EventStore.MAX_AFTER);
    if (replayed.count() > 0) {
      LaneStore.wake(handle, Set.of(replay.endpointId()));
    }
    ReplayStore.step(
        handle,
        replay,
        replayed.lastSeq() + 1,
        replayed.count(),
        replayed.count() < EventStore.MAX_AFTER);
  }

  private void events(Handle handle, Replay replay, WebhookEndpoint endpoint) {
    long to = Math.min(replay.lastSeq(), replay.nextSeq() + EventStore.MAX_AFTER - 1);
    Instant now = DatabaseClock.read(handle);
    List<Event> events = EventStore.range(handle, replay.head(), replay.nextSeq(), to);
    List<NewDelivery> deliveries =
        events.stream()
            .filter(event -> replay.which() == Which.EVENT || matching.isChosen(event, endpoint))
            .map(event -> new NewDelivery(event, endpoint, now))
            .toList();
    int count = DeliveryStore.replay(handle, deliveries);
    if (count > 0) {
      LaneStore.wake(handle, Set.of(endpoint.id()));
    }
    ReplayStore.step(handle, replay, to + 1, count, to >= replay.lastSeq());
  }

  @Override
  public void close() {
    task.close();
  }
}
