package com.remitflex.features.webhooks.matching;

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
public final class EventMatching {
  private static final int MAX_FILTERS = 10_000;

  /** The filters by their text. */
  private final Cache<String, EventFilter> filters =
      Caffeine.newBuilder().maximumSize(MAX_FILTERS).build();

  /** Those of these endpoints that receive a new event. */
  public List<WebhookEndpoint> endpoints(Event event, List<WebhookEndpoint> all) {
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

  /** Whether an endpoint has chosen the event, whenever that happened. */
  public boolean isChosen(Event event, WebhookEndpoint endpoint) {
    return endpoint.chooses(event)
        && endpoint
            .filter(event)
            .map(text -> filter(text).matches(Json.exact(EventJson.text(event))))
            .orElse(true);
  }

  private EventFilter filter(String text) {
    return filters.get(text, one -> EventFilter.parse("filter", one).orElseThrow());
  }
}
