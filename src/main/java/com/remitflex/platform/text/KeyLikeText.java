package com.remitflex.platform.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds texts that look like an API key in a text without escapes: plain, in hexadecimal, and in
 * Base64 (RFC 4648, both alphabets) at any alignment. The text is read once; only where a character
 * could begin one of these forms is the rest of the form compared.
 */
final class KeyLikeText {
  private static final String TEST = "rf_test_";
  private static final String LIVE = "rf_live_";
  private static final int PREFIX = TEST.length();
  private static final int MIN_SECRET = 24;

  /** Minimum length of a text that contains a key, in any form. */
  static final int MIN_LENGTH = PREFIX + MIN_SECRET;

  private static final String HEX_MARK = "72665";

  /**
   * The Base64 characters that depend only on a prefix, for each number of bytes before it in its
   * group of three.
   */
  private static final Mark[] AT_0 = {new Mark("cmZfbGl2ZV", 0), new Mark("cmZfdGVzdF", 0)};

  private static final Mark[] AT_1 = {new Mark("X2xpdmVf", 1), new Mark("X3Rlc3Rf", 1)};
  private static final Mark[] AT_2 = {new Mark("Zl9saXZlX", 2), new Mark("Zl90ZXN0X", 2)};

  private record Mark(String text, int bytesBefore) {
    /** The number of characters from the start of the Base64 group with the key to the mark. */
    int back() {
      return bytesBefore == 0 ? 0 : 4;
    }
  }

  /** A text that looks like a key, with its position in the text. */
  record Found(int from, int to, String key) {}

  private KeyLikeText() {}

  /** All matches by position; they can overlap if keys follow each other in Base64. */
  static List<Found> find(String text) {
    List<Found> found = new ArrayList<>(0);
    int plainEnd = 0;
    int last = text.length() - MIN_LENGTH;
    for (int at = 0; at <= last; at++) {
      switch (text.charAt(at)) {
        case 'r', 'R' -> {
          if (at >= plainEnd) {
            plainEnd = Math.max(plainEnd, plain(text, at, found));
          }
        }
        case '7' -> hex(text, at, found);
        case 'c' -> base64(text, at, AT_0, found);
        case 'X' -> base64(text, at, AT_1, found);
        case 'Z' -> base64(text, at, AT_2, found);
        default -> {}
      }
    }
    if (found.size() > 1) {
      found.sort(Comparator.comparingInt(Found::from));
    }
    return found;
  }

  /**
   * A prefix in any case, because a key with changed case still reveals most of itself, and the
   * letters and digits up to the next prefix. Broader than the key format, so that a damaged or
   * partly copied key is found too. Returns where the key ends; 0 if there is none.
   */
  private static int plain(String text, int from, List<Found> found) {
    if (!isPrefix(text, from)) {
      return 0;
    }
    int to = from + PREFIX;
    while (to < text.length() && isLetterOrDigit(text.charAt(to)) && !isPrefix(text, to)) {
      to++;
    }
    if (to - from < MIN_LENGTH) {
      return 0;
    }
    found.add(new Found(from, to, text.substring(from, to)));
    return to;
  }

  private static boolean isPrefix(String text, int at) {
    char c = text.charAt(at);
    return (c == 'r' || c == 'R')
        && (isIgnoringCase(text, at, TEST) || isIgnoringCase(text, at, LIVE));
  }

  /** Whether a text of lower-case letters and underscores stands here, in any case (ASCII only). */
  private static boolean isIgnoringCase(String text, int at, String expected) {
    if (at + expected.length() > text.length()) {
      return false;
    }
    for (int i = 0; i < expected.length(); i++) {
      char c = text.charAt(at + i);
      char lower = c >= 'A' && c <= 'Z' ? (char) (c + 0x20) : c;
      if (lower != expected.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static void hex(String text, int from, List<Found> found) {
    if (!text.startsWith(HEX_MARK, from)) {
      return;
    }
    StringBuilder key = new StringBuilder();
    int at = from;
    while (at + 1 < text.length()) {
      int high = Character.digit(text.charAt(at), 16);
      int low = Character.digit(text.charAt(at + 1), 16);
      if (high < 0 || low < 0 || !isKeyCharacter((char) (high * 16 + low), key.length())) {
        break;
      }
      key.append((char) (high * 16 + low));
      at += 2;
    }
    if (key.length() >= MIN_LENGTH) {
      found.add(new Found(from, at, key.toString()));
    }
  }

  private static void base64(String text, int at, Mark[] marks, List<Found> found) {
    for (Mark mark : marks) {
      if (text.startsWith(mark.text(), at)) {
        base64(text, at, mark, found);
      }
    }
  }

  /** Decodes from a mark up to the first character that does not belong to a key. */
  private static void base64(String text, int mark, Mark kind, List<Found> found) {
    StringBuilder key = new StringBuilder();
    int group = mark - kind.back();
    int skipped = 0;
    int bits = 0;
    int held = 0;
    int at = group;
    int end = group;
    while (at < text.length()) {
      char c = at < 0 ? 'A' : text.charAt(at);
      at++;
      if (c == '\r' || c == '\n') {
        continue;
      }
      int value = base64(c);
      if (value < 0) {
        break;
      }
      bits = (bits << 6 | value) & 0xffff;
      held += 6;
      if (held >= 8) {
        held -= 8;
        char read = (char) (bits >> held & 0xff);
        if (skipped < kind.bytesBefore()) {
          skipped++;
        } else if (isKeyCharacter(read, key.length())) {
          key.append(read);
          end = at;
        } else {
          break;
        }
      }
    }
    if (key.length() >= MIN_LENGTH) {
      found.add(new Found(Math.max(0, mark - kind.bytesBefore()), end, key.toString()));
    }
  }

  private static boolean isKeyCharacter(char c, int index) {
    return index < PREFIX
        ? (TEST.charAt(index) == c || LIVE.charAt(index) == c)
        : c < 0x80 && isLetterOrDigit(c);
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private static int base64(char c) {
    return switch (c) {
      case '+', '-' -> 62;
      case '/', '_' -> 63;
      default -> {
        if (c >= 'A' && c <= 'Z') {
          yield c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
          yield c - 'a' + 26;
        }
        yield c >= '0' && c <= '9' ? c - '0' + 52 : -1;
      }
    };
  }
}
