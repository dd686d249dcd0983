package com.remitflex.platform.jobs;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.time.Duration;
import java.util.Optional;

/**
 * Collects the old generation of the heap when it is large, so that the memory of what is no longer
 * needed is released to the system. The serial collector would do so only at the limit of the heap,
 * which has room for floods. With another collector, it does nothing.
 */
public final class HeapShrinker implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** A use that is worth a collection. Without load, half of it is needed. */
  static final long LARGE_BYTES = 64L * 1024 * 1024;

  /** A collection stops all threads, so that one does not soon follow another. */
  static final Duration LEAST_PAUSE = Duration.ofSeconds(10);

  static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

  /** The old generation of the serial collector. */
  private static final String POOL = "Tenured Gen";

  /** An old generation. */
  interface Generation {
    /** Bytes in use, garbage included. */
    long used();

    void collect();
  }

  private final Optional<Generation> old;
  private final PeriodicTask task;
  private Duration pause = LEAST_PAUSE;

  /** A shrinker of this generation, not started. */
  HeapShrinker(Optional<Generation> old) {
    this.old = old;
    this.task =
        new PeriodicTask(
            "heap", INTERVAL, LEAST_PAUSE, "the heap could not be made smaller", this::shrink);
  }

  /** The shrinker of this process, not started. */
  public static HeapShrinker create() {
    return new HeapShrinker(
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals(POOL))
            .findFirst()
            .map(Tenured::new));
  }

  public HeapShrinker start() {
    if (old.isPresent()) {
      task.start();
    }
    return this;
  }

  /**
   * Collects the generation if it is large; the pause before the next attempt. If four fifths of it
   * are needed, each pause is twice as long as the one before.
   */
  Duration shrink() {
    Generation generation = old.orElseThrow();
    long before = generation.used();
    if (before < LARGE_BYTES) {
      return INTERVAL;
    }
    generation.collect();
    boolean isNeeded = generation.used() > before / 5 * 4;
    Duration twice = pause.multipliedBy(2);
    Duration longer = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    pause = isNeeded ? longer : LEAST_PAUSE;
    return pause;
  }

  /** Of the serial collector. */
  private record Tenured(MemoryPoolMXBean pool) implements Generation {
    @Override
    public long used() {
      return pool.getUsage().getUsed();
    }

    @Override
    public void collect() {
      System.gc();
    }
  }

  @Override
  public void close() {
    task.close();
  }
}
