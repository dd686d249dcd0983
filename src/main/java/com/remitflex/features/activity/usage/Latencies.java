package com.remitflex.features.activity.usage;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A histogram of latencies with eight buckets per octave: percentiles have an error of at most 5%,
 * whatever their size, and two histograms can be added. Why this is not a library: decision 0024.
 */
final class Latencies {
  private static final int PER_OCTAVE = 8;

  /** The last bucket, of two minutes and more. */
  private static final int LAST = 27 * PER_OCTAVE;

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
    return Math.min(LAST, (int) (octaves * PER_OCTAVE));
  }

  /**
   * The latency that this percentage of the responses did not exceed: the geometric mean of its
   * bucket.
   *
   * @param percent 1 to 100
   */
  long percentile(int percent) {
    long rank = Math.max(1, Math.ceilDiv(Arrays.stream(counts).sum() * percent, 100));
    long seen = 0;
    for (int bucket = 0; bucket <= LAST; bucket++) {
      seen += counts[bucket];
      if (seen >= rank) {
        return Math.round(Math.pow(2, (bucket + 0.5) / PER_OCTAVE));
      }
    }
    return 0;
  }

  /**
   * The distance of each bucket from the one before, and its count, as numbers of seven bits per
   * byte.
   */
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
