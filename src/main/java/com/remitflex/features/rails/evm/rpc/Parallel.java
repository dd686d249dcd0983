package com.remitflex.features.rails.evm.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Does the same with several things at the same time, each on a virtual thread. */
public final class Parallel {
  private static final int MAX_AT_ONCE = 16;

  private Parallel() {}

  /** The results, in the order of the things; the first exception, if one failed. */
  public static <T, R> List<R> map(List<T> things, Function<T, R> work) {
    if (things.size() == 1) {
      return List.of(work.apply(things.getFirst()));
    }
    Semaphore permits = new Semaphore(MAX_AT_ONCE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<R>> started =
          things.stream().map(one -> threads.submit(() -> limited(permits, work, one))).toList();
      List<R> results = new ArrayList<>();
      for (Future<R> one : started) {
        results.add(one.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChainUnavailableException("interrupted");
    }
  }

  private static <T, R> R limited(Semaphore permits, Function<T, R> work, T one)
      throws InterruptedException {
    permits.acquire();
    try {
      return work.apply(one);
    } finally {
      permits.release();
    }
  }
}
