package com.remitflex.features.activity.requests;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The poll of one account: it runs as long as someone follows. */
final class RequestFeed {
  private static final Logger LOG = LoggerFactory.getLogger(RequestFeed.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final RequestFeeds feeds;
  private final Database database;
  private final DatabaseClock clock;
  private final String accountId;
  private final List<LiveTail> tails = new CopyOnWriteArrayList<>();

  /** The poll over the whole account, from its first follower on; the thread's own. */
  private Optional<RequestTail> poll = Optional.empty();

  private boolean started;

  RequestFeed(RequestFeeds feeds, Database database, DatabaseClock clock, String accountId) {
    this.feeds = feeds;
    this.database = database;
    this.clock = clock;
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
      Duration rest = RequestFeeds.POLL_EVERY;
      try {
        if (pollOnce()) {
          continue;
        }
      } catch (RuntimeException e) {
        LOG.warn("live tails wait: {}", e.toString());
        rest = AFTER_FAILURE;
      }
      try {
        Thread.sleep(rest);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Hands on what is new; whether there is more already. */
  private boolean pollOnce() {
    if (poll.isEmpty()) {
      // What a tail has not asked for, it leaves out.
      poll =
          Optional.of(
              new RequestTail(
                  database,
                  Whose.account(accountId),
                  RequestFilter.all(),
                  clock.now().minus(RequestTail.LATEST)));
    }
    feeds.countPoll();
    List<LoggedRequest> news = poll.get().next();
    for (LoggedRequest request : news) {
      tails.forEach(tail -> tail.offer(request));
    }
    return poll.get().isSweeping();
  }
}
