package com.remitflex.platform.http.api;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.json.JsonValue;
import com.remitflex.platform.json.Times;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parameters of a query string, read strictly. */
public final class Query {
  private final Map<String, String> values;

  private Query(Map<String, String> values) {
    this.values = values;
  }

  public static Query parse(String raw) {
    Map<String, String> values = new LinkedHashMap<>();
    if (!raw.isEmpty()) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        String rawName = equals < 0 ? pair : pair.substring(0, equals);
        String name = decode(rawName, rawName);
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1), name);
        if (values.put(name, value) != null) {
          throw error(name, "This parameter is sent more than once.");
        }
      }
    }
    return new Query(values);
  }

  /** Parameters that do not come from a query string; they are read by the same rules. */
  public static Query of(Map<String, String> values) {
    return new Query(new LinkedHashMap<>(values));
  }

  /** The same parameters and this one. */
  public Query with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Query(more);
  }

  /** Rejects any parameter that is not one of these. */
  public void allow(Set<String> names) {
    for (String name : values.keySet()) {
      if (!names.contains(name)) {
        throw error(name, "This parameter is unknown. Check its name.");
      }
    }
  }

  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** A whole number within bounds, or the default if it is absent. */
  public int number(String name, int min, int max, int defaultValue) {
    String text = values.get(name);
    if (text == null) {
      return defaultValue;
    }
    boolean digits = !text.isEmpty() && text.length() <= 9;
    for (int i = 0; i < text.length() && digits; i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!digits || Integer.parseInt(text) < min || Integer.parseInt(text) > max) {
      throw error(name, "Must be a whole number from " + min + " to " + max + ".");
    }
    return Integer.parseInt(text);
  }

  /** One of these words, or empty if the parameter is absent. */
  public Optional<String> oneOf(String name, List<String> words) {
    return values.containsKey(name) ? Optional.of(word(name, words)) : Optional.empty();
  }

  /** A text of 1 to `maxLength` characters that PostgreSQL can store, or empty if it is absent. */
  public Optional<String> text(String name, int maxLength) {
    Optional<String> found = find(name);
    found.ifPresent(text -> {
      int length = text.codePointCount(0, text.length());
      if (length == 0 || length > maxLength) {
        throw error(name, "Must be 1 to " + maxLength + " characters long.");
      }
      if (text.indexOf('\0') >= 0) {
        throw error(name, "Must not contain the character U+0000.");
      }
    });
    return found;
  }

  /** One of these words, or the first one if the parameter is absent. */
  public String word(String name, List<String> words) {
    String text = values.getOrDefault(name, words.getFirst());
    if (!words.contains(text)) {
      throw error(name, "Must be one of: " + String.join(", ", words) + ".");
    }
    return text;
  }

  /** An ISO 8601 time in UTC, for example `2026-11-24T04:01:48.268Z`. */
  public Optional<Instant> time(String name) {
    return find(name).map(text -> Times.parse(text).orElseThrow(() -> error(name, Times.EXPECTED)));
  }

  private static String decode(String text, String name) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw error(name, "This parameter is not valid percent-encoding.");
    }
  }

  /** A VALIDATION_ERROR about one parameter. */
  public static ApiException error(String name, String message) {
    return ApiError.at(JsonValue.path("", name), ErrorCode.VALIDATION_ERROR, message).exception();
  }
}
