package com.remitflex.platform.database.backup;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Reports how much of a copy is done, every two seconds. */
final class Progress {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final String what;
  private final long totalBytes;
  private final Consumer<String> lines;
  private long done;
  private long reportedAt = System.nanoTime();

  Progress(String what, long totalBytes, Consumer<String> lines) {
    this.what = what;
    this.totalBytes = totalBytes;
    this.lines = lines;
  }

  /** Counts bytes that were copied. */
  void add(int bytes) {
    done += bytes;
    long now = System.nanoTime();
    if (now - reportedAt >= INTERVAL_NANOS) {
      reportedAt = now;
      lines.accept(
          what + ": " + text(done) + " of " + text(Math.max(done, totalBytes)) + " copied ...");
    }
  }

  long done() {
    return done;
  }

  /** A number of bytes as people read it. */
  static String text(long bytes) {
    return bytes < 10 << 20 ? ((bytes + 1023) >> 10) + " KiB" : (bytes >> 20) + " MiB";
  }
}
