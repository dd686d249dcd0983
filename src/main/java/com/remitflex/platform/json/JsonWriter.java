package com.remitflex.platform.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.Consumer;

/** Writes JSON field by field, for the objects that are sent most: no tree of it is built. */
public final class JsonWriter {
  private static final int USUAL_BYTES = 1_024;

  private final JsonGenerator out;

  private JsonWriter(JsonGenerator out) {
    this.out = out;
  }

  /** The JSON that `content` writes, in UTF-8. */
  public static byte[] bytes(Consumer<JsonWriter> content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
    run(() -> {
      try (JsonGenerator generator = Json.MAPPER.createGenerator(bytes)) {
        content.accept(new JsonWriter(generator));
      }
    });
    return bytes.toByteArray();
  }

  /** The JSON that `content` writes. */
  public static String text(Consumer<JsonWriter> content) {
    StringWriter text = new StringWriter(USUAL_BYTES);
    run(() -> {
      try (JsonGenerator generator = Json.MAPPER.createGenerator(text)) {
        content.accept(new JsonWriter(generator));
      }
    });
    return text.toString();
  }

  /** An object with the fields that `fields` writes. */
  public JsonWriter object(Runnable fields) {
    run(out::writeStartObject);
    fields.run();
    run(out::writeEndObject);
    return this;
  }

  /** An array with one element for each of these. */
  public <T> JsonWriter array(Iterable<T> elements, Consumer<T> element) {
    run(out::writeStartArray);
    elements.forEach(element);
    run(out::writeEndArray);
    return this;
  }

  /** The name of a field whose value follows. */
  public JsonWriter name(String name) {
    run(() -> out.writeFieldName(name));
    return this;
  }

  public void field(String name, String value) {
    run(() -> out.writeStringField(name, value));
  }

  public void field(String name, BigDecimal value) {
    run(() -> out.writeNumberField(name, value));
  }

  public void field(String name, long value) {
    run(() -> out.writeNumberField(name, value));
  }

  public void field(String name, boolean value) {
    run(() -> out.writeBooleanField(name, value));
  }

  public void field(String name, Instant value) {
    field(name, Json.time(value));
  }

  public void nullField(String name) {
    run(() -> out.writeNullField(name));
  }

  /** A value that exists as a tree. */
  public void node(JsonNode node) {
    run(() -> out.writeTree(node));
  }

  private interface Write {
    void run() throws IOException;
  }

  /** Writing to memory does not fail. */
  private static void run(Write write) {
    try {
      write.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
