package com.remitflex.features.leaks.scan;

/**
 * Counts the lines of bytes that pass, for ASCII and for UTF-16: a character of one byte lies at an
 * even place there when the low byte comes first, and at an odd one otherwise.
 */
final class LineCount {
  private long plain;
  private long lowFirst;
  private long highFirst;
  private long passed;
  private byte before = 1;

  /**
   * Lets the bytes between two indices pass.
   *
   * @param length how many bytes there are: the one behind the last that passes is looked at
   */
  void pass(byte[] bytes, int from, int to, int length) {
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

  /** The line, from 1, of a key that begins at the byte reached. */
  long line(boolean isWide) {
    long narrowOrLow = isWide ? lowFirst : plain;
    return 1 + (isWide && (passed & 1) == 1 ? highFirst : narrowOrLow);
  }
}
