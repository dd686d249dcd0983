package com.remitflex.features.members;

import com.remitflex.features.members.people.LinkStore;
import com.remitflex.features.members.people.SessionStore;
import com.remitflex.features.members.signin.FailedAttemptStore;
import com.remitflex.features.members.signin.PasskeyStore;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;

/** Removes what has run out, hour by hour: sessions, known browsers, old attempts and links. */
public final class SignInCleanup implements AutoCloseable {
  private static final Duration EVERY = Duration.ofHours(1);

  private final Database database;
  private final PeriodicTask passes =
      PeriodicTask.every(EVERY, "expiry", "what has run out stays for another hour", this::pass);

  public SignInCleanup(Database database) {
    this.database = database;
  }

  public SignInCleanup start() {
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
