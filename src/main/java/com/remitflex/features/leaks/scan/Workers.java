package com.remitflex.features.leaks.scan;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A thread for each processor, each with a buffer of its own; whoever brings too much helps. */
final class Workers implements AutoCloseable {
  private static final int MOST_WAITING = 1_024;

  private final ThreadLocal<ByteScan> scans = ThreadLocal.withInitial(ByteScan::new);
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final ThreadPoolExecutor threads;

  Workers() {
    int processors = Runtime.getRuntime().availableProcessors();
    this.threads =
        new ThreadPoolExecutor(
            processors,
            processors,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().name("scan-", 1).daemon().factory(),
            new ThreadPoolExecutor.CallerRunsPolicy());
  }

  void run(Consumer<ByteScan> work) {
    threads.execute(() -> {
      try {
        work.accept(scans.get());
      } catch (RuntimeException | Error e) {
        failures.add(e);
      }
    });
  }

  /** Waits for all that was brought; a failure of any of it is this method's. */
  @Override
  public void close() {
    threads.close();
    failures.stream()
        .findFirst()
        .ifPresent(failed -> {
          throw new IllegalStateException("the search failed", failed);
        });
  }
}
