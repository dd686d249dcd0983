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

/** The new requests of a part of the history, for one reader. */
public final class LiveTail implements Tail<LoggedRequest> {
  private static final int MAX_QUEUED = 10_000;
  private static final int MAX_RETURNED = 500;

  private final RequestFeed feed;
  private final HistoryScope scope;
  private final RequestFilter filter;
  private final Instant from;
  private final BlockingQueue<LoggedRequest> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
  private volatile boolean overflowed;

  /** The requests from before it began to follow, until they are read. */
  private Optional<RequestTail> past;

  /** IDs of requests that were returned, by time: as far back as the poll reads. */
  private final Map<String, Instant> returned = new HashMap<>();

  private Instant newest = Instant.EPOCH;

  LiveTail(
      RequestFeed feed,
      HistoryScope scope,
      RequestFilter filter,
      Instant from,
      Optional<RequestTail> past) {
    this.feed = feed;
    this.scope = scope;
    this.filter = filter;
    this.from = from;
    this.past = past;
  }

  /** Queues a request if it is wanted; never waits for a slow reader. */
  void offer(LoggedRequest request) {
    boolean wanted =
        scope.includes(request) && !request.at().isBefore(from) && filter.matches(request);
    if (wanted && !queue.offer(request)) {
      overflowed = true;
    }
  }

  @Override
  public boolean isIncomplete() {
    return overflowed;
  }

  /**
   * The new requests, at most 500; waits for the first one, no longer than this.
   *
   * @throws InterruptedException when the thread is stopped
   */
  @Override
  public List<LoggedRequest> next(Duration wait) throws InterruptedException {
    if (past.isPresent()) {
      List<LoggedRequest> old = past.get().next();
      if (!past.get().isSweeping()) {
        past = Optional.empty();
      }
      if (!old.isEmpty()) {
        return fresh(old);
      }
    }
    List<LoggedRequest> found = new ArrayList<>();
    LoggedRequest first = queue.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      found.add(first);
      queue.drainTo(found, MAX_RETURNED - 1);
    }
    return fresh(found);
  }

  private List<LoggedRequest> fresh(List<LoggedRequest> found) {
    List<LoggedRequest> fresh = new ArrayList<>();
    for (LoggedRequest request : found) {
      if (returned.putIfAbsent(request.id(), request.at()) == null) {
        fresh.add(request);
        newest = request.at().isAfter(newest) ? request.at() : newest;
      }
    }
    if (!fresh.isEmpty()) {
      // The poll reads a minute back; requests may wait in the queue for longer.
      Instant oldest = newest.minus(RequestTail.MAX_DELAY.multipliedBy(3));
      returned.values().removeIf(at -> at.isBefore(oldest));
    }
    return fresh;
  }

  @Override
  public void close() {
    feed.remove(this);
  }
}
