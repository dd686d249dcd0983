package com.remitflex.features.activity.recording;

import com.remitflex.platform.text.ApiKeyText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A JSON text in UTF-8 in which nothing is masked, read once and copied without its white space:
 * most bodies are such, and need no parser. It accepts less than JSON allows; what it does not
 * accept is left to {@link MaskedBody}, which would write the same text.
 */
final class PlainJson {
  /** Each open array or object is one bit. */
  private static final int MAX_DEPTH = 60;

  private static final int MAX_NUMBER = 100;

  private static final byte[] NOTHING = {};
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private final byte[] text;
  private final List<byte[]> secrets;
  private int at;

  /** The text before {@link #copied} without its white space, once there is any. */
  private byte[] copy = NOTHING;

  private int copyLength;
  private int copied;

  private int depth;

  /** The lowest bit is the innermost array or object; it is set for an object. */
  private long objects;

  private PlainJson(byte[] text, List<byte[]> secrets) {
    this.text = text;
    this.secrets = secrets;
  }

  /**
   * The JSON without white space; empty if it is not an array or object, has escapes, or may have
   * something to mask.
   *
   * @param text in UTF-8; it is returned itself if there is nothing to leave out
   * @param secrets names of top-level fields whose values are masked
   */
  static Optional<byte[]> of(byte[] text, List<byte[]> secrets) {
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
    boolean isComplete = at == text.length;
    at = end;
    return isComplete;
  }

  private byte[] written() {
    if (copied == 0) {
      return at == text.length ? text : Arrays.copyOf(text, at);
    }
    copy();
    return Arrays.copyOf(copy, copyLength);
  }

  /** Copies what has been read since the last white space. */
  private void copy() {
    if (copy.length == 0) {
      copy = new byte[text.length];
    }
    System.arraycopy(text, copied, copy, copyLength, at - copied);
    copyLength += at - copied;
  }

  /** Reads the next element, or the end of the innermost array or object. */
  private boolean next() {
    byte before = text[at - 1];
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
    for (byte[] secret : secrets) {
      if (at - 1 - from == secret.length && isHere(secret, from)) {
        return true;
      }
    }
    return false;
  }

  private boolean value() {
    return switch (peek()) {
      case '{', '[' -> open();
      case '"' -> string();
      case 't' -> word(TRUE);
      case 'f' -> word(FALSE);
      case 'n' -> word(NULL);
      default -> number();
    };
  }

  private boolean open() {
    byte c = peek();
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
    int to = from;
    while (to < text.length && text[to] != '"') {
      // A byte of a longer character is negative.
      if (text[to] == '\\' || (text[to] >= 0 && text[to] < 0x20)) {
        return false;
      }
      to++;
    }
    if (to == text.length) {
      return false;
    }
    at = to + 1;
    return to - from < ApiKeyText.MIN_MASKED || isUnmasked(from, to);
  }

  private boolean isUnmasked(int from, int to) {
    String value = new String(text, from, to - from, StandardCharsets.UTF_8);
    return ApiKeyText.mask(value).equals(value);
  }

  private boolean word(byte[] word) {
    boolean isWord = isHere(word, at);
    at += word.length;
    return isWord && isEndOfValue();
  }

  private boolean isHere(byte[] word, int from) {
    return from + word.length <= text.length
        && Arrays.equals(text, from, from + word.length, word, 0, word.length);
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
    byte c = peek();
    return c == ',' || c == '}' || c == ']' || isSpace(c);
  }

  private void skipSpace() {
    if (!isSpace(peek())) {
      return;
    }
    copy();
    while (isSpace(peek())) {
      at++;
    }
    copied = at;
  }

  private static boolean isSpace(byte c) {
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
  private byte peek() {
    return at < text.length ? text[at] : 0;
  }
}
