package com.remitflex.web.dashboard.forms;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a form, or of a query string: names and values, `+` and `%` decoded. */
public final class Form {
  private static final int MOST_FIELDS = 200;

  private final Map<String, List<String>> fields;

  private Form(Map<String, List<String>> fields) {
    this.fields = fields;
  }

  /**
   * Reads what a browser sends as application/x-www-form-urlencoded.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static Form parse(String raw) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    if (!raw.isEmpty()) {
      String[] pairs = raw.split("&", MOST_FIELDS + 1);
      if (pairs.length > MOST_FIELDS) {
        throw malformed("The form has more than " + MOST_FIELDS + " fields.");
      }
      for (String pair : pairs) {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
        fields.merge(name, List.of(value), Form::joined);
      }
    }
    return new Form(fields);
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> both = new java.util.ArrayList<>(first);
    both.addAll(second);
    return List.copyOf(both);
  }

  private static String decoded(String text) {
    String plain;
    try {
      plain = URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw malformed("A field is not encoded as a form's fields are.");
    }
    if (plain.indexOf('\0') >= 0) {
      throw malformed("A field has a character that no text has.");
    }
    return plain;
  }

  private static RuntimeException malformed(String message) {
    return ApiError.of(ErrorCode.VALIDATION_ERROR, message).exception();
  }

  /** The field's first value as it was typed; absent when it is empty. */
  public Optional<String> find(String name) {
    return Optional.of(text(name)).filter(value -> !value.isBlank());
  }

  /** The field's first value; empty when there is none. */
  public String text(String name) {
    return all(name).stream().findFirst().orElse("");
  }

  /** Every field with its values, in the order in which they came. */
  Map<String, List<String>> fields() {
    return fields;
  }

  /** Every value of the field: of check boxes with one name. */
  public List<String> all(String name) {
    return fields.getOrDefault(name, List.of());
  }
}
