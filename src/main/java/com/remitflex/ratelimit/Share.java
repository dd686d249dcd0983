package com.remitflex.ratelimit;

import com.remitflex.http.RequestLimit.Window;
import com.remitflex.ratelimit.WindowStore.Portion;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * This node's share of one key's minute: the requests that it has taken from the database and not
 * yet spent. Anyone spends; all else is done by who holds the key's lock.
 */
final class Share {
  static final long MINUTE_SECONDS = 60;

  /** How long a node waits in a minute, in all, for what others hold. */
  private static final Duration PATIENCE = Duration.ofMillis(600);

  /** Without patience it only looks, now and then, whether a slow holder has given back. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private final long minute;
  private final int limit;
  private final AtomicInteger unspent = new AtomicInteger();
  private long patienceNanos = PATIENCE.toNanos();

  /** What the database has left, as last seen. */
  private final AtomicInteger left = new AtomicInteger();

  private volatile boolean finished;
  private volatile boolean closed;
  private volatile long closedUntilNanos;

  private Share(long minute, int limit) {
    this.minute = minute;
    this.limit = limit;
  }

  /** The share of a minute that is long over. */
  static Share none() {
    return new Share(-1, 0);
  }

  /** The share after this portion: the same one, unless a new minute has begun. */
  Share with(Portion portion) {
    Share share = portion.minute() == minute ? this : new Share(portion.minute(), portion.limit());
    share.add(portion);
    return share;
  }

  private void add(Portion portion) {
    left.set(portion.left());
    unspent.addAndGet(portion.requests());
    if (portion.requests() > 0) {
      closed = false;
    } else if (!portion.heldElsewhere()) {
      finished = true;
    } else if (patienceNanos <= 0) {
      closedUntilNanos = System.nanoTime() + LOOK_EVERY.toNanos();
      closed = true;
    }
  }

  long minute() {
    return minute;
  }

  /** Uses up patience. */
  void waited(long nanos) {
    patienceNanos -= nanos;
  }

  /** Admits or refuses one request without the database; empty when only that can tell. */
  Optional<Window> answer(long nowSeconds) {
    int before = unspent.getAndUpdate(requests -> Math.max(0, requests - 1));
    if (before > 0) {
      return Optional.of(window(nowSeconds, before - 1 + left.get(), true));
    }
    return finished || isClosed() ? Optional.of(window(nowSeconds, 0, false)) : Optional.empty();
  }

  private boolean isClosed() {
    return closed && System.nanoTime() - closedUntilNanos < 0;
  }

  private Window window(long nowSeconds, int remaining, boolean admitted) {
    long reset = (minute + 1) * MINUTE_SECONDS;
    long secondsLeft = Math.clamp(reset - nowSeconds, 1, MINUTE_SECONDS);
    return new Window(limit, remaining, reset, (int) secondsLeft, admitted);
  }

  /** Takes away all that is unspent; whoever has it must count it nowhere else, or lose it. */
  int withdraw() {
    return unspent.getAndSet(0);
  }

  /** Records that so many requests are in the database again. */
  void returned(int requests) {
    left.addAndGet(requests);
  }
}
