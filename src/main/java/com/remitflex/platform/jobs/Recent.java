package com.remitflex.platform.jobs;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A value that is read from its source only when the last one is too old. Threads that ask during a
 * read wait for its result, so that a flood of requests causes one read.
 */
public final class Recent<T> implements Supplier<T> {
  private final Supplier<T> source;
  private final long maxAgeNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Optional<Read<T>> last = Optional.empty();

  private record Read<T>(T value, long atNanos) {}

  /**
   * A value that was not read yet.
   *
   * @param maxAge maximum age of a returned value
   */
  public Recent(Supplier<T> source, Duration maxAge) {
    this.source = source;
    this.maxAgeNanos = maxAge.toNanos();
  }

  @Override
  public T get() {
    return last.filter(this::isFresh).map(Read::value).orElseGet(this::read);
  }

  /** Lets the next request read the value again, because this process has changed it. */
  public void renew() {
    last = Optional.empty();
  }

  private T read() {
    lock.lock();
    try {
      Optional<Read<T>> readByAnother = last.filter(this::isFresh);
      if (readByAnother.isPresent()) {
        return readByAnother.get().value();
      }
      T value = source.get();
      last = Optional.of(new Read<>(value, System.nanoTime()));
      return value;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFresh(Read<T> read) {
    return System.nanoTime() - read.atNanos() < maxAgeNanos;
  }
}
