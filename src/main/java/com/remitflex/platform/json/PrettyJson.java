package com.remitflex.platform.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** JSON with line breaks, for people; every number keeps the digits that it has. */
public final class PrettyJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().recyclerPool(Json.BUFFERS).build();

  private PrettyJson() {}

  /** The same JSON with line breaks; it must be well-formed. */
  public static String of(String json) {
    StringWriter written = new StringWriter(json.length() * 2);
    try (JsonParser parser = FACTORY.createParser(json);
        JsonGenerator generator = FACTORY.createGenerator(written)) {
      generator.setPrettyPrinter(new DefaultPrettyPrinter());
      while (parser.nextToken() != null) {
        if (parser.currentToken().isNumeric()) {
          generator.writeNumber(parser.getText());
        } else {
          generator.copyCurrentEvent(parser);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return written.toString();
  }
}
