package com.remitflex.platform.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.text.ApiKeyText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the JSON of requests: only UTF-8, no duplicate fields, no trailing text, short numbers. */
public final class JsonReader {
  /** Upper limit of the setting for the maximum body size, in bytes. */
  public static final int MAX_BODY_BYTES = 8 * 1024 * 1024;

  private static final int MAX_DEPTH = 32;
  private static final int MAX_DIGITS = 20;

  /** Far more than any request needs; limits the cost of names with equal hash codes. */
  private static final int MAX_FIELDS = 1_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(Json.BUFFERS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_BODY_BYTES)
                  .maxStringLength(MAX_BODY_BYTES)
                  .maxNameLength(MAX_BODY_BYTES)
                  .build())
          // Clients could fill a table of names that outlives the request.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  /** Converts a string at a path. */
  private interface Strings {
    String read(String text, String path);
  }

  private JsonReader() {}

  /**
   * Reads one JSON object; an API key that was put there by mistake is masked.
   *
   * @throws ApiException VALIDATION_ERROR
   */
  public static JsonObject object(byte[] bytes) {
    return object(bytes, (text, path) -> ApiKeyText.mask(string(text, path)));
  }

  /**
   * As {@link #object(byte[])}, but its strings may contain any characters and are not masked, for
   * an endpoint that receives keys in any text. Field names are checked and masked nevertheless.
   */
  public static JsonObject unmasked(byte[] bytes) {
    return object(bytes, (text, path) -> text);
  }

  private static JsonObject object(byte[] bytes, Strings strings) {
    String text = decode(bytes);
    if (text.isBlank()) {
      throw error("The body is empty; it must be a JSON object.");
    }
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.nextToken();
      JsonValue value = value(parser, "", strings);
      if (parser.nextToken() != null) {
        throw error("The body contains text after its JSON value.");
      }
      if (!(value instanceof JsonValue.Fields fields)) {
        throw error("The body must be a JSON object.");
      }
      return new JsonObject("", fields.value());
    } catch (StreamConstraintsException e) {
      throw error("The body is nested more than " + MAX_DEPTH + " levels deep.");
    } catch (JsonProcessingException e) {
      throw error(
          "The body is not well-formed JSON (line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + ").");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonValue value(JsonParser parser, String path, Strings strings)
      throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw error("The body is incomplete JSON.");
    }
    return switch (token) {
      case START_OBJECT -> fields(parser, path, strings);
      case START_ARRAY -> elements(parser, path, strings);
      case VALUE_STRING -> new JsonValue.Text(strings.read(parser.getText(), path));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText(), path);
      case VALUE_TRUE -> new JsonValue.Flag(true);
      case VALUE_FALSE -> new JsonValue.Flag(false);
      case VALUE_NULL -> new JsonValue.Null();
      default -> throw error("The body is not well-formed JSON.");
    };
  }

  private static JsonValue fields(JsonParser parser, String path, Strings strings)
      throws IOException {
    Map<String, JsonValue> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      if (fields.size() == MAX_FIELDS) {
        throw error(path, "Must have at most " + MAX_FIELDS + " fields.");
      }
      String name = ApiKeyText.mask(string(parser.currentName(), path));
      String inner = JsonValue.path(path, name);
      parser.nextToken();
      if (fields.put(name, value(parser, inner, strings)) != null) {
        throw error(inner, "This field is sent more than once.");
      }
    }
    return new JsonValue.Fields(fields);
  }

  private static JsonValue elements(JsonParser parser, String path, Strings strings)
      throws IOException {
    List<JsonValue> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser, JsonValue.path(path, Integer.toString(elements.size())), strings));
    }
    return new JsonValue.Elements(elements);
  }

  /** Checks a number by its text alone, before any arithmetic. */
  private static JsonValue number(String text, String path) {
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 'e' || c == 'E') {
        throw error(path, "Must be a number in plain notation, without an exponent.");
      }
      if (c >= '0' && c <= '9') {
        digits++;
      }
    }
    if (digits > MAX_DIGITS) {
      throw error(path, "Must be a number of at most " + MAX_DIGITS + " digits.");
    }
    return new JsonValue.Number(text);
  }

  /** Rejects characters that PostgreSQL or UTF-8 cannot represent. */
  private static String string(String text, String path) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw error(path, "Must not contain the character U+0000.");
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw error(path, "Must not contain a lone surrogate.");
        }
        i++;
      }
    }
    return text;
  }

  private static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw error("The body is not valid UTF-8.");
    }
  }

  private static ApiException error(String message) {
    return ApiError.of(ErrorCode.VALIDATION_ERROR, message).exception();
  }

  private static ApiException error(String path, String message) {
    return path.isEmpty()
        ? error(message)
        : ApiError.at(path, ErrorCode.VALIDATION_ERROR, message).exception();
  }
}
