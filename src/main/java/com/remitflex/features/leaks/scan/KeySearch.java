package com.remitflex.features.leaks.scan;

import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.platform.text.ApiKeyText;

/**
 * Finds API keys in bytes, in ASCII and in UTF-16 of either byte order, and verifies each by its
 * checksum. It reads a few bytes of each window of a key's length and usually skips the rest.
 */
final class KeySearch {
  private static final int LENGTH = ApiKeyText.LENGTH;

  /** The positions of the underscores in the prefix `rf_live_` or `rf_test_`. */
  private static final int FIRST_MARK = 2;

  private static final int LAST_MARK = 7;

  /** From the first byte of a key's first character to that of its last, with zeros in between. */
  private static final int WIDE_LENGTH = 2 * LENGTH - 1;

  /** The maximum number of bytes of a key that can follow the end of a part. */
  static final int OVERLAP = WIDE_LENGTH - 1;

  private static final byte[] KINDS = kinds();
  private static final byte BASE62 = 1;
  private static final byte MARK = 2;

  private KeySearch() {}

  /** Receives the keys that are found. */
  @FunctionalInterface
  interface Sink {
    /**
     * Receives a key.
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
   * Finds every key that starts before an index.
   *
   * @param length the number of bytes; a key may end at the last one
   * @param end keys that start here or later are ignored
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
        // This byte is in no key's body, but an underscore may be the last of a prefix.
        start = KINDS[bytes[at] & 0xff] == MARK ? at - LAST_MARK : at + 1;
        continue;
      }
      if (bytes[start] == 'r' && bytes[body] == '_' && bytes[start + FIRST_MARK] == '_') {
        verify(bytes, start, 1, sink);
      }
      // The next prefix has two underscores, and this window's body has none.
      start += LENGTH - FIRST_MARK;
    }
  }

  private static void findWide(byte[] bytes, int length, int end, Sink sink) {
    int last = Math.min(end - 1, length - WIDE_LENGTH);
    int start = 0;
    while (start <= last) {
      int at = start + WIDE_LENGTH - 1;
      if ((bytes[at] == 0) == (bytes[at - 1] == 0)) {
        // Two neighbouring bytes that never occur in one key.
        start = at;
        continue;
      }
      if (bytes[start] == 'r' && isWide(bytes, start)) {
        verify(bytes, start, 2, sink);
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

  private static void verify(byte[] bytes, int start, int step, Sink sink) {
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
