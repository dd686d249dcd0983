package com.remitflex.ratelimit;

import com.remitflex.database.DatabaseClock;
import com.remitflex.http.Principal;
import com.remitflex.http.RequestLimit;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Requests a key in fixed windows of one minute of database time, as this node has seen them. */
public final class MinuteWindows implements RequestLimit {
  private static final long SECONDS = 60;

  private final int limit;
  private final DatabaseClock clock;
  private final ConcurrentHashMap<String, Taken> windows = new ConcurrentHashMap<>();

  /** How many requests a key has sent in a minute, counted to one over the limit at most. */
  private record Taken(long minute, int requests) {}

  /**
   * The windows of this node.
   *
   * @param limit requests a minute and key; 0 is no limit
   */
  public MinuteWindows(int limit, DatabaseClock clock) {
    this.limit = limit;
    this.clock = clock;
  }

  @Override
  public Optional<Window> take(Principal principal) {
    if (limit == 0) {
      return Optional.empty();
    }
    long now = clock.now().getEpochSecond();
    Taken taken = windows.compute(principal.keyId(), (key, before) -> count(before, now / SECONDS));
    long reset = (taken.minute() + 1) * SECONDS;
    return Optional.of(
        new Window(
            limit,
            Math.max(0, limit - taken.requests()),
            reset,
            (int) Math.max(1, reset - now),
            taken.requests() <= limit));
  }

  /** A clock that is corrected backwards stays in the window it was in. */
  private Taken count(Taken before, long minute) {
    if (before == null || before.minute() < minute) {
      return new Taken(minute, 1);
    }
    return new Taken(before.minute(), Math.min(before.requests(), limit) + 1);
  }
}
