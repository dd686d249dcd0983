package com.remitflex.platform.jobs;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A value that many ask for and that is found again only when the last one is too old; whoever asks
 * in the meantime waits for it, so that a flood of questions is one question each time.
 */
public final class Recent<T> implements Supplier<T> {
  private final Supplier<T> source;
  private final long maxAgeNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Optional<Found<T>> last = Optional.empty();

  private record Found<T>(T value, long atNanos) {}

  /**
   * A value that was not found yet.
   *
   * @param maxAge how old a value may be
   */
  public Recent(Supplier<T> source, Duration maxAge) {
    this.source = source;
    this.maxAgeNanos = maxAge.toNanos();
  }

  @Override
  public T get() {
    return last.filter(this::isFresh).map(Found::value).orElseGet(this::find);
  }

  private T find() {
    lock.lock();
    try {
      Optional<Found<T>> meanwhile = last.filter(this::isFresh);
      if (meanwhile.isPresent()) {
        return meanwhile.get().value();
      }
      T value = source.get();
      last = Optional.of(new Found<>(value, System.nanoTime()));
      return value;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFresh(Found<T> found) {
    return System.nanoTime() - found.atNanos() < maxAgeNanos;
  }
}
