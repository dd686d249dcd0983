package com.remitflex.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;

/** Clients that create payments, each on its own connection and thread, one after the other. */
final class Load {
  static final String PAYMENT =
      "{\"amount\":25,\"currency\":\"USDC\",\"destination_currency\":\"EUR\",\"recipient\":{"
          + "\"name\":\"Maria Garcia\",\"account_number\":\"ES9121000418401234567891\","
          + "\"bank_code\":\"CAIXESBBXXX\",\"bank_country\":\"ES\"},"
          + "\"reference\":\"Invoice 2041\"}";

  private static final long LEAD_IN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int STACK_BYTES = 256 * 1024;

  private final int port;
  private final int clients;

  Load(int port, int clients) {
    this.port = port;
    this.clients = clients;
  }

  /**
   * What a run measured.
   *
   * @param latencies nanoseconds from a request's first byte to its answer's last, sorted; with the
   *     tries that were refused
   * @param refused answers 503
   */
  record Measured(double paymentsPerSecond, long[] latencies, long refused) {
    double percentileMillis(double share) {
      int at = (int) Math.min(latencies.length - 1, Math.floor(latencies.length * share));
      return latencies[at] / 1e6;
    }
  }

  /** Creates payments for so long, after a second that is not counted; each under a random key. */
  Measured run(List<String> keys, int seconds) {
    byte[][] secrets =
        keys.stream().map(key -> key.getBytes(StandardCharsets.ISO_8859_1)).toArray(byte[][]::new);
    long begin = System.nanoTime() + LEAD_IN_NANOS;
    long end = begin + TimeUnit.SECONDS.toNanos(seconds);
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    List<Client> all = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      Client client = new Client(secrets, begin, end);
      all.add(client);
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .stackSize(STACK_BYTES)
              .start(
                  () -> {
                    try {
                      client.run();
                    } catch (RuntimeException e) {
                      failure.compareAndSet(null, e);
                    }
                  }));
    }
    threads.forEach(Load::join);
    Optional.ofNullable(failure.get())
        .ifPresent(
            e -> {
              throw e;
            });
    long[] latencies = all.stream().flatMapToLong(Client::latencies).sorted().toArray();
    if (latencies.length == 0) {
      throw new BenchException("Not one payment was answered in time.");
    }
    long refused = all.stream().mapToLong(client -> client.refused).sum();
    return new Measured((double) latencies.length / seconds, latencies, refused);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
  }

  private final class Client {
    private final byte[][] secrets;
    private final long begin;
    private final long end;
    private long[] latencies = new long[4_096];
    private int count;
    private long refused;

    Client(byte[][] secrets, long begin, long end) {
      this.secrets = secrets;
      this.begin = begin;
      this.end = end;
    }

    void run() {
      String anyKey = new String(secrets[0], StandardCharsets.ISO_8859_1);
      JsonRequest request = new JsonRequest("/v1/payments", anyKey, PAYMENT);
      ThreadLocalRandom random = ThreadLocalRandom.current();
      try (HttpConnection connection = HttpConnection.open(port)) {
        while (true) {
          request.useKey(secrets[random.nextInt(secrets.length)]);
          request.rename();
          long sent = System.nanoTime();
          while (!connection.send(request.bytes(), 201)) {
            refused++;
            if (System.nanoTime() >= end) {
              return;
            }
          }
          long answered = System.nanoTime();
          if (answered >= end) {
            return;
          }
          if (answered >= begin) {
            record(answered - sent);
          }
        }
      }
    }

    private void record(long nanos) {
      if (count == latencies.length) {
        latencies = Arrays.copyOf(latencies, count * 2);
      }
      latencies[count++] = nanos;
    }

    LongStream latencies() {
      return Arrays.stream(latencies, 0, count);
    }
  }
}
