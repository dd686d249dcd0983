package com.remitflex.features.leaks.scan;

/**
 * Counts the lines in the bytes read so far, for ASCII and for UTF-16. In UTF-16 the byte of an
 * ASCII character is at an even position when the low byte comes first, and at an odd one
 * otherwise.
 */
final class LineCount {
  private long plain;
  private long lowFirst;
  private long highFirst;
  private long passed;
  private byte before = 1;

  /**
   * Counts the lines in the bytes between two indices.
   *
   * @param length the number of bytes: the one after the last counted byte is read too
   */
  void count(byte[] bytes, int from, int to, int length) {
    int i = from;
    while (true) {
      while (i < to && bytes[i] != '\n') {
        i++;
      }
      if (i >= to) {
        break;
      }
      plain++;
      boolean isEven = ((passed + i - from) & 1) == 0;
      if (isEven && i + 1 < length && bytes[i + 1] == 0) {
        lowFirst++;
      } else if (!isEven && (i == from ? before : bytes[i - 1]) == 0) {
        highFirst++;
      }
      i++;
    }
    if (to > from) {
      before = bytes[to - 1];
      passed += to - from;
    }
  }

  /** The line, from 1, of a key that starts at the next byte. */
  long line(boolean isWide) {
    long narrowOrLow = isWide ? lowFirst : plain;
    return 1 + (isWide && (passed & 1) == 1 ? highFirst : narrowOrLow);
  }
}
