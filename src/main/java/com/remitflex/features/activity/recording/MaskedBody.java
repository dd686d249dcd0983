package com.remitflex.features.activity.recording;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.ApiKeyText;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The beginning of a body as it may be stored: JSON, parsed and written again without its secrets.
 * Of any other body only the length is stored, because a secret in it could be in any encoding.
 */
final class MaskedBody {
  /** Top-level fields whose values are secrets, for example in the response to creating a key. */
  private static final Set<String> SECRETS = Set.of("key", "secret", "password");

  private static final List<byte[]> SECRETS_IN_UTF8 =
      SECRETS.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toList();

  private static final String MASKED = "…";

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(Json.BUFFERS)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .build();

  private MaskedBody() {}

  /** In UTF-8. Masks before it cuts, so that no part of a secret remains. */
  static byte[] of(byte[] body) {
    return plain(body).orElseGet(() -> CopyRows.utf8(masked(body)));
  }

  /** A whole body in which nothing is masked, as most are. */
  private static Optional<byte[]> plain(byte[] body) {
    if (body.length == 0) {
      return Optional.of(body);
    }
    boolean isWhole = body.length <= Exchange.MAX_STORED_BODY;
    return isWhole && (isAscii(body) || text(body, false).isPresent())
        ? PlainJson.of(body, SECRETS_IN_UTF8)
        : Optional.empty();
  }

  private static String masked(byte[] body) {
    boolean isCut = body.length >= Exchange.MAX_CAPTURED_BODY;
    return text(body, isCut)
        .flatMap(text -> written(text, isCut))
        .map(MaskedBody::shortened)
        .orElseGet(
            () -> "(not JSON, " + (isCut ? "more than 4 KiB" : body.length + " bytes") + ")");
  }

  /** The text of bytes in UTF-8; if the body was cut, without the incomplete token at its end. */
  private static Optional<String> text(byte[] body, boolean isCut) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer text = CharBuffer.allocate(body.length);
    if (decoder.decode(ByteBuffer.wrap(body), text, !isCut).isError()) {
      return Optional.empty();
    }
    int end = text.position();
    while (isCut && end > 0 && isWithinWord(text.get(end - 1))) {
      end--;
    }
    return Optional.of(text.flip().subSequence(0, end).toString());
  }

  private static boolean isAscii(byte[] body) {
    int all = 0;
    for (byte one : body) {
      all |= one;
    }
    return all >= 0;
  }

  private static boolean isWithinWord(char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '+' || c == '.';
  }

  /** The same JSON; empty if it is not JSON. Cut JSON ends after the last complete value. */
  static Optional<String> written(String text, boolean isCut) {
    StringWriter written = new StringWriter(text.length());
    boolean isComplete = false;
    try (JsonParser parser = FACTORY.createParser(text);
        JsonGenerator generator = FACTORY.createGenerator(written)) {
      try {
        while (parser.nextToken() != null) {
          if (isComplete) {
            return Optional.empty();
          }
          write(parser, generator);
          isComplete = parser.getParsingContext().inRoot();
        }
      } catch (JsonEOFException e) {
        if (!isCut) {
          return Optional.empty();
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.of(written.toString()).filter(json -> !json.isEmpty());
  }

  private static void write(JsonParser parser, JsonGenerator generator) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.FIELD_NAME) {
      generator.writeFieldName(ApiKeyText.mask(parser.currentName()));
    } else if (token.isScalarValue() && isSecret(parser)) {
      generator.writeString(MASKED);
    } else if (token == JsonToken.VALUE_STRING) {
      generator.writeString(ApiKeyText.mask(parser.getText()));
    } else if (token.isNumeric()) {
      generator.writeNumber(parser.getText());
    } else {
      generator.copyCurrentEvent(parser);
    }
  }

  private static boolean isSecret(JsonParser parser) throws IOException {
    return parser.getParsingContext().inObject()
        && parser.getParsingContext().getParent().inRoot()
        && SECRETS.contains(parser.currentName());
  }

  private static String shortened(String text) {
    return text.length() <= Exchange.MAX_STORED_BODY
        ? text
        : withoutHalfPair(text.substring(0, Exchange.MAX_STORED_BODY));
  }

  /** The text without an unpaired surrogate at its end. */
  private static String withoutHalfPair(String text) {
    return Character.isHighSurrogate(text.charAt(text.length() - 1))
        ? text.substring(0, text.length() - 1)
        : text;
  }
}
