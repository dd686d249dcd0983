package com.remitflex.web.cli.events;

import com.remitflex.core.events.EventTypes;
import java.util.List;

/**
 * Which events are forwarded.
 *
 * @param patterns types, or the beginning of types followed by `*`; empty for all
 */
record EventSelection(List<String> patterns) {
  /**
   * The selection that the user named.
   *
   * @throws ApiCallException no event has such a type
   */
  static EventSelection of(List<String> patterns) {
    for (String pattern : patterns) {
      if (EventTypes.ALL.stream().noneMatch(type -> fits(pattern, type))) {
        throw new ApiCallException(
            0,
            "",
            "No event has the type "
                + pattern
                + ". Types: "
                + String.join(", ", EventTypes.ALL)
                + "; payment.* means all of payments.");
      }
    }
    return new EventSelection(List.copyOf(patterns));
  }

  boolean includes(String type) {
    return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> fits(pattern, type));
  }

  private static boolean fits(String pattern, String type) {
    return pattern.endsWith("*")
        ? type.startsWith(pattern.substring(0, pattern.length() - 1))
        : type.equals(pattern);
  }
}
