package com.remitflex.bench;

import com.remitflex.features.activity.recording.RequestRecorder;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.RequestListener;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The processor time that the record of a request takes, in this process and in PostgreSQL: the
 * same requests at the same rate, with the record and without it, in turn.
 */
final class RecordingCost {
  private static final int PER_SECOND = 5_000;
  private static final int AT_ONCE = 25;

  /** Until the last requests are written and counted. */
  private static final Duration REST = Duration.ofMillis(2_500);

  private static final String USER_AGENT =
      "remitflex-client/1.4.2 (Linux x86_64; https://example.com/payments)";

  /** A request that is recorded. */
  enum Kind {
    READ,
    PAYMENT
  }

  private final Sql sql;
  private final KeyOwner owner;
  private final byte[] request;
  private final byte[] response;
  private final int seconds;

  private RecordingCost(Sql sql, KeyOwner owner, String request, String response, int seconds) {
    this.sql = sql;
    this.owner = owner;
    this.request = request.getBytes(StandardCharsets.UTF_8);
    this.response = response.getBytes(StandardCharsets.UTF_8);
    this.seconds = seconds;
  }

  /**
   * A measurement of requests like those of the newest key.
   *
   * @param secret of the newest key, which makes a payment
   * @param seconds length of each run
   */
  static RecordingCost of(Product product, Sql sql, String secret, int seconds) {
    String response = pay(product.port(), secret);
    return new RecordingCost(sql, newestKey(sql), Load.PAYMENT, response, seconds);
  }

  private static KeyOwner newestKey(Sql sql) {
    String newest = " FROM api_key ORDER BY created_at DESC, number DESC LIMIT 1";
    String id = sql.text("SELECT id" + newest);
    return new KeyOwner(id, sql.text("SELECT account_id" + newest), Environment.SANDBOX);
  }

  /** Makes a payment; the body of the response. */
  private static String pay(int port, String secret) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/payments"))
            .header("Authorization", "Bearer " + secret)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "bench")
            .POST(BodyPublishers.ofString(Load.PAYMENT))
            .build();
    try (HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build()) {
      return client.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new BenchException("The server does not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  KeyOwner owner() {
    return owner;
  }

  /** One round: what the record of each kind costs. */
  Map<Kind, Cost> round(RequestRecorder recorder) {
    Map<Kind, Cost> costs = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      Cost without = run(kind, exchange -> {});
      costs.put(kind, run(kind, recorder).minus(without));
    }
    return costs;
  }

  private Cost run(Kind kind, RequestListener listener) {
    int requests = PER_SECOND * seconds;
    CpuTime before = CpuTime.now(ProcessHandle.current().pid(), sql);
    long began = System.nanoTime();
    for (int i = 0; i < requests; i++) {
      if (i % AT_ONCE == 0) {
        awaitNanos(began + i * 1_000_000_000L / PER_SECOND);
      }
      Exchange exchange = exchange(kind, i);
      listener.record(exchange);
      listener.sent(exchange);
    }
    awaitNanos(began + Duration.ofSeconds(seconds).plus(REST).toNanos());
    CpuTime after = CpuTime.now(ProcessHandle.current().pid(), sql);
    return Cost.of(before, after, requests);
  }

  private static void awaitNanos(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Like one of the server, with a client at one of twenty addresses. */
  private Exchange exchange(Kind kind, int number) {
    boolean isPayment = kind == Kind.PAYMENT;
    Client client =
        new Client(
            "192.0.2." + (1 + number % 20), Optional.of(USER_AGENT), IdPrefix.REQUEST.next());
    String idempotencyKey = "order-" + client.requestId().substring(4);
    return new Exchange(
        client,
        Optional.of(owner),
        Optional.empty(),
        isPayment ? "POST" : "GET",
        isPayment ? "/v1/payments" : "/v1/payments/pmt_01KB0000000000000000000000",
        isPayment ? "/v1/payments" : "/v1/payments/{id}",
        isPayment ? 201 : 200,
        Optional.empty(),
        1_000 + number % 500,
        isPayment ? Optional.of(idempotencyKey) : Optional.empty(),
        Optional.empty(),
        isPayment ? headers(idempotencyKey) : Map.of(),
        isPayment ? request : new byte[0],
        isPayment ? response : new byte[0]);
  }

  private Map<String, String> headers(String idempotencyKey) {
    return Map.of(
        "accept", "application/json",
        "content-type", "application/json",
        "content-length", Integer.toString(request.length),
        "host", "localhost:8080",
        "user-agent", USER_AGENT,
        "idempotency-key", idempotencyKey);
  }

  /** What a whole payment costs, with its record, in the server and in PostgreSQL. */
  static Cost payment(Product product, Sql sql, List<String> secrets, int seconds) {
    String count = "SELECT count(*) FROM payment";
    long paid = Long.parseLong(sql.text(count));
    CpuTime before = CpuTime.now(product.pid(), sql);
    new Load(product.port(), 128).run(secrets, seconds);
    // The record of the last payments is written a moment later.
    awaitNanos(System.nanoTime() + REST.toNanos());
    CpuTime after = CpuTime.now(product.pid(), sql);
    return Cost.of(before, after, Long.parseLong(sql.text(count)) - paid);
  }
}
