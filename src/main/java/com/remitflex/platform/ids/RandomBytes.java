package com.remitflex.platform.ids;

import java.security.SecureRandom;

/** Random bytes for IDs, drawn in blocks: to draw a few bytes costs as much as to draw many. */
final class RandomBytes {
  private static final int BLOCK = 4 * 1024;

  private final SecureRandom random = new SecureRandom();
  private final byte[] block = new byte[BLOCK];
  private int used = BLOCK;

  /** Fills an array that is not longer than a block. */
  synchronized void fill(byte[] bytes) {
    if (used + bytes.length > BLOCK) {
      random.nextBytes(block);
      used = 0;
    }
    System.arraycopy(block, used, bytes, 0, bytes.length);
    used += bytes.length;
  }
}
