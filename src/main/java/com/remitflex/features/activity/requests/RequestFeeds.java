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
 * Live tails of the history: one poll per account and node feeds all tails of the account, and each
 * tail selects its requests.
 */
public final class RequestFeeds implements AutoCloseable {
  static final Duration POLL_EVERY = Duration.ofMillis(300);

  private final Database database;
  private final Map<String, RequestFeed> feeds = new HashMap<>();
  private final AtomicLong polls = new AtomicLong();
  private volatile boolean closed;

  public RequestFeeds(Database database) {
    this.database = database;
  }

  /**
   * Follows a part of the history; the caller closes the tail.
   *
   * @param from earlier requests are left out; empty: the requests from now on
   */
  public LiveTail follow(HistoryScope scope, RequestFilter filter, Optional<Instant> from) {
    Optional<RequestTail> past = from.map(start -> new RequestTail(database, scope, filter, start));
    // The database's own time, because the node's estimate of it may become smaller between this
    // and the time of the next request, which would then be left out.
    Instant oldest = from.orElseGet(() -> database.with(DatabaseClock::read));
    synchronized (feeds) {
      RequestFeed feed =
          feeds.computeIfAbsent(scope.accountId(), id -> new RequestFeed(this, database, id));
      LiveTail tail = new LiveTail(feed, scope, filter, oldest, past);
      feed.add(tail);
      return tail;
    }
  }

  /** Removes a feed that no tail follows any longer; returns whether it has ended. */
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

  /** How many polls this node has made for its live tails. */
  public long polls() {
    return polls.get();
  }

  /** Ends every feed: the tails receive no further requests. */
  @Override
  public void close() {
    closed = true;
  }
}
