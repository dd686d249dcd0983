package com.remitflex.platform.access;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.text.ApiKeyText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The client's name for one request; an API key put here by mistake is stored masked, yet stays
 * distinct from every other.
 *
 * <p>A value in double quotes is a String of Structured Fields (RFC 9651, 3.3.3), which the draft
 * of the Idempotency-Key header prescribes: it is the same key as the text within, in the header
 * and wherever a key is looked up.
 *
 * @param value how it is stored; text that begins with a quote keeps the quoted form
 * @param quoted how releases that took the quotes for a part of the key stored it
 */
public record IdempotencyKey(String value, String quoted) {
  public static final String HEADER = "Idempotency-Key";
  private static final int LONGEST = 255;

  /** A key without anything that has to be quoted or masked. */
  public IdempotencyKey(String value) {
    this(value, quote(value));
  }

  /** The key that a path segment holds, percent-encoded. */
  public static IdempotencyKey ofSegment(String segment) {
    try {
      return ofText(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw malformed("key").exception();
    }
  }

  /** The key that a client names as the parameter `key`. */
  public static IdempotencyKey ofText(String key) {
    return find(key).orElseThrow(() -> malformed("key").exception());
  }

  /** The key in these header lines: none, or one of 1 to 255 visible ASCII characters. */
  public static Optional<IdempotencyKey> parse(List<String> lines) {
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    if (lines.size() > 1) {
      throw malformed().exception();
    }
    return Optional.of(find(lines.getFirst()).orElseThrow(() -> malformed().exception()));
  }

  /** The key that this text is, or is the quoted form of; empty if it is malformed. */
  public static Optional<IdempotencyKey> find(String text) {
    return plain(text)
        .map(key ->
            new IdempotencyKey(
                ApiKeyText.maskedUniquely(canonical(key)), ApiKeyText.maskedUniquely(quote(key))));
  }

  /** A header as the history keeps it and finds it: in its one form if it has one, masked. */
  public static String recorded(String line) {
    return ApiKeyText.mask(plain(line).map(IdempotencyKey::canonical).orElse(line));
  }

  private static Optional<String> plain(String text) {
    Optional<String> plain = text.startsWith("\"") ? unquoted(text) : Optional.of(text);
    return plain.filter(IdempotencyKey::isWellFormed);
  }

  /** Text that begins with a quote stays quoted, or it would be the old form of another key. */
  private static String canonical(String key) {
    return key.startsWith("\"") ? quote(key) : key;
  }

  /** The text of a String of Structured Fields without parameters; empty if it is none. */
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
        && key.length() <= LONGEST
        && key.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }

  public static ApiError malformed() {
    return malformed(HEADER);
  }

  private static ApiError malformed(String field) {
    return ApiError.at(
        field,
        ErrorCode.VALIDATION_ERROR,
        "An idempotency key is one text of 1 to 255 visible ASCII characters; in double quotes,"
            + " a quote or backslash within is preceded by a backslash.");
  }
}
