package com.remitflex.features.leaks.scan;

import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.platform.text.ApiKeyText;

/**
 * Finds API keys in bytes, in ASCII and in UTF-16 of either order, and proves each by its checksum.
 * It looks at a few bytes of a window as long as a key and mostly skips the rest.
 */
final class KeySearch {
  private static final int LENGTH = ApiKeyText.LENGTH;

  /** Where the underscores of the prefix `rf_live_` or `rf_test_` stand. */
  private static final int FIRST_MARK = 2;

  private static final int LAST_MARK = 7;

  /** From the first byte of a key's first character to its last character's, with zeros between. */
  private static final int WIDE_LENGTH = 2 * LENGTH - 1;

  /** How many bytes of a key can lie behind the place where a part of the bytes ends. */
  static final int OVERLAP = WIDE_LENGTH - 1;

  private static final byte[] KINDS = kinds();
  private static final byte BASE62 = 1;
  private static final byte MARK = 2;

  private KeySearch() {}

  /** Takes what is found. */
  @FunctionalInterface
  interface Sink {
    /**
     * A key.
     *
     * @param at index of its first character
     * @param wide whether it is in UTF-16
     */
    void found(int at, boolean wide, String key);
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    for (int c = 0; c < 128; c++) {
      if (Character.isLetterOrDigit(c)) {
        kinds[c] = BASE62;
      }
    }
    kinds['_'] = MARK;
    return kinds;
  }

  /**
   * Finds every key that begins before an index.
   *
   * @param length how many of the bytes there are; a key may reach up to there
   * @param end keys that begin here or later are not looked for
   */
  static void find(byte[] bytes, int length, int end, Sink sink) {
    findPlain(bytes, length, end, sink);
    findWide(bytes, length, end, sink);
  }

  private static void findPlain(byte[] bytes, int length, int end, Sink sink) {
    int last = Math.min(end - 1, length - LENGTH);
    int start = 0;
    while (start <= last) {
      int at = start + LENGTH - 1;
      int body = start + LAST_MARK;
      while (at > body && KINDS[bytes[at] & 0xff] == BASE62) {
        at--;
      }
      if (at > body) {
        // What is no part of any key ends the window; an underscore may be the prefix's last one.
        start = KINDS[bytes[at] & 0xff] == MARK ? at - LAST_MARK : at + 1;
        continue;
      }
      if (bytes[start] == 'r' && bytes[body] == '_' && bytes[start + FIRST_MARK] == '_') {
        prove(bytes, start, 1, sink);
      }
      // The next prefix has two underscores, and those behind this window's body are none.
      start += LENGTH - FIRST_MARK;
    }
  }

  private static void findWide(byte[] bytes, int length, int end, Sink sink) {
    int last = Math.min(end - 1, length - WIDE_LENGTH);
    int start = 0;
    while (start <= last) {
      int at = start + WIDE_LENGTH - 1;
      if ((bytes[at] == 0) == (bytes[at - 1] == 0)) {
        // Two neighbours that are never both in one key.
        start = at;
        continue;
      }
      if (bytes[start] == 'r' && isWide(bytes, start)) {
        prove(bytes, start, 2, sink);
      }
      start++;
    }
  }

  private static boolean isWide(byte[] bytes, int start) {
    for (int i = 1; i < WIDE_LENGTH; i++) {
      byte one = bytes[start + i];
      if ((i & 1) == 1 ? one != 0 : KINDS[one & 0xff] == 0) {
        return false;
      }
    }
    return true;
  }

  private static void prove(byte[] bytes, int start, int step, Sink sink) {
    char[] text = new char[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      text[i] = (char) (bytes[start + i * step] & 0xff);
    }
    String key = new String(text);
    if (ApiKeyFormat.environment(key).isPresent()) {
      sink.found(start, step == 2, key);
    }
  }
}
