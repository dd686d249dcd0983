package com.remitflex.web.dashboard.forms;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.text.ApiKeyText;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The decoded fields of a form or of a query string. */
public final class Form {
  public static final Form EMPTY = new Form(Map.of());

  private static final int MAX_FIELDS = 200;

  private final Map<String, List<String>> fields;

  private Form(Map<String, List<String>> fields) {
    this.fields = fields;
  }

  /**
   * Parses application/x-www-form-urlencoded text.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static Form parse(String raw) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    if (!raw.isEmpty()) {
      String[] pairs = raw.split("&", MAX_FIELDS + 1);
      if (pairs.length > MAX_FIELDS) {
        throw malformed("The form has more than " + MAX_FIELDS + " fields.");
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
    List<String> both = new ArrayList<>(first);
    both.addAll(second);
    return List.copyOf(both);
  }

  private static String decoded(String text) {
    String plain;
    try {
      plain = URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw malformed("A form field is not valid percent-encoded text.");
    }
    if (plain.indexOf('\0') >= 0) {
      throw malformed("A form field contains a NUL character.");
    }
    return plain;
  }

  private static RuntimeException malformed(String message) {
    return ApiError.of(ErrorCode.VALIDATION_ERROR, message).exception();
  }

  /** The first value of the field that is not blank, as the user entered it. */
  public Optional<String> find(String name) {
    return all(name).stream().filter(value -> !value.isBlank()).findFirst();
  }

  /** The first value of the field; empty if there is none. */
  public String text(String name) {
    return all(name).stream().findFirst().orElse("");
  }

  /** All fields with their values, in the order of the form. */
  Map<String, List<String>> fields() {
    return fields;
  }

  /**
   * The fields as a query string in which API keys are masked; empty if there is no key in them.
   */
  public Optional<String> withoutKeys() {
    StringBuilder query = new StringBuilder();
    boolean found = false;
    for (Map.Entry<String, List<String>> field : fields.entrySet()) {
      String name = ApiKeyText.mask(field.getKey());
      found |= !name.equals(field.getKey());
      for (String value : field.getValue()) {
        String masked = ApiKeyText.mask(value);
        found |= !masked.equals(value);
        query.append(query.isEmpty() ? "" : "&").append(encoded(name));
        query.append('=').append(encoded(masked));
      }
    }
    return found ? Optional.of(query.toString()) : Optional.empty();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** All values of the field, for example of check boxes with the same name. */
  public List<String> all(String name) {
    return fields.getOrDefault(name, List.of());
  }
}
