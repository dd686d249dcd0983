package com.remitflex.bench;

import java.util.concurrent.locks.LockSupport;

/** A fixed rate: each request has its time, however slow the one before it was. */
record Pace(long begin, double perSecond) {
  /** A pace whose first request is due now. */
  static Pace of(double perSecond) {
    return new Pace(System.nanoTime(), perSecond);
  }

  /**
   * Waits until a request is due.
   *
   * @param number the request's number, from 0
   * @return when it was due, in nanoseconds: its latency counts from then
   */
  long await(long number) {
    long due = begin + Math.round(number * 1e9 / perSecond);
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return due;
  }
}
