package com.remitflex.features.members;

import com.remitflex.features.members.people.LinkStore;
import com.remitflex.features.members.people.SessionStore;
import com.remitflex.features.members.signin.FailedAttemptStore;
import com.remitflex.features.members.signin.PasskeyStore;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.MaintenanceTask;
import java.time.Duration;

/** Deletes expired sessions, known browsers, failed attempts, links and challenges. */
public final class SignInCleanup {
  private static final Duration INTERVAL = Duration.ofHours(1);

  private SignInCleanup() {}

  /** The cleanup of all users, once per hour. */
  public static MaintenanceTask maintenance(Database database) {
    return MaintenanceTask.of("sign-ins", INTERVAL, () -> run(database));
  }

  static void run(Database database) {
    database.use(SessionStore::deleteExpired);
    database.use(FailedAttemptStore::deleteExpired);
    database.use(LinkStore::deleteExpired);
    database.use(PasskeyStore::deleteExpired);
  }
}
