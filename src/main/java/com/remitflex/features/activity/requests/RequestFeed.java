package com.remitflex.features.activity.requests;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The poll of one account: it runs as long as a tail follows. */
final class RequestFeed {
  private static final Logger LOG = LoggerFactory.getLogger(RequestFeed.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final RequestFeeds feeds;
  private final Database database;
  private final String accountId;
  private final List<LiveTail> tails = new CopyOnWriteArrayList<>();

  /** The poll over the whole account; used by its thread only. */
  private Optional<RequestTail> poll = Optional.empty();

  private boolean started;

  RequestFeed(RequestFeeds feeds, Database database, String accountId) {
    this.feeds = feeds;
    this.database = database;
    this.accountId = accountId;
  }

  String accountId() {
    return accountId;
  }

  /** Called under the lock of the feeds. */
  void add(LiveTail tail) {
    tails.add(tail);
    if (!started) {
      started = true;
      Thread.ofVirtual().name("request-feed").start(this::run);
    }
  }

  void remove(LiveTail tail) {
    tails.remove(tail);
  }

  boolean isFollowed() {
    return !tails.isEmpty();
  }

  private void run() {
    while (!feeds.isOver(this)) {
      Duration pause = RequestFeeds.POLL_EVERY;
      try {
        if (pollOnce()) {
          continue;
        }
      } catch (RuntimeException e) {
        LOG.warn("live tails are delayed: {}", e.toString());
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

  /** Hands the new requests to the tails; returns whether there are more already. */
  private boolean pollOnce() {
    if (poll.isEmpty()) {
      // It begins early, for requests that are written late; each tail leaves out what is older.
      poll =
          Optional.of(
              new RequestTail(
                  database,
                  HistoryScope.account(accountId),
                  RequestFilter.all(),
                  database.with(DatabaseClock::read).minus(RequestTail.MAX_DELAY)));
    }
    feeds.countPoll();
    for (LoggedRequest request : poll.get().next()) {
      tails.forEach(tail -> tail.offer(request));
    }
    return poll.get().isSweeping();
  }
}
