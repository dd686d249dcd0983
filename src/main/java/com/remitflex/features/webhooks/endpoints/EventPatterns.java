package com.remitflex.features.webhooks.endpoints;

import com.remitflex.core.events.EventTypes;
import java.util.List;

/** The patterns by which an endpoint chooses some types of events. */
public final class EventPatterns {
  /** Sent on request, and only to the endpoint that it is for. */
  public static final String TEST = "webhook.test";

  /** The pattern of all types. */
  public static final String ALL = "*";

  private static final String GROUP = ".*";

  private EventPatterns() {}

  /** Whether it is a type, {@link #ALL}, or all types of one object, for example `payment.*`. */
  static boolean isPattern(String text) {
    return text.equals(ALL)
        || EventTypes.isKnown(text)
        || (text.endsWith(GROUP) && EventTypes.ALL.stream().anyMatch(type -> matches(text, type)));
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
