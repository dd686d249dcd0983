package com.remitflex.http;

import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import com.remitflex.ids.ApiKeyText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The client's name for one request, as it is stored: an API key put here by mistake is masked, yet
 * stays distinct from every other.
 */
public record IdempotencyKey(String value) {
  public static final String HEADER = "Idempotency-Key";
  private static final int LONGEST = 255;

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
    if (!isWellFormed(key)) {
      throw malformed("key").exception();
    }
    return new IdempotencyKey(ApiKeyText.maskedUniquely(key));
  }

  /** The key in these header lines: none, or one of 1 to 255 visible ASCII characters. */
  static Optional<IdempotencyKey> parse(List<String> lines) {
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    String line = lines.getFirst();
    if (lines.size() > 1 || !isWellFormed(line)) {
      throw malformed().exception();
    }
    return Optional.of(new IdempotencyKey(ApiKeyText.maskedUniquely(line)));
  }

  private static boolean isWellFormed(String key) {
    return !key.isEmpty()
        && key.length() <= LONGEST
        && key.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }

  static ApiError malformed() {
    return malformed(HEADER);
  }

  private static ApiError malformed(String field) {
    return ApiError.at(
        field,
        ErrorCode.VALIDATION_ERROR,
        "An idempotency key is one text of 1 to 255 visible ASCII characters.");
  }
}
