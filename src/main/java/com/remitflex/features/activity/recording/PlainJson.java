package com.remitflex.features.activity.recording;

import com.remitflex.platform.text.ApiKeyText;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON text in which nothing is masked, read once and copied without its white space: most bodies
 * are such, and need no parser. It accepts less than JSON allows; what it does not accept is left
 * to {@link MaskedBody}, which would write the same text.
 */
final class PlainJson {
  /** Each open array or object is one bit. */
  private static final int MAX_DEPTH = 60;

  private static final int MAX_NUMBER = 100;

  private final String text;

  /** As an array: each name at the top is compared with all of them. */
  private final String[] secrets;

  private final StringBuilder copy = new StringBuilder(0);
  private int at;

  /** The text before this position is copied already. */
  private int copied;

  private int depth;

  /** The lowest bit is the innermost array or object; it is set for an object. */
  private long objects;

  private PlainJson(String text, Set<String> secrets) {
    this.text = text;
    this.secrets = secrets.toArray(new String[0]);
  }

  /**
   * The JSON without white space; empty if it is not an array or object, has escapes, or may have
   * something to mask.
   *
   * @param secrets names of top-level fields whose values are masked
   */
  static Optional<String> of(String text, Set<String> secrets) {
    PlainJson json = new PlainJson(text, secrets);
    return json.read() ? Optional.of(json.written()) : Optional.empty();
  }

  private boolean read() {
    skipSpace();
    if (!open()) {
      return false;
    }
    while (depth > 0) {
      if (!next()) {
        return false;
      }
    }
    int end = at;
    while (isSpace(peek())) {
      at++;
    }
    boolean isComplete = at == text.length();
    at = end;
    return isComplete;
  }

  private String written() {
    return copied == 0 ? text.substring(0, at) : copy.append(text, copied, at).toString();
  }

  /** Reads the next element, or the end of the innermost array or object. */
  private boolean next() {
    char before = text.charAt(at - 1);
    boolean isFirst = before == '{' || before == '[';
    boolean isObject = (objects & 1) != 0;
    skipSpace();
    if (take(isObject ? '}' : ']')) {
      depth--;
      objects >>>= 1;
      return true;
    }
    if (!isFirst) {
      if (!take(',')) {
        return false;
      }
      skipSpace();
    }
    return (!isObject || name()) && value();
  }

  private boolean name() {
    int from = at + 1;
    if (!string() || (depth == 1 && isSecret(from))) {
      return false;
    }
    skipSpace();
    boolean isName = take(':');
    skipSpace();
    return isName;
  }

  /** Whether the name from here up to the quotation mark that was read is one of a secret. */
  private boolean isSecret(int from) {
    for (String secret : secrets) {
      if (at - 1 - from == secret.length() && text.startsWith(secret, from)) {
        return true;
      }
    }
    return false;
  }

  private boolean value() {
    return switch (peek()) {
      case '{', '[' -> open();
      case '"' -> string();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    };
  }

  private boolean open() {
    char c = peek();
    if ((c != '{' && c != '[') || depth == MAX_DEPTH) {
      return false;
    }
    objects = objects << 1 | (c == '{' ? 1 : 0);
    depth++;
    at++;
    return true;
  }

  private boolean string() {
    if (peek() != '"') {
      return false;
    }
    int from = at + 1;
    int to = text.indexOf('"', from);
    if (to < 0) {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '\\' || c < 0x20) {
        return false;
      }
    }
    at = to + 1;
    return to - from < ApiKeyText.MIN_MASKED || isUnmasked(text.substring(from, to));
  }

  private static boolean isUnmasked(String value) {
    return ApiKeyText.mask(value).equals(value);
  }

  private boolean word(String word) {
    boolean isWord = text.startsWith(word, at);
    at += word.length();
    return isWord && isEndOfValue();
  }

  private boolean number() {
    int from = at;
    take('-');
    boolean isNumber = take('0') || digits();
    if (take('.')) {
      isNumber &= digits();
    }
    if (take('e') || take('E')) {
      if (!take('+')) {
        take('-');
      }
      isNumber &= digits();
    }
    return isNumber && at - from <= MAX_NUMBER && isEndOfValue();
  }

  private boolean digits() {
    int from = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    return at > from;
  }

  private boolean isEndOfValue() {
    char c = peek();
    return c == ',' || c == '}' || c == ']' || isSpace(c);
  }

  private void skipSpace() {
    if (!isSpace(peek())) {
      return;
    }
    copy.append(text, copied, at);
    while (isSpace(peek())) {
      at++;
    }
    copied = at;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  private boolean take(char expected) {
    if (peek() != expected) {
      return false;
    }
    at++;
    return true;
  }

  /** The next character; a NUL at the end, which no token begins with. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }
}
