package com.remitflex.platform.http.http2;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits the frames that carry neither a request nor a part of one. A client that transfers data or
 * sends requests may send more of them, because it needs them; others may send a few per second.
 */
final class FrameAllowance {
  private static final long MAX = 10_000;
  private static final long START = 1_000;
  private static final long PER_SECOND = 30;
  private static final long PER_REQUEST = 10;

  /** Clients acknowledge at least this many bytes with one frame if they use more than a packet. */
  private static final long BYTES_PER_FRAME = 512;

  private static final long NANOS_PER_FRAME = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

  private final LongSupplier nanoTime;
  private long frames = START;
  private long countedNanos;
  private long bytes;

  FrameAllowance(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.countedNanos = nanoTime.getAsLong();
  }

  /** Takes so many frames; false if fewer are left. */
  boolean take(int count) {
    if (frames < count) {
      addElapsed();
    }
    if (frames < count) {
      return false;
    }
    frames -= count;
    return true;
  }

  void request() {
    add(PER_REQUEST);
  }

  void sent(int count) {
    bytes += count;
    add(bytes / BYTES_PER_FRAME);
    bytes %= BYTES_PER_FRAME;
  }

  private void addElapsed() {
    long elapsed = (nanoTime.getAsLong() - countedNanos) / NANOS_PER_FRAME;
    countedNanos += elapsed * NANOS_PER_FRAME;
    add(elapsed);
  }

  private void add(long count) {
    frames = Math.min(MAX, frames + count);
  }
}
