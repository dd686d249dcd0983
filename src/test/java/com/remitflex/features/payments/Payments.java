package com.remitflex.features.payments;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import java.util.function.Predicate;

/** Waits for payments that the platform advances. */
final class Payments {
  private Payments() {}

  /** The payment with its timeline, once it has this status. */
  static JsonNode await(ApiClient client, String path, String status) {
    return await(
        client, path, "is " + status, payment -> payment.path("status").asText().equals(status));
  }

  /** The payment with its timeline, once it fits. */
  static JsonNode await(ApiClient client, String path, String what, Predicate<JsonNode> fits) {
    return Await.until(path + " " + what, () -> client.get(path + "?expand=events").json(), fits);
  }
}
