package com.remitflex.http;

import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import com.remitflex.ids.ApiKeyText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parameters of a query string: each at most once, none that the route does not know. */
public final class Query {
  private final Map<String, String> values;

  private Query(Map<String, String> values) {
    this.values = values;
  }

  static Query parse(String raw) {
    Map<String, String> values = new LinkedHashMap<>();
    if (!raw.isEmpty()) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        if (values.put(name, value) != null) {
          throw fault(name, "This parameter is given more than once.");
        }
      }
    }
    return new Query(values);
  }

  /** Refuses any parameter that is not one of these. */
  public void allow(Set<String> names) {
    for (String name : values.keySet()) {
      if (!names.contains(name)) {
        throw fault(name, "This parameter is unknown here.");
      }
    }
  }

  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** A whole number within bounds, or the default when it is absent. */
  public int number(String name, int least, int most, int otherwise) {
    String text = values.get(name);
    if (text == null) {
      return otherwise;
    }
    boolean digits = !text.isEmpty() && text.length() <= 9;
    for (int i = 0; i < text.length() && digits; i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!digits || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
      throw fault(name, "Must be a whole number from " + least + " to " + most + ".");
    }
    return Integer.parseInt(text);
  }

  /** One of these words, or the first when it is absent. */
  public String word(String name, java.util.List<String> words) {
    String text = values.getOrDefault(name, words.getFirst());
    if (!words.contains(text)) {
      throw fault(name, "Must be one of: " + String.join(", ", words) + ".");
    }
    return text;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw fault(text, "This parameter is not well-formed percent-encoding.");
    }
  }

  private static com.remitflex.errors.ApiException fault(String name, String message) {
    String shown = ApiKeyText.mask(name.length() > 64 ? name.substring(0, 64) : name);
    return ApiError.at(shown, ErrorCode.VALIDATION_ERROR, message).exception();
  }
}
