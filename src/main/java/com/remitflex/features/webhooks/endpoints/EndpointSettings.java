package com.remitflex.features.webhooks.endpoints;

import java.util.List;
import java.util.Optional;

/**
 * What an account chooses about an endpoint.
 *
 * @param eventTypes the types or patterns that are delivered; empty: all
 * @param filter a condition on the fields of events
 * @param headerNames the names of its own headers, whose values are secret
 * @param strictOrder whether an event waits for the earlier ones about the same object
 * @param disableAtEnd whether it is disabled when a delivery has failed to the end of its schedule
 */
public record EndpointSettings(
    String url,
    List<String> eventTypes,
    Optional<String> filter,
    Optional<String> description,
    List<String> headerNames,
    boolean enabled,
    boolean strictOrder,
    RetrySchedule schedule,
    boolean disableAtEnd) {
  public EndpointSettings {
    eventTypes = List.copyOf(eventTypes);
    headerNames = List.copyOf(headerNames);
  }

  EndpointSettings withEnabled(boolean other) {
    return new EndpointSettings(
        url,
        eventTypes,
        filter,
        description,
        headerNames,
        other,
        strictOrder,
        schedule,
        disableAtEnd);
  }
}
