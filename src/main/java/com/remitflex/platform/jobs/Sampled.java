package com.remitflex.platform.jobs;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A value that costs a query, read in the background at an interval, so that whoever asks for it
 * never waits. If reading takes long, the interval grows: reading takes at most a hundredth of the
 * time.
 */
public final class Sampled<T> implements Supplier<Optional<T>>, AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final int MIN_PAUSES_PER_READ = 99;

  private final Supplier<T> source;
  private final Duration interval;
  private final PeriodicTask task;
  private volatile Optional<T> latest = Optional.empty();

  /**
   * A value that is not read yet.
   *
   * @param name what the value is, for the log
   * @param interval pause between two reads, unless they take long
   */
  public Sampled(String name, Duration interval, Supplier<T> source) {
    this.source = source;
    this.interval = interval;
    this.task =
        new PeriodicTask(
            "sample-" + name,
            FIRST_PAUSE,
            interval,
            "the metrics of " + name + " are unknown for now",
            this::read);
  }

  public Sampled<T> start() {
    task.start();
    return this;
  }

  private Duration read() {
    long startNanos = System.nanoTime();
    try {
      latest = Optional.of(source.get());
    } catch (RuntimeException e) {
      latest = Optional.empty();
      throw e;
    }
    Duration cheap = Duration.ofNanos(System.nanoTime() - startNanos).multipliedBy(MIN_PAUSES_PER_READ);
    return cheap.compareTo(interval) > 0 ? cheap : interval;
  }

  /** The latest value; empty before the first read, and after one that failed. */
  @Override
  public Optional<T> get() {
    return latest;
  }

  @Override
  public void close() {
    task.close();
  }
}
