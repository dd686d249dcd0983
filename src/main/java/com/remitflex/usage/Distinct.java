package com.remitflex.usage;

import java.nio.ByteBuffer;
import java.util.TreeSet;

/**
 * How many different texts were seen: the smallest of their hashes. Exact below {@link #MOST}, and
 * beyond it an estimate with a standard error of 6 % (Bar-Yossef and others, 2002: k minimum
 * values). The union of two is that of their hashes.
 */
final class Distinct {
  static final int MOST = 256;

  private static final double RANGE = 0x1p32;

  private final TreeSet<Long> smallest = new TreeSet<>();

  void add(String text) {
    add(hash(text));
  }

  void add(Distinct other) {
    other.smallest.forEach(this::add);
  }

  private void add(long hash) {
    if (smallest.size() < MOST || hash < smallest.last()) {
      smallest.add(hash);
      if (smallest.size() > MOST) {
        smallest.pollLast();
      }
    }
  }

  long count() {
    return smallest.size() < MOST
        ? smallest.size()
        : Math.round((MOST - 1) * RANGE / (smallest.last() + 1.0));
  }

  byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(Integer.BYTES * smallest.size());
    smallest.forEach(hash -> out.putInt(hash.intValue()));
    return out.array();
  }

  static Distinct of(byte[] bytes) {
    Distinct read = new Distinct();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (in.hasRemaining()) {
      read.smallest.add(Integer.toUnsignedLong(in.getInt()));
    }
    return read;
  }

  /** 32 bits; the last step is the finalizer of MurmurHash3 (public domain). */
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
