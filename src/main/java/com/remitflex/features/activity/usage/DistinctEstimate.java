package com.remitflex.features.activity.usage;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An estimate of the number of distinct texts, made from the smallest of their hashes (k minimum
 * values; Bar-Yossef and others, 2002). It is exact below {@link #MAX_HASHES}, and has a standard
 * error of 6% from there on. Why this is not a library: decision 0024.
 */
final class DistinctEstimate {
  static final int MAX_HASHES = 256;

  private static final double RANGE = 0x1p32;

  /** In ascending order; the first {@link #size} elements are in use. */
  private long[] smallest = new long[8];

  private int size;

  void add(String text) {
    add(hash(text));
  }

  private void add(long hash) {
    int found = Arrays.binarySearch(smallest, 0, size, hash);
    int place = -found - 1;
    if (found >= 0 || place == MAX_HASHES) {
      return;
    }
    if (size == smallest.length) {
      smallest = Arrays.copyOf(smallest, Math.min(MAX_HASHES, size * 2));
    }
    int moved = Math.min(size, smallest.length - 1) - place;
    System.arraycopy(smallest, place, smallest, place + 1, moved);
    smallest[place] = hash;
    size = Math.min(MAX_HASHES, size + 1);
  }

  /** Makes this the estimate of the texts of both. */
  void add(DistinctEstimate other) {
    long[] union = new long[MAX_HASHES];
    int length = 0;
    int left = 0;
    int right = 0;
    while (length < MAX_HASHES && (left < size || right < other.size)) {
      long mine = left < size ? smallest[left] : Long.MAX_VALUE;
      long its = right < other.size ? other.smallest[right] : Long.MAX_VALUE;
      union[length++] = Math.min(mine, its);
      left += mine <= its ? 1 : 0;
      right += its <= mine ? 1 : 0;
    }
    smallest = union;
    size = length;
  }

  long count() {
    return size < MAX_HASHES
        ? size
        : Math.round((MAX_HASHES - 1) * RANGE / (smallest[size - 1] + 1.0));
  }

  byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(Integer.BYTES * size);
    for (int i = 0; i < size; i++) {
      out.putInt((int) smallest[i]);
    }
    return out.array();
  }

  static DistinctEstimate of(byte[] bytes) {
    DistinctEstimate read = new DistinctEstimate();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    read.smallest = new long[Math.max(8, bytes.length / Integer.BYTES)];
    while (in.hasRemaining()) {
      read.smallest[read.size++] = Integer.toUnsignedLong(in.getInt());
    }
    Arrays.sort(read.smallest, 0, read.size);
    return read;
  }

  /** 32 bits: FNV-1a, then the finalizer of MurmurHash3 (public domain). */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return (hash ^ (hash >>> 33)) >>> 32;
  }
}
