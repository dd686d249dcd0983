package com.remitflex.platform.text;

/**
 * A text with its escapes undone, and for each character the place in the text that it came from.
 * Undone are, in any mixture and to any depth: percent-encoding, the escapes of JSON and of
 * programs (a backslash with u0072, u{72} or x72), the numeric references of HTML, UTF-8 read as
 * Latin-1, and full-width letters. Characters that nobody sees are left out, NUL among them, so
 * that UTF-16 read as something else is plain text again.
 *
 * <p>It reads the text once: whenever the characters read so far end with an escape, what it stands
 * for takes its place, so the time grows with the length of the text whatever the text is.
 */
final class DecodedText {
  private static final int LONGEST_REFERENCE = 10;
  private static final int NOT_A_NUMBER = -1;

  private final char[] characters;
  private final int[] starts;
  private final int[] ends;

  /** How many escapes, one within the other, a character came from. */
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
      if (c == '%' || c == '\\' || c == '&' || c >= 0x7f || isUnseen(c)) {
        return true;
      }
    }
    return false;
  }

  String text() {
    return new String(characters, 0, length);
  }

  /** Where the first of the characters that became this one stands in the text. */
  int start(int index) {
    return starts[index];
  }

  /** The place behind the last of the characters that became this one. */
  int end(int index) {
    return ends[index];
  }

  private void push(char c, int start, int end, int depth) {
    char plain = c >= '\uff01' && c <= '\uff5e' ? (char) (c - 0xfee0) : c;
    if (isUnseen(plain) && !continuesUtf8(plain)) {
      return;
    }
    characters[length] = plain;
    starts[length] = start;
    ends[length] = end;
    depths[length] = depth;
    length++;
    reduce();
  }

  /** Whether nobody sees this character; neither a space nor the end of a line is one of these. */
  private static boolean isUnseen(char c) {
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

  /** Whether a character is a byte of UTF-8 that the one before it has begun. */
  private boolean continuesUtf8(char c) {
    return c >= 0x80 && c <= 0xbf && length > 0 && isBetween(1, 0x80, 0xef);
  }

  /** Replaces an escape at the end by the character that it stands for. */
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
   * With the backslashes before it that are as deep as its own: they stand there when a text was
   * escaped once more.
   */
  private void replaceEscape(int many, int value) {
    int all = many;
    while (is(all + 1, '\\') && depths[length - all - 1] == depths[length - many]) {
      all++;
    }
    replace(all, value);
  }

  /** How many characters from the end these two stand, the second first; 0 if they do not. */
  private int opening(char mark, char before) {
    for (int back = 2; back < LONGEST_REFERENCE && back < length; back++) {
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

  /** The number that the last characters are, or that they are none. */
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

  private void replace(int many, int value) {
    int start = starts[length - many];
    int end = ends[length - 1];
    length -= many;
    push((char) value, start, end, depths[length] + 1);
  }
}
