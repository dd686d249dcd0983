package com.remitflex.platform.http.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The responses that this node holds back. Each waits on the virtual thread of its request; how
 * many there are of an account, and in all, is limited, and they end when the server stops.
 */
public final class SimulatedDelays {
  private static final int MAX_PER_ACCOUNT = 20;
  private static final int MAX_IN_ALL = 500;

  private final Map<String, Integer> current = new HashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private int inAll;

  /** Takes a place, which {@link #release} gives back; false if none is free. */
  public synchronized boolean take(String accountId) {
    int count = current.getOrDefault(accountId, 0);
    if (count >= MAX_PER_ACCOUNT || inAll >= MAX_IN_ALL) {
      return false;
    }
    current.put(accountId, count + 1);
    inAll++;
    return true;
  }

  public synchronized void release(String accountId) {
    int count = current.getOrDefault(accountId, 0);
    if (count <= 1) {
      current.remove(accountId);
    } else {
      current.put(accountId, count - 1);
    }
    inAll--;
  }

  /** Waits for this time, or until the server stops. */
  public void await(Duration delay) {
    try {
      var _ = ended.await(delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all delays, and every later one at once. */
  public void end() {
    ended.countDown();
  }
}
