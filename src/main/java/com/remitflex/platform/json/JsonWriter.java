package com.remitflex.platform.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.money.Money;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Writes JSON in UTF-8, field by field, for the objects that are sent most: neither a tree nor a
 * text of them is built. The result is the same that {@link Json#text} makes of a tree.
 */
public final class JsonWriter {
  private static final int USUAL_LENGTH = 1_024;

  /** Beyond this, room for the elements of an array is made as they are written. */
  private static final int MAX_ROOM = 256 * 1024;

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  /** The powers of ten, up to the most decimals that a currency may have. */
  private static final long[] UNITS = LongStream.iterate(1, unit -> 10 * unit).limit(19).toArray();

  private byte[] out = new byte[USUAL_LENGTH];
  private int length;

  private JsonWriter() {}

  private static JsonWriter written(Consumer<JsonWriter> content) {
    JsonWriter writer = new JsonWriter();
    content.accept(writer);
    return writer;
  }

  /** The JSON that `content` writes. */
  public static String text(Consumer<JsonWriter> content) {
    JsonWriter writer = written(content);
    return new String(writer.out, 0, writer.length, StandardCharsets.UTF_8);
  }

  /** The JSON that `content` writes, in UTF-8. */
  public static byte[] bytes(Consumer<JsonWriter> content) {
    JsonWriter writer = written(content);
    return Arrays.copyOf(writer.out, writer.length);
  }

  /** An object with the fields that `fields` writes. */
  public void object(Runnable fields) {
    separate();
    put('{');
    fields.run();
    put('}');
  }

  /** An array; `element` writes each element. */
  public <T> void array(Collection<T> elements, Consumer<T> element) {
    separate();
    put('[');
    int start = length;
    boolean isFirst = true;
    for (T one : elements) {
      element.accept(one);
      if (isFirst) {
        ensure(roomFor(elements.size() - 1, length - start));
        isFirst = false;
      }
    }
    put(']');
  }

  /** Bytes for elements about as long as the first: an array that grows is copied each time. */
  private static int roomFor(int elements, int first) {
    return (int) Math.min(MAX_ROOM, (long) elements * first * 9 / 8);
  }

  /** A value that exists as a tree. */
  public void node(JsonNode node) {
    separate();
    put(Json.text(node).getBytes(StandardCharsets.UTF_8));
  }

  /** A value that is JSON already, which this program wrote itself. */
  public void json(String text) {
    separate();
    put(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The name of a field whose value follows. */
  public JsonWriter name(String name) {
    separate();
    quote(name);
    put(':');
    return this;
  }

  /** An element of an array. */
  public void string(String text) {
    separate();
    quote(text);
  }

  public void field(String name, String value) {
    name(name).quote(value);
  }

  public void field(String name, BigDecimal value) {
    name(name).ascii(value.toPlainString());
  }

  /** An amount in major units without trailing zeros, as {@link Money#major()} has it. */
  public void field(String name, Money amount) {
    name(name);
    decimal(amount.minor(), amount.currency().digits());
  }

  public void field(String name, long value) {
    name(name).ascii(Long.toString(value));
  }

  public void field(String name, boolean value) {
    name(name).ascii(Boolean.toString(value));
  }

  public void field(String name, Instant value) {
    name(name).put('"');
    put(Json.timeInAscii(value));
    put('"');
  }

  public void nullField(String name) {
    name(name).ascii("null");
  }

  /** Adds a comma, except before the first field or element and after a field's name. */
  private void separate() {
    if (length == 0) {
      return;
    }
    byte last = out[length - 1];
    if (last != '{' && last != '[' && last != ':') {
      put(',');
    }
  }

  /** Writes a string; nearly all consist of characters that stay as they are. */
  private void quote(String text) {
    int count = text.length();
    ensure(count + 2);
    byte[] bytes = out;
    int at = length;
    bytes[at++] = '"';
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || c > '~') {
        length = at;
        escapeFrom(text, i);
        put('"');
        return;
      }
      bytes[at++] = (byte) c;
    }
    bytes[at++] = '"';
    length = at;
  }

  /** Writes the rest of a string, of any characters. */
  private void escapeFrom(String text, int start) {
    int written = start;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        put(text.substring(written, i).getBytes(StandardCharsets.UTF_8));
        escape(c);
        written = i + 1;
      }
    }
    put(text.substring(written).getBytes(StandardCharsets.UTF_8));
  }

  private void escape(char c) {
    put('\\');
    switch (c) {
      case '"', '\\' -> put(c);
      case '\b' -> put('b');
      case '\t' -> put('t');
      case '\n' -> put('n');
      case '\f' -> put('f');
      case '\r' -> put('r');
      default -> put(new byte[] {'u', '0', '0', HEX[c >> 4], HEX[c & 15]});
    }
  }

  /** Writes a number of this many decimals, without the zeros at its end. */
  private void decimal(long unscaled, int decimals) {
    long integer = unscaled;
    int left = decimals;
    while (left > 0 && integer % 10 == 0) {
      integer /= 10;
      left--;
    }
    if (left == 0) {
      ascii(Long.toString(integer));
      return;
    }
    long unit = UNITS[left];
    // The integer part of -0.5 has no sign.
    ascii(integer < 0 && integer > -unit ? "-0" : Long.toString(integer / unit));
    put('.');
    long fraction = Math.abs(integer % unit);
    for (long place = unit / 10; place > 0; place /= 10) {
      put((char) ('0' + fraction / place % 10));
    }
  }

  private void ascii(String text) {
    int count = text.length();
    ensure(count);
    for (int i = 0; i < count; i++) {
      out[length++] = (byte) text.charAt(i);
    }
  }

  private void put(char ascii) {
    ensure(1);
    out[length++] = (byte) ascii;
  }

  private void put(byte[] bytes) {
    ensure(bytes.length);
    System.arraycopy(bytes, 0, out, length, bytes.length);
    length += bytes.length;
  }

  private void ensure(int more) {
    if (more > out.length - length) {
      out = Arrays.copyOf(out, Math.max(2 * out.length, length + more));
    }
  }
}
