package com.remitflex.features.activity.usage;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How long answers took: a histogram whose buckets grow by the same factor, eight an octave, so
 * that a percentile is told within 5 % whatever its size, and two histograms are added bucket by
 * bucket.
 */
final class Latencies {
  private static final int AN_OCTAVE = 8;

  /** Two minutes and more are one bucket. */
  private static final int LAST = 27 * AN_OCTAVE;

  private final long[] counts = new long[LAST + 1];

  void add(long micros) {
    counts[bucket(micros)]++;
  }

  void add(Latencies other) {
    for (int bucket = 0; bucket <= LAST; bucket++) {
      counts[bucket] += other.counts[bucket];
    }
  }

  private static int bucket(long micros) {
    double octaves = Math.log((double) Math.max(1, micros)) / Math.log(2);
    return Math.min(LAST, (int) (octaves * AN_OCTAVE));
  }

  /**
   * The time within which this share of the answers came: the geometric middle of its bucket.
   *
   * @param percent 1 to 100
   */
  long percentile(int percent) {
    long rank = Math.max(1, Math.ceilDiv(Arrays.stream(counts).sum() * percent, 100));
    long seen = 0;
    for (int bucket = 0; bucket <= LAST; bucket++) {
      seen += counts[bucket];
      if (seen >= rank) {
        return Math.round(Math.pow(2, (bucket + 0.5) / AN_OCTAVE));
      }
    }
    return 0;
  }

  /** Pairs of a bucket's distance from the one before and its count, seven bits a byte. */
  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int before = 0;
    for (int bucket = 0; bucket <= LAST; bucket++) {
      if (counts[bucket] > 0) {
        write(out, bucket - before);
        write(out, counts[bucket]);
        before = bucket;
      }
    }
    return out.toByteArray();
  }

  static Latencies of(byte[] bytes) {
    Latencies read = new Latencies();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int bucket = 0;
    while (in.hasRemaining()) {
      bucket += (int) read(in);
      read.counts[bucket] = read(in);
    }
    return read;
  }

  private static void write(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest > 0x7f) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static long read(ByteBuffer in) {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = in.get();
      value |= (next & 0x7fL) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }
}
