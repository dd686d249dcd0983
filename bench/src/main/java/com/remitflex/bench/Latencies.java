package com.remitflex.bench;

import java.util.ArrayList;
import java.util.List;

/** How long the same request took, many times; milliseconds, sorted. */
record Latencies(List<Double> millis) {
  Latencies(List<Double> millis) {
    this.millis = millis.stream().sorted().toList();
  }

  /** Measures one request after the other, after some that do not count. */
  static Latencies measure(int warmUp, int count, Runnable request) {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < warmUp + count; i++) {
      long began = System.nanoTime();
      request.run();
      if (i >= warmUp) {
        millis.add((System.nanoTime() - began) / 1e6);
      }
    }
    return new Latencies(millis);
  }

  double median() {
    return Spread.of(millis).median();
  }

  double p99() {
    return millis.get(millis.size() * 99 / 100);
  }

  double slowest() {
    return millis.getLast();
  }
}
