package com.remitflex.platform.text;

/**
 * A text with all escapes decoded, and for each character its position in the original text. It
 * decodes, in any combination and to any depth: percent-encoding, the escapes of JSON and of
 * programming languages (a backslash with u0072, u{72} or x72), numeric references of HTML, UTF-8
 * read as Latin-1, and full-width letters. Invisible characters are removed, including NUL, so that
 * UTF-16 that was read in another encoding becomes plain text.
 *
 * <p>The text is read once: as soon as the decoded characters end with an escape, its character
 * replaces it. The time is therefore linear in the length of any text.
 */
final class DecodedText {
  private static final int MAX_REFERENCE = 10;
  private static final int NOT_A_NUMBER = -1;

  private final char[] characters;
  private final int[] starts;
  private final int[] ends;

  /** The number of nested escapes that produced a character. */
  private final int[] depths;

  private int length;

  private DecodedText(int capacity) {
    this.characters = new char[capacity];
    this.starts = new int[capacity];
    this.ends = new int[capacity];
    this.depths = new int[capacity];
  }

  static DecodedText of(String text) {
    DecodedText decoded = new DecodedText(text.length());
    for (int i = 0; i < text.length(); i++) {
      decoded.push(text.charAt(i), i, i + 1, 0);
    }
    return decoded;
  }

  /** Whether decoding could change the text at all. */
  static boolean isNeeded(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' || c == '\\' || c == '&' || c >= 0x7f || isInvisible(c)) {
        return true;
      }
    }
    return false;
  }

  String text() {
    return new String(characters, 0, length);
  }

  /** The position in the text of the first character that produced this one. */
  int start(int index) {
    return starts[index];
  }

  /** The position in the text after the last character that produced this one. */
  int end(int index) {
    return ends[index];
  }

  private void push(char c, int start, int end, int depth) {
    char plain = c >= '\uff01' && c <= '\uff5e' ? (char) (c - 0xfee0) : c;
    if (isInvisible(plain) && !continuesUtf8(plain)) {
      return;
    }
    characters[length] = plain;
    starts[length] = start;
    ends[length] = end;
    depths[length] = depth;
    length++;
    reduce();
  }

  /** Whether the character is invisible; spaces and line ends do not count as invisible. */
  private static boolean isInvisible(char c) {
    if (c < 0x20) {
      return c != '\t' && c != '\n' && c != '\r';
    }
    return c >= 0x7f
        && (c == 0x7f
            || c == '\u034f'
            || c == '\ufffd'
            || (c >= '\ufe00' && c <= '\ufe0f')
            || Character.getType(c) == Character.FORMAT);
  }

  /** Whether a character continues the UTF-8 sequence that the previous one began. */
  private boolean continuesUtf8(char c) {
    return c >= 0x80 && c <= 0xbf && length > 0 && isBetween(1, 0x80, 0xef);
  }

  /** Replaces an escape at the end by its character. */
  private void reduce() {
    switch (characters[length - 1]) {
      case ';' -> reduceReference();
      case '}' -> reduceBraces();
      default -> {
        if (digit(1, 16) != NOT_A_NUMBER) {
          reduceDigits();
        } else if (characters[length - 1] >= 0x80 && characters[length - 1] <= 0xbf) {
          reduceUtf8();
        }
      }
    }
  }

  private void reduceDigits() {
    if (is(3, '%') && number(2, 16) != NOT_A_NUMBER) {
      replace(3, number(2, 16));
    } else if (is(4, '\\') && is(3, 'x') && number(2, 16) != NOT_A_NUMBER) {
      replaceEscape(4, number(2, 16));
    } else if (is(5, 'u') && is(6, '%') && number(4, 16) != NOT_A_NUMBER) {
      replace(6, number(4, 16));
    } else if (is(5, 'u') && is(6, '\\') && number(4, 16) != NOT_A_NUMBER) {
      replaceEscape(6, number(4, 16));
    }
  }

  /** A decimal or hexadecimal character reference of HTML. */
  private void reduceReference() {
    int from = opening('#', '&');
    if (from == 0) {
      return;
    }
    boolean hex = is(from - 2, 'x') || is(from - 2, 'X');
    int digits = from - (hex ? 4 : 3);
    length--;
    int value = number(digits, hex ? 16 : 10);
    length++;
    if (value != NOT_A_NUMBER) {
      replace(from, value);
    }
  }

  /** A backslash with u{72}. */
  private void reduceBraces() {
    int from = opening('u', '\\');
    if (from == 0 || !is(from - 2, '{')) {
      return;
    }
    length--;
    int value = number(from - 4, 16);
    length++;
    if (value != NOT_A_NUMBER) {
      replaceEscape(from, value);
    }
  }

  /**
   * Also replaces the preceding backslashes of the same depth, which exist if a text was escaped
   * more than once.
   */
  private void replaceEscape(int count, int value) {
    int all = count;
    while (is(all + 1, '\\') && depths[length - all - 1] == depths[length - count]) {
      all++;
    }
    replace(all, value);
  }

  /** The distance from the end of the first of these two characters in sequence; 0 if absent. */
  private int opening(char mark, char before) {
    for (int back = 2; back < MAX_REFERENCE && back < length; back++) {
      if (is(back, mark) && is(back + 1, before)) {
        return back + 1;
      }
    }
    return 0;
  }

  private void reduceUtf8() {
    int last = characters[length - 1] & 0x3f;
    if (isBetween(2, 0xc2, 0xdf)) {
      replace(2, ((characters[length - 2] & 0x1f) << 6) | last);
    } else if (isBetween(2, 0x80, 0xbf) && isBetween(3, 0xe0, 0xef)) {
      int middle = characters[length - 2] & 0x3f;
      replace(3, ((characters[length - 3] & 0x0f) << 12) | (middle << 6) | last);
    }
  }

  private boolean isBetween(int back, int first, int last) {
    return back <= length
        && characters[length - back] >= first
        && characters[length - back] <= last;
  }

  private boolean is(int back, char c) {
    return back >= 1 && back <= length && characters[length - back] == c;
  }

  /** The value of the last digits, or NOT_A_NUMBER. */
  private int number(int digits, int radix) {
    if (digits < 1 || digits > length) {
      return NOT_A_NUMBER;
    }
    int value = 0;
    for (int back = digits; back >= 1; back--) {
      int digit = digit(back, radix);
      if (digit == NOT_A_NUMBER || value > Character.MAX_VALUE) {
        return NOT_A_NUMBER;
      }
      value = value * radix + digit;
    }
    return value <= Character.MAX_VALUE ? value : NOT_A_NUMBER;
  }

  private int digit(int back, int radix) {
    char c = characters[length - back];
    return c < 0x80 ? Character.digit(c, radix) : NOT_A_NUMBER;
  }

  private void replace(int count, int value) {
    int start = starts[length - count];
    int end = ends[length - 1];
    length -= count;
    push((char) value, start, end, depths[length] + 1);
  }
}
