package com.remitflex.features.webhooks.endpoints;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The types of events, and the patterns by which an endpoint chooses some of them. */
public final class EventTypes {
  /** Sent on request, and only to the endpoint that it is for. */
  public static final String TEST = "webhook.test";

  /** The pattern of all types. */
  public static final String ALL = "*";

  private static final String GROUP = ".*";

  private static final Set<String> TYPES =
      Stream.of(
              group("payment", "created", "processing", "settled", "delivered", "failed"),
              group("payment", "cancelled", "returned"),
              group("deposit", "pending", "credited", "dropped", "held"),
              group("conversion", "completed"),
              group("offramp", "processing", "settled", "delivered", "failed", "returned"),
              group("compliance", "review_required", "approved", "rejected"),
              group("corridor", "status_changed"),
              group("api_key", "created", "rolled", "revoked", "expiring", "usage_alert"),
              group("account", "verified"),
              group("webhook", "test"))
          .flatMap(one -> one)
          .collect(Collectors.toCollection(TreeSet::new));

  private EventTypes() {}

  private static Stream<String> group(String object, String... changes) {
    return Stream.of(changes).map(change -> object + "." + change);
  }

  /** All types, in alphabetical order. */
  public static List<String> all() {
    return List.copyOf(TYPES);
  }

  /** Whether it is a type, {@link #ALL}, or all types of one object, for example `payment.*`. */
  static boolean isPattern(String text) {
    return text.equals(ALL)
        || TYPES.contains(text)
        || (text.endsWith(GROUP) && TYPES.stream().anyMatch(type -> matches(text, type)));
  }

  /**
   * Whether an endpoint that chose these patterns gets events of a type.
   *
   * @param patterns none: all types
   */
  static boolean matches(List<String> patterns, String type) {
    return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> matches(pattern, type));
  }

  private static boolean matches(String pattern, String type) {
    return pattern.endsWith(GROUP)
        ? type.startsWith(pattern.substring(0, pattern.length() - 1))
        : pattern.equals(type);
  }
}
