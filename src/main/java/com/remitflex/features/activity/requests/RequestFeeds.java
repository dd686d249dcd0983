package com.remitflex.features.activity.requests;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Live tails of the history: one poll per account and node feeds all who follow the account,
 * however many they are, and each gets what it has asked for.
 */
public final class RequestFeeds implements AutoCloseable {
  static final Duration POLL_EVERY = Duration.ofMillis(300);

  private final Database database;
  private final DatabaseClock clock;
  private final Map<String, RequestFeed> feeds = new HashMap<>();
  private final AtomicLong polls = new AtomicLong();
  private volatile boolean closed;

  public RequestFeeds(Database database, DatabaseClock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Follows a history; to be closed.
   *
   * @param from what is older is left out; empty: what comes from now on
   */
  public LiveTail follow(Whose whose, RequestFilter filter, Optional<Instant> from) {
    Optional<RequestTail> before =
        from.map(start -> new RequestTail(database, whose, filter, start));
    Instant oldest = from.orElseGet(clock::now);
    synchronized (feeds) {
      RequestFeed feed =
          feeds.computeIfAbsent(
              whose.accountId(), id -> new RequestFeed(this, database, clock, id));
      LiveTail tail = new LiveTail(feed, whose, filter, oldest, before);
      feed.add(tail);
      return tail;
    }
  }

  /** Ends a feed that nobody follows any more. */
  boolean isOver(RequestFeed feed) {
    synchronized (feeds) {
      if (!closed && feed.isFollowed()) {
        return false;
      }
      feeds.remove(feed.accountId(), feed);
      return true;
    }
  }

  void countPoll() {
    polls.incrementAndGet();
  }

  /** How often this node has polled the history for its live tails. */
  public long polls() {
    return polls.get();
  }

  /** Ends every feed; who follows gets nothing more. */
  @Override
  public void close() {
    closed = true;
  }
}
