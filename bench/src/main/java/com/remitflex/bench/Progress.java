package com.remitflex.bench;

import java.time.Duration;

/** The line on standard error that says what is measured at the moment, and since when. */
final class Progress {
  private static final boolean TERMINAL =
      System.console() != null && System.console().isTerminal();

  private final long began = System.nanoTime();

  /** Replaces the line on a terminal; elsewhere adds one. */
  void show(String what) {
    Duration since = elapsed();
    String line = "[%d:%02d] %s".formatted(since.toMinutes(), since.toSecondsPart(), what);
    if (TERMINAL) {
      System.err.print("\r\033[K" + line);
    } else {
      System.err.println(line);
    }
  }

  /** Leaves a line that stays. */
  void keep(String line) {
    if (TERMINAL) {
      System.err.print("\r\033[K");
    }
    System.err.println(line);
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
