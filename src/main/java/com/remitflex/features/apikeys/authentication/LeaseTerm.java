package com.remitflex.features.apikeys.authentication;

/**
 * How long the lease is held, on two clocks: the monotonic clock is right when the wall clock is
 * set back, and the wall clock advances while the machine is suspended. The earlier end counts.
 */
record LeaseTerm(long endNanos, long endMillis) {
  static final LeaseTerm ENDED = new LeaseTerm(System.nanoTime(), 0);

  static LeaseTerm startingNow() {
    return new LeaseTerm(
        System.nanoTime() + NodeLease.LEASE.toNanos(),
        System.currentTimeMillis() + NodeLease.LEASE.toMillis());
  }

  boolean isRunning() {
    return System.nanoTime() - endNanos < 0 && System.currentTimeMillis() < endMillis;
  }
}
