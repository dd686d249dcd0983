package com.remitflex.features.activity.alerts;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was observed when an alert was raised; which values there are depends on its kind.
 *
 * @param values texts and whole numbers by name, in the order in which they are shown
 */
public record AlertDetails(Map<String, Object> values) {
  static final AlertDetails NONE = new AlertDetails(Map.of());

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

  private AlertDetails withValue(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new AlertDetails(more);
  }
}
