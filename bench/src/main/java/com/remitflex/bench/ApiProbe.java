package com.remitflex.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests the calling key at a fixed rate, and measures how long each response takes. Without a
 * rate it would take every processor for itself, and a flood beside it would measure the scheduler.
 */
final class ApiProbe {
  private final int port;
  private final byte[] request;
  private final int clients;
  private final double perSecond;

  ApiProbe(int port, String key, int clients, double perSecond) {
    this.port = port;
    this.clients = clients;
    this.perSecond = perSecond;
    this.request =
        ("GET /v1/api-keys/current HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + key
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * What a run measured.
   *
   * @param latencies nanoseconds, sorted
   * @param failed responses 503
   */
  record Measured(long[] latencies, int failed) {
    double millis(double share) {
      int at = (int) Math.min(latencies.length - 1, Math.floor(latencies.length * share));
      return latencies[at] / 1e6;
    }
  }

  Measured run(int requests) {
    AtomicInteger failed = new AtomicInteger();
    Pace pace = Pace.of(perSecond);
    List<CompletableFuture<long[]>> all = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      int first = i;
      all.add(
          CompletableFuture.supplyAsync(
              () -> client(pace, first, requests / clients, failed),
              work -> Thread.ofPlatform().daemon().start(work)));
    }
    long[] sorted =
        all.stream().map(CompletableFuture::join).flatMapToLong(Arrays::stream).sorted().toArray();
    return new Measured(sorted, failed.get());
  }

  private long[] client(Pace pace, int first, int requests, AtomicInteger failed) {
    long[] latencies = new long[requests];
    try (HttpConnection connection = HttpConnection.open(port)) {
      for (int i = 0; i < requests; i++) {
        long due = pace.await(first + (long) i * clients);
        if (!connection.send(request, 200)) {
          failed.incrementAndGet();
        }
        latencies[i] = System.nanoTime() - due;
      }
    }
    return latencies;
  }
}
