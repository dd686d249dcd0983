package com.remitflex.scan;

/** Counts the lines of bytes that pass, for ASCII and for UTF-16, whose units begin anywhere. */
final class LineCount {
  private final long[] wide = new long[2];
  private long plain;
  private long passed;
  private byte before = 1;

  /**
   * Lets the bytes between two indices pass.
   *
   * @param length how many bytes there are: the one behind the last that passes is looked at
   */
  void pass(byte[] bytes, int from, int to, int length) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        plain++;
        boolean zeroBefore = (i == from ? before : bytes[i - 1]) == 0;
        if (zeroBefore || (i + 1 < length && bytes[i + 1] == 0)) {
          wide[(int) ((passed + i - from) & 1)]++;
        }
      }
    }
    if (to > from) {
      before = bytes[to - 1];
      passed += to - from;
    }
  }

  /** The line, from 1, of a key that begins at the byte reached. */
  long line(boolean isWide) {
    return 1 + (isWide ? wide[(int) (passed & 1)] : plain);
  }
}
