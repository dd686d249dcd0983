package com.remitflex.bench;

import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.RequestListener;
import com.remitflex.platform.ids.IdPrefix;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Requests as a server hands them over to be recorded, at a steady rate. */
final class RecordLoad {
  private static final int PER_SECOND = 5_000;
  private static final int AT_ONCE = 25;

  /** Until the last requests are written and counted. */
  static final Duration REST = Duration.ofMillis(2_500);

  private static final String USER_AGENT =
      "remitflex-client/1.4.2 (Linux x86_64; https://example.com/payments)";

  /** A request that is recorded. */
  enum Kind {
    READ,
    PAYMENT
  }

  private final KeyOwner owner;
  private final byte[] request = Load.PAYMENT.getBytes(StandardCharsets.UTF_8);
  private final byte[] response;

  /**
   * A load of requests of this key.
   *
   * @param response body of a response to a payment
   */
  RecordLoad(KeyOwner owner, String response) {
    this.owner = owner;
    this.response = response.getBytes(StandardCharsets.UTF_8);
  }

  /** How many requests there are in so many seconds. */
  static int requests(int seconds) {
    return PER_SECOND * seconds;
  }

  /** Hands over requests for this time, and returns when all of them are written and counted. */
  void run(Kind kind, RequestListener listener, int seconds) {
    long began = System.nanoTime();
    for (int i = 0; i < requests(seconds); i++) {
      if (i % AT_ONCE == 0) {
        Pause.until(began + i * 1_000_000_000L / PER_SECOND);
      }
      Exchange exchange = exchange(kind, i);
      listener.record(exchange);
      listener.sent(exchange);
    }
    Pause.until(began + Duration.ofSeconds(seconds).plus(REST).toNanos());
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
}
