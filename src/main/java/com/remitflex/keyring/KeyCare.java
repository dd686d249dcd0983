package com.remitflex.keyring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to keys by itself: the early end of graces that nobody uses, and the warnings before
 * a key expires. Every node looks; the account's head lets it happen once.
 */
public final class KeyCare implements AutoCloseable {
  /** How many days before a key expires its owner is told. */
  static final List<Integer> WARNING_DAYS = List.of(1, 3, 14);

  private static final Logger LOG = LoggerFactory.getLogger(KeyCare.class);

  private final Keys keys;
  private final Duration every;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("key-care").daemon().unstarted(this::run);

  public KeyCare(Keys keys, Duration every) {
    this.keys = keys;
    this.every = every;
  }

  public KeyCare start() {
    thread.start();
    return this;
  }

  private void run() {
    while (!isClosedWithin(every)) {
      try {
        keys.care(WARNING_DAYS);
      } catch (RuntimeException | Error e) {
        LOG.warn("keys are looked after later: {}", e.toString());
      }
    }
  }

  private boolean isClosedWithin(Duration wait) {
    try {
      return closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Waits for what is under way. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
