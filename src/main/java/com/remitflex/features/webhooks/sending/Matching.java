package com.remitflex.features.webhooks.sending;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventJson;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.features.webhooks.filter.EventFilter;
import com.remitflex.platform.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides which endpoints receive an event. */
final class Matching {
  private static final int MAX_FILTERS = 10_000;

  /** The filters by their text. */
  private final Cache<String, EventFilter> filters =
      Caffeine.newBuilder().maximumSize(MAX_FILTERS).build();

  List<WebhookEndpoint> endpoints(Event event, List<WebhookEndpoint> all) {
    List<WebhookEndpoint> found = new ArrayList<>();
    Optional<JsonNode> json = Optional.empty();
    for (WebhookEndpoint endpoint : all) {
      if (endpoint.takes(event)) {
        Optional<String> filter = endpoint.filter(event);
        if (filter.isPresent() && json.isEmpty()) {
          json = Optional.of(Json.exact(EventJson.text(event)));
        }
        if (filter.isEmpty() || filter(filter.get()).matches(json.orElseThrow())) {
          found.add(endpoint);
        }
      }
    }
    return found;
  }

  private EventFilter filter(String text) {
    return filters.get(text, one -> EventFilter.parse("filter", one).orElseThrow());
  }
}
