package com.remitflex.usage;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long answers took: a histogram whose buckets grow by the same factor, eight an octave, so
 * that a percentile is told within 5 % whatever its size, and two histograms are added bucket by
 * bucket.
 */
final class Latencies {
  private static final int AN_OCTAVE = 8;

  /** Two minutes and more are one bucket. */
  private static final int LAST = 27 * AN_OCTAVE;

  private final TreeMap<Integer, Long> counts = new TreeMap<>();

  void add(long micros) {
    counts.merge(bucket(micros), 1L, Long::sum);
  }

  void add(Latencies other) {
    other.counts.forEach((bucket, count) -> counts.merge(bucket, count, Long::sum));
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
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    long rank = Math.max(1, Math.ceilDiv(all * percent, 100));
    long seen = 0;
    for (Map.Entry<Integer, Long> entry : counts.entrySet()) {
      seen += entry.getValue();
      if (seen >= rank) {
        return Math.round(Math.pow(2, (entry.getKey() + 0.5) / AN_OCTAVE));
      }
    }
    return 0;
  }

  /** Pairs of a bucket's distance from the one before and its count, seven bits a byte. */
  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int before = 0;
    for (Map.Entry<Integer, Long> entry : counts.entrySet()) {
      write(out, entry.getKey() - before);
      write(out, entry.getValue());
      before = entry.getKey();
    }
    return out.toByteArray();
  }

  static Latencies of(byte[] bytes) {
    Latencies read = new Latencies();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int bucket = 0;
    while (in.hasRemaining()) {
      bucket += (int) read(in);
      read.counts.put(bucket, read(in));
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
