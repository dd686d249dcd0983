package com.remitflex.features.members;

import com.remitflex.features.members.people.LinkStore;
import com.remitflex.features.members.people.SessionStore;
import com.remitflex.features.members.signin.FailedAttemptStore;
import com.remitflex.features.members.signin.PasskeyStore;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;

/** Deletes expired sessions, known browsers, failed attempts, links and challenges every hour. */
public final class SignInCleanup implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofHours(1);

  private final Database database;
  private final PeriodicTask task =
      PeriodicTask.every(
          PERIOD, "expiry", "expired sign-in data is deleted an hour later", this::run);

  public SignInCleanup(Database database) {
    this.database = database;
  }

  public SignInCleanup start() {
    task.start();
    return this;
  }

  void run() {
    database.use(SessionStore::deleteExpired);
    database.use(FailedAttemptStore::deleteExpired);
    database.use(LinkStore::deleteExpired);
    database.use(PasskeyStore::deleteExpired);
  }

  @Override
  public void close() {
    task.close();
  }
}
