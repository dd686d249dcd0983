package com.remitflex.platform.jobs;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A value that costs a query, read in the background, so that whoever asks for it never waits. */
public final class Sampled<T> implements Supplier<Optional<T>>, AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /** How many times as long as a read the pause after it is, if the value is read sparingly. */
  private static final int PAUSES_PER_READ = 19;

  private final Supplier<T> source;
  private final Duration interval;
  private final int pausesPerRead;
  private final PeriodicTask task;
  private volatile Optional<T> latest = Optional.empty();

  private Sampled(String name, Duration interval, int pausesPerRead, Supplier<T> source) {
    this.source = source;
    this.interval = interval;
    this.pausesPerRead = pausesPerRead;
    this.task =
        new PeriodicTask(
            "sample-" + name,
            FIRST_PAUSE,
            interval,
            "the metrics of " + name + " are unknown for now",
            this::read);
  }

  /**
   * A value that is read at this interval.
   *
   * @param name what the value is, for the log
   */
  public static <T> Sampled<T> every(Duration interval, String name, Supplier<T> source) {
    return new Sampled<>(name, interval, 0, source);
  }

  /**
   * As {@link #every}; if reads take long, the interval grows, so that they take at most a
   * twentieth of the time.
   */
  public static <T> Sampled<T> sparingly(Duration interval, String name, Supplier<T> source) {
    return new Sampled<>(name, interval, PAUSES_PER_READ, source);
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
    Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
    Duration pause = took.multipliedBy(pausesPerRead);
    return pause.compareTo(interval) > 0 ? pause : interval;
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
