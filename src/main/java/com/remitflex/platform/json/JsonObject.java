package com.remitflex.platform.json;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A JSON object of a request, read strictly: a member is taken by name and type, and whatever was
 * not taken when {@link #refuseUnknown} is called is a fault.
 */
public final class JsonObject {
  /** Far from the end of a long, so that sums and fees stay exact. */
  public static final BigDecimal MOST_MINOR = BigDecimal.valueOf(Money.MAX_MINOR);

  private final String path;
  private final Map<String, JsonValue> members;
  private final Map<String, JsonValue> untaken;

  JsonObject(String path, Map<String, JsonValue> members) {
    this.path = path;
    this.members = members;
    this.untaken = new LinkedHashMap<>(members);
  }

  /** What an absent body is where one may be absent. */
  public static JsonObject empty() {
    return new JsonObject("", Map.of());
  }

  public boolean has(String name) {
    return members.containsKey(name);
  }

  public String requireString(String name, int longest) {
    return string(name, longest).orElseThrow(() -> fault(name, "Required."));
  }

  /** A string of 1 to `longest` characters. */
  public Optional<String> string(String name, int longest) {
    return take(name)
        .map(value -> {
          if (!(value instanceof JsonValue.Text text)) {
            throw fault(name, "Must be a string.");
          }
          int length = text.value().codePointCount(0, text.value().length());
          if (length == 0 || length > longest) {
            throw fault(name, "Must be 1 to " + longest + " characters long.");
          }
          return text.value();
        });
  }

  /** An upper-case code of a currency that the platform knows; else INVALID_CURRENCY. */
  public Optional<Currency> currency(String name) {
    return take(name)
        .map(value -> {
          if (!(value instanceof JsonValue.Text text)) {
            throw fault(name, "Must be a string.");
          }
          return Currency.find(text.value())
              .orElseThrow(() ->
                  ApiError.at(
                          field(name),
                          ErrorCode.INVALID_CURRENCY,
                          "Not a currency that is supported here. Currency codes are in"
                              + " upper case, for example USDC.")
                      .exception());
        });
  }

  public Currency requireCurrency(String name) {
    return currency(name).orElseThrow(() -> fault(name, "Required."));
  }

  /** A number as the client wrote it. */
  public Optional<JsonValue.Number> number(String name) {
    return take(name)
        .map(value -> {
          if (!(value instanceof JsonValue.Number number)) {
            throw fault(name, "Must be a number.");
          }
          return number;
        });
  }

  /** A whole number within bounds. */
  public Optional<Integer> integer(String name, int least, int most) {
    return number(name)
        .map(number -> {
          BigDecimal value = number.value().stripTrailingZeros();
          if (value.scale() > 0
              || value.compareTo(BigDecimal.valueOf(least)) < 0
              || value.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw fault(name, "Must be a whole number from " + least + " to " + most + ".");
          }
          return value.intValueExact();
        });
  }

  /** True or false. */
  public Optional<Boolean> flag(String name) {
    return take(name)
        .map(value -> {
          if (!(value instanceof JsonValue.Flag flag)) {
            throw fault(name, "Must be true or false.");
          }
          return flag.value();
        });
  }

  /** An array of at most so many strings. */
  public Optional<List<String>> texts(String name, int most, int longest) {
    return take(name)
        .map(value -> {
          if (!(value instanceof JsonValue.Elements elements)) {
            throw fault(name, "Must be an array of strings.");
          }
          if (elements.value().size() > most) {
            throw fault(name, "Must have at most " + most + " elements.");
          }
          return elements.value().stream().map(element -> text(name, element, longest)).toList();
        });
  }

  private String text(String name, JsonValue element, int longest) {
    if (element instanceof JsonValue.Text text && text.value().length() <= longest) {
      return text.value();
    }
    throw fault(name, "Each element must be a string of at most " + longest + " characters.");
  }

  /** One of these words. */
  public Optional<String> word(String name, List<String> words) {
    return string(name, 100)
        .map(text -> {
          if (!words.contains(text)) {
            throw fault(name, "Must be one of: " + String.join(", ", words) + ".");
          }
          return text;
        });
  }

  /** An ISO 8601 time in UTC, as `2026-11-24T04:01:48.268Z`. */
  public Optional<Instant> time(String name) {
    return string(name, 100)
        .map(text -> Times.parse(text).orElseThrow(() -> fault(name, Times.EXPECTED)));
  }

  /** Takes a member that is `null`; false when it is absent or something else. */
  public boolean takeNull(String name) {
    return untaken.get(name) instanceof JsonValue.Null && take(name).isPresent();
  }

  public JsonValue.Number requireNumber(String name) {
    return number(name).orElseThrow(() -> fault(name, "Required."));
  }

  /**
   * The number as an amount of this currency; refused by its digits before it is multiplied.
   *
   * @throws ApiException VALIDATION_ERROR (too many decimals), INVALID_AMOUNT
   */
  public Money money(String name, JsonValue.Number number, Currency currency) {
    return Money.parse(field(name), number.text(), currency);
  }

  public Optional<JsonObject> object(String name) {
    return take(name)
        .map(value -> {
          if (!(value instanceof JsonValue.Members object)) {
            throw fault(name, "Must be an object.");
          }
          return new JsonObject(field(name), object.value());
        });
  }

  /** An object whose members are all strings, with bounds on their number and lengths. */
  public Optional<Map<String, String>> strings(
      String name, int mostPairs, int longestKey, int longestValue) {
    return object(name)
        .map(object -> {
          if (object.members.size() > mostPairs) {
            throw fault(name, "Must have at most " + mostPairs + " members.");
          }
          Map<String, String> pairs = new LinkedHashMap<>();
          for (String key : object.members.keySet()) {
            int length = key.codePointCount(0, key.length());
            if (length == 0 || length > longestKey) {
              throw fault(name, "Each name must be 1 to " + longestKey + " characters long.");
            }
            pairs.put(key, object.shortText(key, longestValue));
          }
          return pairs;
        });
  }

  /** Refuses what no one has taken. */
  public void refuseUnknown() {
    for (String name : untaken.keySet()) {
      throw fault(name, "This member is unknown here.");
    }
  }

  /** The object with sorted members and plain numbers: equal for equal requests. */
  public String canonical() {
    StringBuilder out = new StringBuilder();
    new JsonValue.Members(new TreeMap<>(members)).canonical(out);
    return out.toString();
  }

  public String field(String name) {
    return JsonValue.path(path, name);
  }

  /** A VALIDATION_ERROR at one member. */
  public ApiException fault(String name, String message) {
    return ApiError.at(field(name), ErrorCode.VALIDATION_ERROR, message).exception();
  }

  private String shortText(String name, int longest) {
    if (!(members.get(name) instanceof JsonValue.Text text)) {
      throw fault(name, "Must be a string.");
    }
    if (text.value().codePointCount(0, text.value().length()) > longest) {
      throw fault(name, "Must be at most " + longest + " characters long.");
    }
    return text.value();
  }

  private Optional<JsonValue> take(String name) {
    return Optional.ofNullable(untaken.remove(name));
  }
}
