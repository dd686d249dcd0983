package com.remitflex.features.leaks.scan;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One thread per processor, each with its own buffer; when the queue is full, the caller works too.
 */
final class Workers implements AutoCloseable {
  private static final int MAX_QUEUED = 1_024;

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
            new ArrayBlockingQueue<>(MAX_QUEUED),
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

  /** Waits for all work; throws if any of it failed. */
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
