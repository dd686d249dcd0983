package com.remitflex.features.webhooks.endpoints;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A change of an endpoint's settings; what is absent stays.
 *
 * @param filter the empty text removes it
 * @param description the empty text removes it
 * @param headers replaces all headers
 */
public record EndpointChange(
    Optional<String> url,
    Optional<List<String>> eventTypes,
    Optional<String> filter,
    Optional<String> description,
    Optional<Map<String, String>> headers,
    Optional<Boolean> enabled,
    Optional<Boolean> strictOrder,
    Optional<RetrySchedule> schedule,
    Optional<Boolean> disableAtEnd) {

  /** A change of nothing but whether the endpoint is enabled. */
  public static EndpointChange enabled(boolean enabled) {
    return new EndpointChange(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(enabled),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** A new endpoint as a change of one that has only a URL. */
  EndpointSettings ofNew() {
    return applyTo(
        new EndpointSettings(
            url.orElse(""),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            true,
            false,
            RetrySchedule.STANDARD,
            false));
  }

  EndpointSettings applyTo(EndpointSettings before) {
    return new EndpointSettings(
        url.orElse(before.url()),
        eventTypes.orElse(before.eventTypes()),
        filter.isPresent() ? filter.filter(text -> !text.isEmpty()) : before.filter(),
        description.isPresent()
            ? description.filter(text -> !text.isEmpty())
            : before.description(),
        headers.map(all -> List.copyOf(all.keySet())).orElse(before.headerNames()),
        enabled.orElse(before.enabled()),
        strictOrder.orElse(before.strictOrder()),
        schedule.orElse(before.schedule()),
        disableAtEnd.orElse(before.disableAtEnd()));
  }
}
