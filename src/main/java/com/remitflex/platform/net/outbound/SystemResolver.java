package com.remitflex.platform.net.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The operating system's resolver, on threads of its own: a lookup blocks its thread, for which a
 * virtual thread would occupy a processor's. Concurrent lookups of one name are one lookup, so that
 * the slow name of one customer occupies one thread.
 */
public final class SystemResolver implements HostResolver, AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** More than the names that one account can have in its endpoints. */
  private static final int THREADS = 128;

  private static final int MAX_WAITING = 256;
  private static final long IDLE_SECONDS = 30;

  private final ConcurrentMap<String, CompletableFuture<List<InetAddress>>> lookups =
      new ConcurrentHashMap<>();

  private final ExecutorService threads;

  public SystemResolver() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().daemon().name("resolver-", 1).factory());
    pool.allowCoreThreadTimeOut(true);
    this.threads = pool;
  }

  @Override
  public List<InetAddress> resolve(String host) throws UnknownHostException {
    CompletableFuture<List<InetAddress>> lookup = lookups.computeIfAbsent(host, this::start);
    try {
      return lookup.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw unknown(host + ": no response from DNS within " + TIMEOUT.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      // Also of a lookup that was rejected, and never ran.
      lookups.remove(host, lookup);
      throw unknown(host, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown(host + ": interrupted", e);
    }
  }

  private static UnknownHostException unknown(String message, Exception cause) {
    UnknownHostException unknown = new UnknownHostException(message);
    unknown.initCause(cause);
    return unknown;
  }

  private CompletableFuture<List<InetAddress>> start(String host) {
    CompletableFuture<List<InetAddress>> lookup = new CompletableFuture<>();
    try {
      threads.execute(() -> lookUp(host, lookup));
    } catch (RejectedExecutionException e) {
      lookup.completeExceptionally(e);
    }
    return lookup;
  }

  private void lookUp(String host, CompletableFuture<List<InetAddress>> lookup) {
    try {
      lookup.complete(List.of(InetAddress.getAllByName(host)));
    } catch (UnknownHostException | RuntimeException e) {
      lookup.completeExceptionally(e);
    } finally {
      lookups.remove(host, lookup);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
