package com.remitflex.features.payments;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;

/** Waits for payments that the platform advances. */
final class Payments {
  private Payments() {}

  /** The payment with its timeline, once it has this status. */
  static JsonNode await(ApiClient client, String path, String status) {
    return Await.until(
        path + " is " + status,
        () -> client.get(path + "?expand=events").json(),
        payment -> payment.path("status").asText().equals(status));
  }
}
