package com.remitflex.platform.json;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An object of strings as this program writes nearly all of them, without white space and escapes:
 * it ends where a quotation mark says, and needs no parser.
 */
final class FlatStrings {
  private final String json;
  private final Map<String, String> strings = new LinkedHashMap<>();
  private int at;

  private FlatStrings(String json) {
    this.json = json;
  }

  /** The fields in their order; empty if a parser has to read them. */
  static Optional<Map<String, String>> of(String json) {
    return json.indexOf('\\') < 0 ? new FlatStrings(json).read() : Optional.empty();
  }

  private Optional<Map<String, String>> read() {
    if (!take('{')) {
      return Optional.empty();
    }
    boolean hasMore = !take('}');
    while (hasMore) {
      Optional<String> name = string();
      Optional<String> value = take(':') ? string() : Optional.empty();
      if (name.isEmpty() || value.isEmpty()) {
        return Optional.empty();
      }
      strings.put(name.get(), value.get());
      hasMore = take(',');
      if (!hasMore && !take('}')) {
        return Optional.empty();
      }
    }
    return at == json.length() ? Optional.of(strings) : Optional.empty();
  }

  private Optional<String> string() {
    if (!take('"')) {
      return Optional.empty();
    }
    int from = at;
    int end = json.indexOf('"', from);
    at = end + 1;
    return end < 0 ? Optional.empty() : Optional.of(json.substring(from, end));
  }

  private boolean take(char expected) {
    boolean isNext = at < json.length() && json.charAt(at) == expected;
    at += isNext ? 1 : 0;
    return isNext;
  }
}
