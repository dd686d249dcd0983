package com.remitflex.features.activity.requests;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** One who follows a history. */
public final class LiveTail implements AutoCloseable {
  private static final int MAX_WAITING = 10_000;
  private static final int MAX_AT_ONCE = 500;

  private final RequestFeed feed;
  private final Whose whose;
  private final RequestFilter filter;
  private final Instant from;
  private final BlockingQueue<LoggedRequest> news = new ArrayBlockingQueue<>(MAX_WAITING);
  private volatile boolean lostSome;

  /** What was there before it began to follow, until that is read. */
  private Optional<RequestTail> before;

  /** Ids that were given out, with their times: as far back as the poll looks. */
  private final Map<String, Instant> told = new HashMap<>();

  private Instant newest = Instant.EPOCH;

  LiveTail(
      RequestFeed feed,
      Whose whose,
      RequestFilter filter,
      Instant from,
      Optional<RequestTail> before) {
    this.feed = feed;
    this.whose = whose;
    this.filter = filter;
    this.from = from;
    this.before = before;
  }

  /** Takes what it has asked for; never waits for one who reads slowly. */
  void offer(LoggedRequest request) {
    boolean wanted = whose.has(request) && !request.at().isBefore(from) && filter.matches(request);
    if (wanted && !news.offer(request)) {
      lostSome = true;
    }
  }

  /** Whether it was so slow that it misses some: it has to begin again where it stands. */
  public boolean isIncomplete() {
    return lostSome;
  }

  /**
   * What is new, at most some hundreds; waits for it until the time is over.
   *
   * @throws InterruptedException when the thread is stopped
   */
  public List<LoggedRequest> next(Duration wait) throws InterruptedException {
    if (before.isPresent()) {
      List<LoggedRequest> old = before.get().next();
      if (!before.get().isSweeping()) {
        before = Optional.empty();
      }
      if (!old.isEmpty()) {
        return fresh(old);
      }
    }
    List<LoggedRequest> found = new ArrayList<>();
    LoggedRequest first = news.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      found.add(first);
      news.drainTo(found, MAX_AT_ONCE - 1);
    }
    return fresh(found);
  }

  private List<LoggedRequest> fresh(List<LoggedRequest> found) {
    List<LoggedRequest> fresh = new ArrayList<>();
    for (LoggedRequest request : found) {
      if (told.putIfAbsent(request.id(), request.at()) == null) {
        fresh.add(request);
        newest = request.at().isAfter(newest) ? request.at() : newest;
      }
    }
    if (!fresh.isEmpty()) {
      // The poll looks a minute back; another one is for what waits here.
      Instant oldest = newest.minus(RequestTail.LATEST.multipliedBy(3));
      told.values().removeIf(at -> at.isBefore(oldest));
    }
    return fresh;
  }

  @Override
  public void close() {
    feed.remove(this);
  }
}
