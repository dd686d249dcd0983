package com.remitflex.platform.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds texts that look like an API key in a text without escapes: plain, in hexadecimal, and in
 * Base64 (RFC 4648, both alphabets) at any alignment.
 */
final class KeyLikeText {
  private static final int PREFIX = 8;
  private static final int MIN_SECRET = 24;

  /** Minimum length of a text that contains a key, in any form. */
  static final int MIN_LENGTH = PREFIX + MIN_SECRET;

  /**
   * Broader than the key format, so that a damaged or partly copied key is found too. A match ends
   * where the next key begins, so that two keys without a separator are both found.
   */
  private static final Pattern PLAIN =
      Pattern.compile(
          "rf_(?:live|test)_(?:(?!rf_(?:live|test)_)[0-9A-Za-z]){24,}", Pattern.CASE_INSENSITIVE);

  /**
   * The beginnings of a prefix in any case: a key with changed case still reveals most of itself.
   */
  private static final List<String> BEGINNINGS = List.of("rf_", "RF_", "Rf_", "rF_");

  private static final String HEX_MARK = "72665";

  /**
   * The Base64 characters that depend only on a prefix, for each number of bytes before it in its
   * group of three.
   */
  private static final List<Mark> BASE64_MARKS =
      List.of(
          new Mark("cmZfbGl2ZV", 0),
          new Mark("cmZfdGVzdF", 0),
          new Mark("X2xpdmVf", 1),
          new Mark("X3Rlc3Rf", 1),
          new Mark("Zl9saXZlX", 2),
          new Mark("Zl90ZXN0X", 2));

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
    List<Found> found = new ArrayList<>();
    if (BEGINNINGS.stream().anyMatch(text::contains)) {
      Matcher plain = PLAIN.matcher(text);
      while (plain.find()) {
        found.add(new Found(plain.start(), plain.end(), plain.group()));
      }
    }
    for (int at = text.indexOf(HEX_MARK); at >= 0; at = text.indexOf(HEX_MARK, at + 1)) {
      hex(text, at, found);
    }
    for (Mark mark : BASE64_MARKS) {
      for (int at = text.indexOf(mark.text()); at >= 0; at = text.indexOf(mark.text(), at + 1)) {
        base64(text, at, mark, found);
      }
    }
    found.sort(Comparator.comparingInt(Found::from));
    return found;
  }

  private static void hex(String text, int from, List<Found> found) {
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
        ? ("rf_test_".charAt(index) == c || "rf_live_".charAt(index) == c)
        : c < 0x80 && Character.isLetterOrDigit(c);
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
