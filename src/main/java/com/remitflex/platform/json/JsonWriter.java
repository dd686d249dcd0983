package com.remitflex.platform.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Writes JSON field by field, for the objects that are sent most: no tree of them is built. The
 * text is the same that {@link Json#text} makes of a tree.
 */
public final class JsonWriter {
  private static final int USUAL_LENGTH = 1_024;
  private static final String HEX = "0123456789ABCDEF";

  private final StringBuilder out = new StringBuilder(USUAL_LENGTH);

  private JsonWriter() {}

  /** The JSON that `content` writes. */
  public static String text(Consumer<JsonWriter> content) {
    JsonWriter writer = new JsonWriter();
    content.accept(writer);
    return writer.out.toString();
  }

  /** The JSON that `content` writes, in UTF-8. */
  public static byte[] bytes(Consumer<JsonWriter> content) {
    return text(content).getBytes(StandardCharsets.UTF_8);
  }

  /** An object with the fields that `fields` writes. */
  public void object(Runnable fields) {
    separate();
    out.append('{');
    fields.run();
    out.append('}');
  }

  /** An array; `element` writes each element. */
  public <T> void array(Iterable<T> elements, Consumer<T> element) {
    separate();
    out.append('[');
    elements.forEach(element);
    out.append(']');
  }

  /** A value that exists as a tree. */
  public void node(JsonNode node) {
    separate();
    out.append(Json.text(node));
  }

  /** The name of a field whose value follows. */
  public JsonWriter name(String name) {
    separate();
    quote(name);
    out.append(':');
    return this;
  }

  public void field(String name, String value) {
    name(name).quote(value);
  }

  public void field(String name, BigDecimal value) {
    name(name).out.append(value.toPlainString());
  }

  public void field(String name, long value) {
    name(name).out.append(value);
  }

  public void field(String name, boolean value) {
    name(name).out.append(value);
  }

  public void field(String name, Instant value) {
    field(name, Json.time(value));
  }

  public void nullField(String name) {
    name(name).out.append("null");
  }

  /** Adds a comma, except before the first field or element and after a field's name. */
  private void separate() {
    if (out.isEmpty()) {
      return;
    }
    char last = out.charAt(out.length() - 1);
    if (last != '{' && last != '[' && last != ':') {
      out.append(',');
    }
  }

  private void quote(String text) {
    out.append('"');
    int written = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        out.append(text, written, i);
        escape(c);
        written = i + 1;
      }
    }
    out.append(text, written, text.length()).append('"');
  }

  private void escape(char c) {
    out.append('\\');
    switch (c) {
      case '"', '\\' -> out.append(c);
      case '\b' -> out.append('b');
      case '\t' -> out.append('t');
      case '\n' -> out.append('n');
      case '\f' -> out.append('f');
      case '\r' -> out.append('r');
      default -> out.append("u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
    }
  }
}
