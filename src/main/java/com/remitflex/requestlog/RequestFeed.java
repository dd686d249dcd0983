package com.remitflex.requestlog;

import com.remitflex.database.Database;
import com.remitflex.database.DatabaseClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  /** The keys that someone follows, and the poll over them; both are the poll's own. */
  private Set<String> polled = Set.of();

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
    follow();
    if (poll.isEmpty()) {
      return false;
    }
    feeds.countPoll();
    List<LoggedRequest> news = poll.get().next();
    for (LoggedRequest request : news) {
      tails.forEach(tail -> tail.offer(request));
    }
    return poll.get().isSweeping();
  }

  /**
   * Polls all keys that someone follows. With more of them it begins again a minute back: what a
   * tail was told before, it leaves out.
   */
  private void follow() {
    Set<String> wanted = new HashSet<>();
    tails.forEach(tail -> wanted.addAll(tail.keyIds()));
    if (!polled.containsAll(wanted)) {
      polled = Set.copyOf(wanted);
      poll =
          Optional.of(
              new RequestTail(
                  database,
                  accountId,
                  List.copyOf(polled),
                  RequestFilter.all(),
                  clock.now().minus(RequestTail.LATEST)));
    }
  }
}
