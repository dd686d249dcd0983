package com.remitflex.platform.http.server;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends what takes too long: connections, streams, and TLS handshakes. */
final class SlowClients implements AutoCloseable {
  private static final long CHECK_MILLIS = 100;

  private final Connections connections;
  private final Duration handshake;
  private final Set<Watched> open = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  /**
   * Starts to check.
   *
   * @param handshake maximum time for a TLS handshake and the first bytes
   */
  SlowClients(Connections connections, Duration handshake) {
    this.connections = connections;
    this.handshake = handshake;
    this.thread = Thread.ofPlatform().name("slow-requests").daemon().start(this::monitor);
  }

  void add(Watched one) {
    open.add(one);
  }

  void remove(Watched one) {
    open.remove(one);
  }

  private void monitor() {
    while (true) {
      long now = System.nanoTime();
      open.forEach(one -> endIfOverdue(one, now));
      connections.sweep(now, handshake);
      try {
        Thread.sleep(CHECK_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void endIfOverdue(Watched one, long nowNanos) {
    if (one.guard().writer().isOverdue(nowNanos)) {
      open.remove(one);
      one.reset();
    } else if (one.guard().isOverdue(nowNanos)) {
      open.remove(one);
      one.disconnect();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
