package com.remitflex.platform.json;

import com.remitflex.platform.text.ApiKeyText;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A JSON value of a request; numbers keep the notation of the client. */
public sealed interface JsonValue {
  record Text(String value) implements JsonValue {}

  /** A number of at most 20 digits without an exponent. */
  @SuppressWarnings("AvoidCommonTypeNames") // the JSON term; used as JsonValue.Number
  record Number(String text) implements JsonValue {
    public BigDecimal value() {
      return new BigDecimal(text);
    }

    /** The number of decimals as written. */
    public int decimals() {
      int point = text.indexOf('.');
      return point < 0 ? 0 : text.length() - point - 1;
    }
  }

  record Flag(boolean value) implements JsonValue {}

  record Null() implements JsonValue {}

  record Elements(List<JsonValue> value) implements JsonValue {}

  record Fields(Map<String, JsonValue> value) implements JsonValue {}

  /** Appends the value in a canonical form: equal values have equal texts. */
  default void canonical(StringBuilder out) {
    switch (this) {
      case Text text -> quote(text.value(), out);
      case Number number -> {
        BigDecimal plain = number.value().stripTrailingZeros();
        out.append(plain.signum() == 0 ? "0" : plain.toPlainString());
      }
      case Flag flag -> out.append(flag.value());
      case Null nothing -> out.append("null");
      case Elements elements -> {
        out.append('[');
        for (JsonValue element : elements.value()) {
          element.canonical(out);
          out.append(',');
        }
        out.append(']');
      }
      case Fields fields -> {
        out.append('{');
        for (Map.Entry<String, JsonValue> field : new TreeMap<>(fields.value()).entrySet()) {
          quote(field.getKey(), out);
          out.append(':');
          field.getValue().canonical(out);
          out.append(',');
        }
        out.append('}');
      }
    }
  }

  /** The path of a field in dot notation, shortened, with any API key masked. */
  static String path(String parent, String name) {
    // Masked before it is cut, because cutting could leave half of a key.
    String masked = ApiKeyText.mask(name);
    String shown = masked.length() > 64 ? masked.substring(0, 64) : masked;
    return parent.isEmpty() ? shown : parent + "." + shown;
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
  }
}
