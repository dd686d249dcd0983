package com.remitflex.people;

import com.remitflex.database.Database;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what has run out, hour by hour: sessions, known browsers, old attempts and links. */
public final class Expiry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
  private static final Duration EVERY = Duration.ofHours(1);

  private final Database database;
  private final Thread thread = Thread.ofPlatform().name("expiry").daemon().unstarted(this::run);
  private final CountDownLatch closed = new CountDownLatch(1);

  public Expiry(Database database) {
    this.database = database;
  }

  public Expiry start() {
    thread.start();
    return this;
  }

  private void run() {
    while (!isClosedWithin(EVERY)) {
      try {
        pass();
      } catch (RuntimeException | Error e) {
        LOG.warn("what has run out stays for another hour: {}", e.toString());
      }
    }
  }

  void pass() {
    database.use(SessionStore::removeOld);
    database.use(FailedAttemptStore::removeOld);
    database.use(LinkStore::removeOld);
  }

  private boolean isClosedWithin(Duration wait) {
    try {
      return closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
