package com.remitflex.platform.access;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.text.ApiKeyText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The client's unique name for one request. An API key that was put here by mistake is stored in a
 * masked form that is still unique.
 *
 * <p>A value in double quotes is a String of Structured Fields (RFC 9651, 3.3.3), as the draft of
 * the Idempotency-Key header requires. It is the same key as the text between the quotes, in the
 * header and in every lookup.
 *
 * @param value the stored form; text that begins with a quote keeps its quotes
 * @param quoted the form stored by earlier releases, which treated the quotes as part of the key
 */
public record IdempotencyKey(String value, String quoted) {
  public static final String HEADER = "Idempotency-Key";
  private static final int MAX_LENGTH = 255;

  /** A key that contains nothing to quote or to mask. */
  public IdempotencyKey(String value) {
    this(value, quote(value));
  }

  /** The key in a percent-encoded path segment. */
  public static IdempotencyKey ofSegment(String segment) {
    try {
      return ofText(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw malformed("key").exception();
    }
  }

  /** The key in the parameter `key`. */
  public static IdempotencyKey ofText(String key) {
    return find(key).orElseThrow(() -> malformed("key").exception());
  }

  /** The key in these header lines, of which there may be at most one. */
  public static Optional<IdempotencyKey> parse(List<String> lines) {
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    if (lines.size() > 1) {
      throw malformed().exception();
    }
    return Optional.of(find(lines.getFirst()).orElseThrow(() -> malformed().exception()));
  }

  /** The key in this text, plain or quoted; empty if it is malformed. */
  public static Optional<IdempotencyKey> find(String text) {
    return plain(text)
        .map(key ->
            new IdempotencyKey(
                ApiKeyText.maskedUniquely(canonical(key)), ApiKeyText.maskedUniquely(quote(key))));
  }

  /** The header as the request history stores and finds it: in canonical form if valid, masked. */
  public static String recorded(String line) {
    return ApiKeyText.mask(plain(line).map(IdempotencyKey::canonical).orElse(line));
  }

  private static Optional<String> plain(String text) {
    Optional<String> plain = text.startsWith("\"") ? unquoted(text) : Optional.of(text);
    return plain.filter(IdempotencyKey::isWellFormed);
  }

  /**
   * Text that begins with a quote stays quoted; else it would equal the old form of another key.
   */
  private static String canonical(String key) {
    return key.startsWith("\"") ? quote(key) : key;
  }

  /** The text of a Structured Fields String without parameters; empty if it is not one. */
  private static Optional<String> unquoted(String text) {
    StringBuilder plain = new StringBuilder();
    int last = text.length() - 1;
    for (int i = 1; i < last; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
        c = text.charAt(i);
        if (i == last || (c != '"' && c != '\\')) {
          return Optional.empty();
        }
      } else if (c == '"') {
        return Optional.empty();
      }
      plain.append(c);
    }
    return last > 0 && text.charAt(last) == '"' ? Optional.of(plain.toString()) : Optional.empty();
  }

  private static String quote(String key) {
    return '"' + key.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static boolean isWellFormed(String key) {
    return !key.isEmpty()
        && key.length() <= MAX_LENGTH
        && key.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }

  public static ApiError malformed() {
    return malformed(HEADER);
  }

  private static ApiError malformed(String field) {
    return ApiError.at(
        field,
        ErrorCode.VALIDATION_ERROR,
        "An idempotency key must be 1 to 255 visible ASCII characters, sent once. In the quoted"
            + " form, put a backslash before each quote and backslash.");
  }
}
