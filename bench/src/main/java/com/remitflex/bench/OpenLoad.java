package com.remitflex.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;

/**
 * Payments at a fixed rate, however slow the server is: each request has its time, and its latency
 * counts from that time, even if its connection was still busy then.
 */
final class OpenLoad {
  private final int port;
  private final int connections;
  private final List<String> keys;
  private final double perSecond;

  /**
   * A load.
   *
   * @param keys one of which each request takes at random
   */
  OpenLoad(int port, int connections, List<String> keys, double perSecond) {
    this.port = port;
    this.connections = connections;
    this.keys = keys;
    this.perSecond = perSecond;
  }

  /**
   * What was measured.
   *
   * @param latencies nanoseconds, sorted
   * @param rejected responses with 503, each sent again until it succeeded
   */
  record Measured(long[] latencies, long rejected) {
    double percentileMillis(double share) {
      int at = (int) Math.min(latencies.length - 1, Math.floor(latencies.length * share));
      return latencies[at] / 1e6;
    }
  }

  private record Part(LongStream latencies, long rejected) {}

  /** Sends the requests of this many seconds; returns when all are answered. */
  Measured run(int seconds) {
    Pace pace = Pace.of(perSecond);
    long requests = Math.round(perSecond * seconds);
    List<CompletableFuture<Part>> parts = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      int first = i;
      parts.add(
          CompletableFuture.supplyAsync(
              () -> send(pace, first, requests),
              work -> Thread.ofPlatform().daemon().start(work)));
    }
    List<Part> done = parts.stream().map(CompletableFuture::join).toList();
    return new Measured(
        done.stream().flatMapToLong(Part::latencies).sorted().toArray(),
        done.stream().mapToLong(Part::rejected).sum());
  }

  /** Every request whose number is `first` modulo the connections. */
  private Part send(Pace pace, int first, long requests) {
    LongStream.Builder latencies = LongStream.builder();
    long rejected = 0;
    JsonRequest request = Load.payment(keys.getFirst());
    ThreadLocalRandom random = ThreadLocalRandom.current();
    try (HttpConnection connection = HttpConnection.open(port)) {
      for (long number = first; number < requests; number += connections) {
        long due = pace.await(number);
        String key = keys.get(random.nextInt(keys.size()));
        request.useKey(key.getBytes(StandardCharsets.ISO_8859_1));
        request.rename();
        while (!connection.send(request.bytes(), 201)) {
          rejected++;
        }
        latencies.add(System.nanoTime() - due);
      }
    }
    return new Part(latencies.build(), rejected);
  }
}
