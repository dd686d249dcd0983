package com.remitflex.features.events;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventFilter;
import com.remitflex.core.events.EventStore;
import com.remitflex.features.activity.requests.Tail;
import com.remitflex.platform.database.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The events of one account after a number, for one reader: at first from the database, up to where
 * the poll of all tails is, and from then on from that poll.
 */
public final class EventTail implements Tail<Event> {
  private static final int MAX_QUEUED = 2_000;

  private final EventFeeds feeds;
  private final Database database;
  private final HeadId head;
  private final EventFilter filter;

  /** Number of the last event that the poll had read when this tail joined it. */
  private final long joinedAt;

  private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
  private volatile boolean overflowed;
  private volatile long position;

  EventTail(
      EventFeeds feeds,
      Database database,
      HeadId head,
      EventFilter filter,
      long after,
      long joinedAt) {
    this.feeds = feeds;
    this.database = database;
    this.head = head;
    this.filter = filter;
    this.position = after;
    this.joinedAt = joinedAt;
  }

  HeadId head() {
    return head;
  }

  /** Queues an event of the poll; never waits for a slow reader. */
  void offer(Event event) {
    if (!queue.offer(event)) {
      overflowed = true;
    }
  }

  /** Number of the last event that was read, whether or not it meets the filter. */
  public long position() {
    return position;
  }

  @Override
  public boolean isIncomplete() {
    return overflowed;
  }

  @Override
  public List<Event> next(Duration wait) throws InterruptedException {
    return position < joinedAt ? earlier() : polled(wait);
  }

  private List<Event> earlier() {
    List<Event> page =
        EventStore.after(database, head, position, EventStore.MAX_AFTER).events().stream()
            .filter(event -> event.seq() <= joinedAt)
            .toList();
    return taken(page);
  }

  private List<Event> polled(Duration wait) throws InterruptedException {
    List<Event> found = new ArrayList<>();
    Event first = queue.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      found.add(first);
      queue.drainTo(found, EventStore.MAX_AFTER - 1);
    }
    // A tail can begin after a number that the poll has not reached yet.
    found.removeIf(event -> event.seq() <= position);
    return taken(found);
  }

  private List<Event> taken(List<Event> events) {
    if (events.isEmpty()) {
      return events;
    }
    position = events.getLast().seq();
    return events.stream().filter(filter::matches).toList();
  }

  @Override
  public void close() {
    feeds.remove(this);
  }
}
