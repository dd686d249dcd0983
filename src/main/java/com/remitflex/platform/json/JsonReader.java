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

/** Reads a request's JSON: UTF-8 alone, no duplicates, no trailing text, plain short numbers. */
public final class JsonReader {
  /** Largest body that can be allowed, in bytes. */
  public static final int LARGEST_EVER = 8 * 1024 * 1024;

  private static final int DEEPEST = 32;
  private static final int MOST_DIGITS = 20;

  /** Far more than any request has; keeps names that share one hash code cheap. */
  private static final int MOST_MEMBERS = 1_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(LARGEST_EVER)
                  .maxStringLength(LARGEST_EVER)
                  .maxNameLength(LARGEST_EVER)
                  .build())
          // A table of names that outlives the request is for strangers to fill.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  /** What becomes of a string, by its path. */
  private interface Texts {
    String read(String text, String path);
  }

  private JsonReader() {}

  /**
   * The one JSON object that these bytes hold; an API key in it, put there by mistake, is masked.
   *
   * @throws ApiException VALIDATION_ERROR
   */
  public static JsonObject object(byte[] bytes) {
    return object(bytes, (text, path) -> ApiKeyText.mask(string(text, path)));
  }

  /**
   * As {@link #object(byte[])}, with any characters and the keys in its strings, for who asks for
   * keys in any text. Names of members are checked and masked all the same.
   */
  public static JsonObject unmasked(byte[] bytes) {
    return object(bytes, (text, path) -> text);
  }

  private static JsonObject object(byte[] bytes, Texts texts) {
    String text = decode(bytes);
    if (text.isBlank()) {
      throw fault("The body is empty; it must be a JSON object.");
    }
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.nextToken();
      JsonValue value = value(parser, "", texts);
      if (parser.nextToken() != null) {
        throw fault("The body has text after its JSON value.");
      }
      if (!(value instanceof JsonValue.Members members)) {
        throw fault("The body must be a JSON object.");
      }
      return new JsonObject("", members.value());
    } catch (StreamConstraintsException e) {
      throw fault("The body is nested more than " + DEEPEST + " levels deep.");
    } catch (JsonProcessingException e) {
      throw fault(
          "The body is not well-formed JSON (line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + ").");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonValue value(JsonParser parser, String path, Texts texts) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw fault("The body is not complete JSON.");
    }
    return switch (token) {
      case START_OBJECT -> members(parser, path, texts);
      case START_ARRAY -> elements(parser, path, texts);
      case VALUE_STRING -> new JsonValue.Text(texts.read(parser.getText(), path));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText(), path);
      case VALUE_TRUE -> new JsonValue.Flag(true);
      case VALUE_FALSE -> new JsonValue.Flag(false);
      case VALUE_NULL -> new JsonValue.Null();
      default -> throw fault("The body is not well-formed JSON.");
    };
  }

  private static JsonValue members(JsonParser parser, String path, Texts texts) throws IOException {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      if (members.size() == MOST_MEMBERS) {
        throw fault(path, "Must have at most " + MOST_MEMBERS + " members.");
      }
      String name = ApiKeyText.mask(string(parser.currentName(), path));
      String inner = JsonValue.path(path, name);
      parser.nextToken();
      if (members.put(name, value(parser, inner, texts)) != null) {
        throw fault(inner, "This member is given more than once.");
      }
    }
    return new JsonValue.Members(members);
  }

  private static JsonValue elements(JsonParser parser, String path, Texts texts)
      throws IOException {
    List<JsonValue> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser, JsonValue.path(path, Integer.toString(elements.size())), texts));
    }
    return new JsonValue.Elements(elements);
  }

  /** Refuses a number by its text alone, before any arithmetic. */
  private static JsonValue number(String text, String path) {
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 'e' || c == 'E') {
        throw fault(path, "Must be a number in plain notation, without an exponent.");
      }
      if (c >= '0' && c <= '9') {
        digits++;
      }
    }
    if (digits > MOST_DIGITS) {
      throw fault(path, "Must be a number of at most " + MOST_DIGITS + " digits.");
    }
    return new JsonValue.Number(text);
  }

  /** Refuses what PostgreSQL or UTF-8 cannot hold. */
  private static String string(String text, String path) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw fault(path, "Must not contain the character U+0000.");
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw fault(path, "Must not contain a lone surrogate.");
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
      throw fault("The body is not valid UTF-8.");
    }
  }

  private static ApiException fault(String message) {
    return ApiError.of(ErrorCode.VALIDATION_ERROR, message).exception();
  }

  private static ApiException fault(String path, String message) {
    return path.isEmpty()
        ? fault(message)
        : ApiError.at(path, ErrorCode.VALIDATION_ERROR, message).exception();
  }
}
