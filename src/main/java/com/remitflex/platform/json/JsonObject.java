package com.remitflex.platform.json;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object of a request, read strictly: fields are taken by name and type, and {@link
 * #rejectUnknown} rejects those that were not taken.
 */
public final class JsonObject {
  /** Maximum amount in minor units. */
  public static final BigDecimal MAX_MINOR = BigDecimal.valueOf(Money.MAX_MINOR);

  private final String path;
  private final Map<String, JsonValue> fields;
  private final Map<String, JsonValue> untaken;

  JsonObject(String path, Map<String, JsonValue> fields) {
    this.path = path;
    this.fields = fields;
    this.untaken = new LinkedHashMap<>(fields);
  }

  /** An object without fields, in place of an absent optional body. */
  public static JsonObject empty() {
    return new JsonObject("", Map.of());
  }

  /** The names of its fields, in their order. */
  public List<String> names() {
    return List.copyOf(fields.keySet());
  }

  public boolean has(String name) {
    return fields.containsKey(name);
  }

  public String requireString(String name, int maxLength) {
    return string(name, maxLength).orElseThrow(() -> error(name, "Required."));
  }

  /** A string of 1 to `maxLength` characters. */
  public Optional<String> string(String name, int maxLength) {
    return take(name)
        .map(value -> {
          if (!(value instanceof JsonValue.Text text)) {
            throw error(name, "Must be a string.");
          }
          int length = text.value().codePointCount(0, text.value().length());
          if (length == 0 || length > maxLength) {
            throw error(name, "Must be 1 to " + maxLength + " characters long.");
          }
          return text.value();
        });
  }

  /** The upper-case code of a supported currency, else INVALID_CURRENCY. */
  public Optional<Currency> currency(String name) {
    return take(name)
        .map(value -> {
          if (!(value instanceof JsonValue.Text text)) {
            throw error(name, "Must be a string.");
          }
          return Currency.find(text.value())
              .orElseThrow(() ->
                  ApiError.at(
                          field(name),
                          ErrorCode.INVALID_CURRENCY,
                          "This currency is not supported. Currency codes are in upper case, for"
                              + " example USDC.")
                      .exception());
        });
  }

  public Currency requireCurrency(String name) {
    return currency(name).orElseThrow(() -> error(name, "Required."));
  }

  /** A number in the notation of the client. */
  public Optional<JsonValue.Number> number(String name) {
    return take(name)
        .map(value -> {
          if (!(value instanceof JsonValue.Number number)) {
            throw error(name, "Must be a number.");
          }
          return number;
        });
  }

  /** A whole number within bounds. */
  public Optional<Integer> integer(String name, int min, int max) {
    return number(name)
        .map(number -> {
          BigDecimal value = number.value().stripTrailingZeros();
          if (value.scale() > 0
              || value.compareTo(BigDecimal.valueOf(min)) < 0
              || value.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw error(name, "Must be a whole number from " + min + " to " + max + ".");
          }
          return value.intValueExact();
        });
  }

  /** True or false. */
  public Optional<Boolean> flag(String name) {
    return take(name)
        .map(value -> {
          if (!(value instanceof JsonValue.Flag flag)) {
            throw error(name, "Must be true or false.");
          }
          return flag.value();
        });
  }

  /** An array of at most `maxElements` strings of at most `maxLength` characters. */
  public Optional<List<String>> texts(String name, int maxElements, int maxLength) {
    return take(name)
        .map(value -> {
          if (!(value instanceof JsonValue.Elements elements)) {
            throw error(name, "Must be an array of strings.");
          }
          if (elements.value().size() > maxElements) {
            throw error(name, "Must have at most " + maxElements + " elements.");
          }
          return elements.value().stream().map(element -> text(name, element, maxLength)).toList();
        });
  }

  private String text(String name, JsonValue element, int maxLength) {
    if (element instanceof JsonValue.Text text && text.value().length() <= maxLength) {
      return text.value();
    }
    throw error(name, "Each element must be a string of at most " + maxLength + " characters.");
  }

  /** One of these words. */
  public Optional<String> word(String name, List<String> words) {
    return string(name, 100)
        .map(text -> {
          if (!words.contains(text)) {
            throw error(name, "Must be one of: " + String.join(", ", words) + ".");
          }
          return text;
        });
  }

  /** An ISO 8601 time in UTC, for example `2026-11-24T04:01:48.268Z`. */
  public Optional<Instant> time(String name) {
    return string(name, 100)
        .map(text -> Times.parse(text).orElseThrow(() -> error(name, Times.EXPECTED)));
  }

  /** Takes a field that is `null`; false if it is absent or has another value. */
  public boolean takeNull(String name) {
    return untaken.get(name) instanceof JsonValue.Null && take(name).isPresent();
  }

  public JsonValue.Number requireNumber(String name) {
    return number(name).orElseThrow(() -> error(name, "Required."));
  }

  /**
   * The number as an amount of this currency; excess digits are rejected before it is converted.
   *
   * @throws ApiException VALIDATION_ERROR (too many decimals), INVALID_AMOUNT
   */
  public Money money(String name, JsonValue.Number number, Currency currency) {
    return Money.parse(field(name), number.text(), currency);
  }

  public Optional<JsonObject> object(String name) {
    return take(name)
        .map(value -> {
          if (!(value instanceof JsonValue.Fields object)) {
            throw error(name, "Must be an object.");
          }
          return new JsonObject(field(name), object.value());
        });
  }

  /** An array of at most `maxElements` objects. */
  public Optional<List<JsonObject>> objects(String name, int maxElements) {
    return take(name)
        .map(value -> {
          if (!(value instanceof JsonValue.Elements elements)) {
            throw error(name, "Must be an array of objects.");
          }
          if (elements.value().size() > maxElements) {
            throw error(name, "Must have at most " + maxElements + " elements.");
          }
          List<JsonObject> objects = new ArrayList<>();
          for (JsonValue element : elements.value()) {
            if (!(element instanceof JsonValue.Fields object)) {
              throw error(name, "Each element must be an object.");
            }
            String path = JsonValue.path(field(name), Integer.toString(objects.size()));
            objects.add(new JsonObject(path, object.value()));
          }
          return objects;
        });
  }

  /** An object whose values are all strings, with limits on their number and lengths. */
  public Optional<Map<String, String>> strings(
      String name, int maxPairs, int maxNameLength, int maxValueLength) {
    return object(name)
        .map(object -> {
          if (object.fields.size() > maxPairs) {
            throw error(name, "Must have at most " + maxPairs + " names.");
          }
          Map<String, String> pairs = new LinkedHashMap<>();
          for (String key : object.fields.keySet()) {
            int length = key.codePointCount(0, key.length());
            if (length == 0 || length > maxNameLength) {
              throw error(name, "Each name must be 1 to " + maxNameLength + " characters long.");
            }
            pairs.put(key, object.shortText(key, maxValueLength));
          }
          return pairs;
        });
  }

  /** Rejects the fields that were not taken. */
  public void rejectUnknown() {
    rejectOthers("This field is unknown. Check its name.");
  }

  /** As {@link #rejectUnknown}, with this message about the first field that was not taken. */
  public void rejectOthers(String message) {
    for (String name : untaken.keySet()) {
      throw error(name, message);
    }
  }

  /** The object with sorted fields and plain numbers: equal for equal requests. */
  public String canonical() {
    StringBuilder out = new StringBuilder();
    new JsonValue.Fields(fields).canonical(out);
    return out.toString();
  }

  public String field(String name) {
    return JsonValue.path(path, name);
  }

  /** A VALIDATION_ERROR about one field. */
  public ApiException error(String name, String message) {
    return ApiError.at(field(name), ErrorCode.VALIDATION_ERROR, message).exception();
  }

  private String shortText(String name, int maxLength) {
    if (!(fields.get(name) instanceof JsonValue.Text text)) {
      throw error(name, "Must be a string.");
    }
    if (text.value().codePointCount(0, text.value().length()) > maxLength) {
      throw error(name, "Must be at most " + maxLength + " characters long.");
    }
    return text.value();
  }

  private Optional<JsonValue> take(String name) {
    return Optional.ofNullable(untaken.remove(name));
  }
}
