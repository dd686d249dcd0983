package com.remitflex.features.webhooks.endpoints;

import com.remitflex.core.events.EventTypes;
import com.remitflex.features.webhooks.filter.EventFilter;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.net.outbound.OutboundUrl;
import com.remitflex.platform.text.Names;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the settings of an endpoint from a request; the URL is checked by the service. */
public final class EndpointReader {
  private static final int MAX_TYPES = 50;
  private static final int MAX_DESCRIPTION = 255;
  private static final int MAX_HEADERS = 10;
  private static final int MAX_HEADER_NAME = 64;
  private static final int MAX_HEADER_VALUE = 500;

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern VISIBLE = Pattern.compile("[!-~](?:[ -~]*[!-~])?");

  /** Headers that describe the message or its connection. */
  private static final Set<String> FORBIDDEN =
      Set.of(
          "accept-encoding",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "cookie",
          "date",
          "expect",
          "forwarded",
          "host",
          "http2-settings",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent",
          "via");

  private static final List<String> FORBIDDEN_PREFIXES =
      List.of("proxy-", "sec-", "webhook-", "x-forwarded-", "x-remitflex-");

  private EndpointReader() {}

  /**
   * Reads a new endpoint.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static EndpointChange create(JsonObject body) {
    if (!body.has("url")) {
      throw body.error("url", "Required.");
    }
    return change(body);
  }

  /**
   * Reads a change; `null` removes the filter or the description.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static EndpointChange change(JsonObject body) {
    EndpointChange change =
        new EndpointChange(
            body.string("url", OutboundUrl.MAX_LENGTH),
            body.texts("event_types", MAX_TYPES, MAX_HEADER_NAME).map(types -> types(body, types)),
            removable(body, "filter", EventFilter.MAX_LENGTH).map(one -> filter(body, one)),
            removable(body, "description", MAX_DESCRIPTION).map(one -> description(body, one)),
            body.strings("headers", MAX_HEADERS, MAX_HEADER_NAME, MAX_HEADER_VALUE)
                .map(headers -> headers(body, headers)),
            body.flag("enabled"),
            body.flag("strict_order"),
            body.word("retry_schedule", RetrySchedule.WORDS).map(RetrySchedule::of),
            body.flag("disable_when_undeliverable"));
    body.rejectUnknown();
    return change;
  }

  /** The empty text stands for `null`. */
  private static Optional<String> removable(JsonObject body, String name, int maxLength) {
    return body.takeNull(name) ? Optional.of("") : body.string(name, maxLength);
  }

  private static List<String> types(JsonObject body, List<String> types) {
    for (String type : types) {
      if (!EventPatterns.isPattern(type)) {
        throw body.error(
            "event_types",
            "\""
                + type
                + "\" is not an event type. Use \"*\", all types of an object such as"
                + " \"payment.*\", or one of: "
                + String.join(", ", EventTypes.ALL.stream().sorted().toList())
                + ".");
      }
    }
    if (types.isEmpty()) {
      throw body.error("event_types", "Must have at least one element; [\"*\"] means all types.");
    }
    return types.contains(EventPatterns.ALL) ? List.of() : types.stream().distinct().toList();
  }

  private static String filter(JsonObject body, String text) {
    if (!text.isEmpty()) {
      var _ = EventFilter.parse(body.field("filter"), text).orElseThrow();
    }
    return text;
  }

  private static String description(JsonObject body, String text) {
    String stored = Names.stored(text);
    Optional<String> error =
        text.isEmpty() ? Optional.empty() : Names.error(stored, MAX_DESCRIPTION);
    if (error.isPresent()) {
      throw body.error("description", error.get());
    }
    return stored;
  }

  private static Map<String, String> headers(JsonObject body, Map<String, String> headers) {
    Map<String, String> checked = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    headers.forEach((name, value) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!TOKEN.matcher(name).matches()) {
        throw body.error("headers", "\"" + name + "\" is not the name of a header.");
      }
      if (FORBIDDEN.contains(lower) || FORBIDDEN_PREFIXES.stream().anyMatch(lower::startsWith)) {
        throw body.error("headers", "The header " + name + " cannot be set.");
      }
      if (!seen.add(lower)) {
        throw body.error("headers", "The header " + name + " is given twice.");
      }
      if (!VISIBLE.matcher(value).matches()) {
        throw body.error("headers", "The value of " + name + " must be visible ASCII characters.");
      }
      checked.put(name, value);
    });
    return checked;
  }
}
