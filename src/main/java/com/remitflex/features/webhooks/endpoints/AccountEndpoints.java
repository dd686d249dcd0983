package com.remitflex.features.webhooks.endpoints;

import com.remitflex.core.accounts.HeadId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The endpoints of an account in one environment, oldest first: commands change them together. */
record AccountEndpoints(HeadId head, List<WebhookEndpoint> endpoints) {
  /** Maximum number of endpoints of an account in one environment. */
  static final int MAX = 25;

  AccountEndpoints {
    endpoints = List.copyOf(endpoints);
  }

  static AccountEndpoints none(HeadId head) {
    return new AccountEndpoints(head, List.of());
  }

  boolean isFull() {
    return endpoints.size() >= MAX;
  }

  Optional<WebhookEndpoint> find(String id) {
    return endpoints.stream().filter(endpoint -> endpoint.id().equals(id)).findFirst();
  }

  AccountEndpoints with(WebhookEndpoint added) {
    List<WebhookEndpoint> all = new ArrayList<>(endpoints);
    all.removeIf(endpoint -> endpoint.id().equals(added.id()));
    all.add(added);
    return new AccountEndpoints(head, all);
  }

  AccountEndpoints without(String id) {
    return new AccountEndpoints(
        head, endpoints.stream().filter(endpoint -> !endpoint.id().equals(id)).toList());
  }
}
