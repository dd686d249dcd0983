package com.remitflex.platform.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value that takes long to read: it is read in the background, one read at a time, and only while
 * someone asks for it.
 */
public final class ReadOnDemand<T> implements Supplier<Optional<ReadOnDemand.Read<T>>> {
  private static final Logger LOG = LoggerFactory.getLogger(ReadOnDemand.class);

  private final String name;
  private final Duration maxAge;
  private final Supplier<T> source;
  private final AtomicBoolean isReading = new AtomicBoolean();
  private volatile Optional<Read<T>> last = Optional.empty();

  /**
   * A value that was read.
   *
   * @param value empty if the read failed
   * @param at this machine's time of its end
   */
  public record Read<T>(Optional<T> value, Instant at) {}

  /**
   * A value that was not read yet.
   *
   * @param name what it is, for the thread and the log
   * @param maxAge from this age on, a request for the value starts another read
   */
  public ReadOnDemand(String name, Duration maxAge, Supplier<T> source) {
    this.name = name;
    this.maxAge = maxAge;
    this.source = source;
  }

  /** The last value that was read, without waiting; empty before the end of the first read. */
  @Override
  public Optional<Read<T>> get() {
    if (last.filter(read -> read.at().isAfter(Instant.now().minus(maxAge))).isEmpty()
        && isReading.compareAndSet(false, true)) {
      Thread.ofVirtual().name("read-" + name).start(this::read);
    }
    return last;
  }

  private void read() {
    try {
      last = Optional.of(new Read<>(Optional.of(source.get()), Instant.now()));
    } catch (RuntimeException | Error e) {
      LOG.warn("{} could not be read: {}", name, e.toString());
      last = Optional.of(new Read<>(Optional.empty(), Instant.now()));
    } finally {
      isReading.set(false);
    }
  }
}
