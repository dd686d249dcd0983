package com.remitflex.features.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.testing.ApiClient;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for payments that the platform advances. */
final class Payments {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Payments() {}

  /** The payment with its timeline, once it has this status. */
  static JsonNode await(ApiClient client, String path, String status) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    JsonNode payment = client.get(path + "?expand=events").json();
    while (!payment.path("status").asText().equals(status) && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      payment = client.get(path + "?expand=events").json();
    }
    assertThat(payment.path("status").asText()).as(payment.toString()).isEqualTo(status);
    return payment;
  }
}
