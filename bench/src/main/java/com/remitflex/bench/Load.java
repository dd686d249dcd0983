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

  private static final int LEAD_IN_SECONDS = 1;
  private static final int STACK_BYTES = 256 * 1024;

  private final int port;
  private final int clients;
  private final int leadInSeconds;

  Load(int port, int clients) {
    this(port, clients, LEAD_IN_SECONDS);
  }

  /**
   * Clients that have not begun.
   *
   * @param leadInSeconds how long they run before anything is counted
   */
  Load(int port, int clients, int leadInSeconds) {
    this.port = port;
    this.clients = clients;
    this.leadInSeconds = leadInSeconds;
  }

  /** The request that creates a payment. */
  static JsonRequest payment(String key) {
    return new JsonRequest("/v1/payments", key, PAYMENT);
  }

  /**
   * What a run measured.
   *
   * @param latencies nanoseconds from a request's first byte to its response's last, sorted; with
   *     the attempts that were rejected and the pauses after them
   * @param rejections nanoseconds of each response 503, sorted
   * @param created all payments of the run, also those that are not counted in the rate
   * @param endNanos when the clients stopped to send
   */
  record Measured(
      double paymentsPerSecond, long[] latencies, long[] rejections, long created, long endNanos) {
    double percentileMillis(double share) {
      int at = (int) Math.min(latencies.length - 1, Math.floor(latencies.length * share));
      return latencies[at] / 1e6;
    }

    double slowestMillis() {
      return latencies[latencies.length - 1] / 1e6;
    }

    double slowestRejectionMillis() {
      return rejections.length == 0 ? 0 : rejections[rejections.length - 1] / 1e6;
    }
  }

  /** Creates payments for so long, after the time that is not counted; each under a random key. */
  Measured run(List<String> keys, int seconds) {
    byte[][] secrets =
        keys.stream().map(key -> key.getBytes(StandardCharsets.ISO_8859_1)).toArray(byte[][]::new);
    long begin = System.nanoTime() + TimeUnit.SECONDS.toNanos(leadInSeconds);
    long end = begin + TimeUnit.SECONDS.toNanos(seconds);
    List<Client> all = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      all.add(new Client(secrets, begin, end));
    }
    runToEnd(all);
    long[] latencies = all.stream().flatMapToLong(Client::latencies).sorted().toArray();
    if (latencies.length == 0) {
      throw new BenchException("Not one payment was created in time.");
    }
    return new Measured(
        (double) latencies.length / seconds,
        latencies,
        all.stream().flatMap(client -> client.rejections.stream()).mapToLong(n -> n).sorted()
            .toArray(),
        all.stream().mapToLong(client -> client.created).sum(),
        end);
  }

  private static void runToEnd(List<Client> all) {
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (Client client : all) {
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
    private final List<Long> rejections = new ArrayList<>();
    private long[] latencies = new long[4_096];
    private int count;
    private long created;

    Client(byte[][] secrets, long begin, long end) {
      this.secrets = secrets;
      this.begin = begin;
      this.end = end;
    }

    void run() {
      JsonRequest request = payment(new String(secrets[0], StandardCharsets.ISO_8859_1));
      ThreadLocalRandom random = ThreadLocalRandom.current();
      try (HttpConnection connection = HttpConnection.open(port)) {
        while (System.nanoTime() < end) {
          request.useKey(secrets[random.nextInt(secrets.length)]);
          request.rename();
          long sent = System.nanoTime();
          if (!create(connection, request)) {
            return;
          }
          created++;
          long answered = System.nanoTime();
          if (answered >= begin && answered < end) {
            record(answered - sent);
          }
        }
      }
    }

    /** Sends the request until it is accepted; after a 503 it waits as the response asks. */
    private boolean create(HttpConnection connection, JsonRequest request) {
      while (true) {
        long sent = System.nanoTime();
        if (connection.send(request.bytes(), 201)) {
          return true;
        }
        rejections.add(System.nanoTime() - sent);
        long pause = TimeUnit.SECONDS.toNanos(connection.retryAfterSeconds());
        if (System.nanoTime() + pause >= end) {
          return false;
        }
        Pause.nanos(pause);
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
