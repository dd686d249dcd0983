package com.remitflex.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Sends one kind of request at a fixed rate, and measures how long each response takes. Without a
 * rate it would take every processor for itself, and a flood beside it would measure the scheduler.
 */
final class ApiProbe {
  private static final int CLIENTS = 8;

  /** The requests of one client; each may overwrite the one before. */
  interface Requests {
    byte[] next();
  }

  private final String title;
  private final int port;
  private final Supplier<Requests> requests;
  private final int status;
  private final double perSecond;

  private ApiProbe(
      String title, int port, Supplier<Requests> requests, int status, double perSecond) {
    this.title = title;
    this.port = port;
    this.requests = requests;
    this.status = status;
    this.perSecond = perSecond;
  }

  /** The cheapest request that needs a key: it is answered from memory. */
  static ApiProbe currentKey(int port, String key, double perSecond) {
    byte[] request =
        ("GET /v1/api-keys/current HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + key
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    return new ApiProbe("GET /v1/api-keys/current", port, () -> () -> request, 200, perSecond);
  }

  /** Creates payments: each waits for a commit. */
  static ApiProbe payment(int port, String key, double perSecond) {
    Supplier<Requests> requests =
        () -> {
          JsonRequest request = new JsonRequest("/v1/payments", key, Load.PAYMENT);
          return () -> {
            request.rename();
            return request.bytes();
          };
        };
    return new ApiProbe("POST /v1/payments", port, requests, 201, perSecond);
  }

  /** What it sends, and how often. */
  String title() {
    return "`%s`, %.0f/s".formatted(title, perSecond);
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

  Measured run(int seconds) {
    int each = (int) Math.ceil(perSecond * seconds / CLIENTS);
    AtomicInteger failed = new AtomicInteger();
    Pace pace = Pace.of(perSecond);
    List<CompletableFuture<long[]>> all = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int first = i;
      all.add(
          CompletableFuture.supplyAsync(
              () -> client(pace, first, each, failed),
              work -> Thread.ofPlatform().daemon().start(work)));
    }
    long[] sorted =
        all.stream().map(CompletableFuture::join).flatMapToLong(Arrays::stream).sorted().toArray();
    return new Measured(sorted, failed.get());
  }

  private long[] client(Pace pace, int first, int count, AtomicInteger failed) {
    long[] latencies = new long[count];
    Requests sent = requests.get();
    try (HttpConnection connection = HttpConnection.open(port)) {
      for (int i = 0; i < count; i++) {
        byte[] request = sent.next();
        long due = pace.await(first + (long) i * CLIENTS);
        if (!connection.send(request, status)) {
          failed.incrementAndGet();
        }
        latencies[i] = System.nanoTime() - due;
      }
    }
    return latencies;
  }
}
