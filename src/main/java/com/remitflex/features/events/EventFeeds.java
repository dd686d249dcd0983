package com.remitflex.features.events;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventFilter;
import com.remitflex.core.events.EventPageStore;
import com.remitflex.core.events.EventStore;
import com.remitflex.core.events.EventStore.Place;
import com.remitflex.platform.database.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live tails of events: one poll per node reads the new events of every account that is followed,
 * and hands them to all tails. It runs as long as there is a tail. Because an account's numbers
 * become visible in order, reading what follows the last number misses nothing.
 */
public final class EventFeeds implements AutoCloseable {
  static final Duration POLL_EVERY = Duration.ofMillis(200);

  private static final Logger LOG = LoggerFactory.getLogger(EventFeeds.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Database database;
  private final Map<HeadId, Followed> followed = new HashMap<>();
  private final AtomicLong polls = new AtomicLong();
  private boolean polling;
  private boolean closed;

  /** An account that is followed: the last event that the poll has read of it, and its tails. */
  private static final class Followed {
    private long last;
    private final List<EventTail> tails = new ArrayList<>();

    private Followed(long last) {
      this.last = last;
    }

    private void offer(Event event) {
      // An account that was followed again in the meantime begins at a later number.
      if (event.seq() == last + 1) {
        last = event.seq();
        tails.forEach(tail -> tail.offer(event));
      }
    }
  }

  public EventFeeds(Database database) {
    this.database = database;
  }

  /**
   * Follows the events of an account; the caller closes the tail.
   *
   * @param after number of the last event that the reader has; empty: the events from now on
   */
  public EventTail follow(HeadId head, EventFilter filter, OptionalLong after) {
    long newest = EventPageStore.newest(database, head);
    synchronized (this) {
      Followed account = followed.computeIfAbsent(head, id -> new Followed(newest));
      EventTail tail =
          new EventTail(this, database, head, filter, after.orElse(newest), account.last);
      account.tails.add(tail);
      if (!polling && !closed) {
        polling = true;
        Thread.ofVirtual().name("event-feed").start(this::run);
      }
      return tail;
    }
  }

  synchronized void remove(EventTail tail) {
    Followed account = followed.get(tail.head());
    if (account != null) {
      account.tails.remove(tail);
      if (account.tails.isEmpty()) {
        followed.remove(tail.head());
      }
    }
  }

  private void run() {
    while (continues()) {
      Duration pause = POLL_EVERY;
      try {
        if (pollOnce()) {
          continue;
        }
      } catch (RuntimeException e) {
        LOG.warn("live tails of events are delayed: {}", e.toString());
        pause = RETRY_AFTER;
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private synchronized boolean continues() {
    polling = !closed && !followed.isEmpty();
    return polling;
  }

  /** Hands new events to the tails; returns whether there may be more already. */
  private boolean pollOnce() {
    Set<Place> places = places();
    polls.incrementAndGet();
    List<Event> events = database.with(handle -> EventStore.after(handle, places));
    hand(events);
    return events.size() >= EventStore.MAX_AFTER;
  }

  private synchronized Set<Place> places() {
    return followed.entrySet().stream()
        .map(one -> new Place(one.getKey(), one.getValue().last))
        .collect(Collectors.toSet());
  }

  private synchronized void hand(List<Event> events) {
    for (Event event : events) {
      Followed account = followed.get(event.head());
      if (account != null) {
        account.offer(event);
      }
    }
  }

  /** How many polls this node has made. */
  public long polls() {
    return polls.get();
  }

  /** Ends the poll: the tails receive nothing more. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
