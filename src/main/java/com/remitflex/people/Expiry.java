package com.remitflex.people;

import com.remitflex.background.Repeating;
import com.remitflex.database.Database;
import java.time.Duration;

/** Removes what has run out, hour by hour: sessions, known browsers, old attempts and links. */
public final class Expiry implements AutoCloseable {
  private static final Duration EVERY = Duration.ofHours(1);

  private final Database database;
  private final Repeating passes =
      Repeating.every(EVERY, "expiry", "what has run out stays for another hour", this::pass);

  public Expiry(Database database) {
    this.database = database;
  }

  public Expiry start() {
    passes.start();
    return this;
  }

  void pass() {
    database.use(SessionStore::removeOld);
    database.use(FailedAttemptStore::removeOld);
    database.use(LinkStore::removeOld);
    database.use(PasskeyStore::removeOld);
  }

  @Override
  public void close() {
    passes.close();
  }
}
