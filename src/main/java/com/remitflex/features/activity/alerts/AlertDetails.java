package com.remitflex.features.activity.alerts;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was observed when an alert was raised; which values there are depends on its kind.
 *
 * @param values texts and whole numbers by name, in the order in which they are shown
 */
public record AlertDetails(Map<String, Object> values) {
  static final AlertDetails NONE = new AlertDetails(Map.of());

  /** How people read the names that a label in plain words does not explain. */
  private static final Map<String, String> LABELS =
      Map.of(
          "display", "Key used",
          "ip", "IP address",
          "last_used_at", "Last used before",
          "silent_days", "Days without use",
          "request_id", "Request ID",
          "threshold", "Alert threshold",
          "expected", "Usual requests");

  public AlertDetails {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** The client that used the key. */
  static AlertDetails client(String ip, Optional<String> userAgent) {
    return NONE.with("ip", ip).with("user_agent", userAgent);
  }

  AlertDetails with(String name, String value) {
    return withValue(name, value);
  }

  AlertDetails with(String name, Optional<String> value) {
    return value.map(text -> withValue(name, text)).orElse(this);
  }

  AlertDetails with(String name, long value) {
    return withValue(name, value);
  }

  /** The name of a value as people read it: `user_agent` becomes "User agent". */
  public static String label(String name) {
    String words = name.replace('_', ' ');
    return LABELS.getOrDefault(
        name, words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1));
  }

  private AlertDetails withValue(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new AlertDetails(more);
  }
}
