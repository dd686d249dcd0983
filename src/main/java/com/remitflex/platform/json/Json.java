package com.remitflex.platform.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the JSON of the API: plain numbers, and ISO 8601 times in UTC with milliseconds. */
public final class Json {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /**
   * The buffers of all readers and writers of JSON. By default, each thread would keep its own, and
   * each connection has a thread.
   */
  public static final RecyclerPool<BufferRecycler> BUFFERS =
      JsonRecyclerPools.newConcurrentDequePool();

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(JsonFactory.builder().recyclerPool(BUFFERS).build())
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private static final ObjectReader EXACT =
      MAPPER.reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private static final int MAX_YEAR = 9999;
  private static final byte[] TIME_FORM =
      "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] EXACT_TIME_FORM =
      "0000-00-00T00:00:00.000000000Z".getBytes(StandardCharsets.ISO_8859_1);

  private Json() {}

  public static ObjectNode object() {
    return NODES.objectNode();
  }

  public static ArrayNode array() {
    return NODES.arrayNode();
  }

  /** The time in UTC with milliseconds. */
  public static String time(Instant instant) {
    return new String(timeInAscii(instant), StandardCharsets.ISO_8859_1);
  }

  /** The characters of {@link #time}. */
  static byte[] timeInAscii(Instant instant) {
    return time(instant, TIME, TIME_FORM, 3);
  }

  /** The time in UTC with nanoseconds, as {@link Instant#parse} reads it. */
  public static String exactTime(Instant instant) {
    return new String(
        time(instant, DateTimeFormatter.ISO_INSTANT, EXACT_TIME_FORM, 9),
        StandardCharsets.ISO_8859_1);
  }

  /** Written by hand, since most responses and each record of a request have times. */
  private static byte[] time(Instant instant, DateTimeFormatter far, byte[] form, int decimals) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
    if (time.getYear() < 0 || time.getYear() > MAX_YEAR) {
      return far.format(instant).getBytes(StandardCharsets.ISO_8859_1);
    }
    byte[] text = form.clone();
    digits(text, 0, 4, time.getYear());
    digits(text, 5, 2, time.getMonthValue());
    digits(text, 8, 2, time.getDayOfMonth());
    digits(text, 11, 2, time.getHour());
    digits(text, 14, 2, time.getMinute());
    digits(text, 17, 2, time.getSecond());
    digits(text, 20, decimals, decimals == 3 ? time.getNano() / 1_000_000 : time.getNano());
    return text;
  }

  private static void digits(byte[] text, int start, int count, int number) {
    int rest = number;
    for (int i = start + count - 1; i >= start; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  public static String text(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An object of strings, in the order of the map; written without a tree. */
  public static String text(Map<String, String> strings) {
    return JsonWriter.text(out -> out.object(() -> strings.forEach(out::field)));
  }

  /** Parses JSON that this program wrote itself, for example from a table. */
  public static JsonNode trusted(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored JSON is not well-formed", e);
    }
  }

  /** As {@link #trusted}, with every number as it is written: not as a binary fraction. */
  public static JsonNode exact(String json) {
    try {
      return EXACT.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored JSON is not well-formed", e);
    }
  }

  /**
   * The fields of an object of strings that this program wrote itself, in their order; read without
   * a tree, since most responses about payments need it.
   */
  public static Map<String, String> trustedStrings(String json) {
    return FlatStrings.of(json).orElseGet(() -> parsedStrings(json));
  }

  /** As {@link #trustedStrings}, for any object of strings. */
  static Map<String, String> parsedStrings(String json) {
    Map<String, String> strings = new LinkedHashMap<>();
    try (JsonParser parser = MAPPER.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        strings.put(name, parser.getText());
      }
      return strings;
    } catch (IOException e) {
      throw new IllegalStateException("stored JSON is not well-formed", e);
    }
  }

  /** An object whose `data` are these. */
  public static ObjectNode data(List<ObjectNode> data) {
    ObjectNode node = object();
    node.set("data", array().addAll(data));
    return node;
  }
}
