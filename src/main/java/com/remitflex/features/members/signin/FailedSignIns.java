package com.remitflex.features.members.signin;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.features.members.people.PeopleAudit;
import com.remitflex.features.members.people.Person;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.PeriodicTask;
import com.remitflex.platform.json.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Writes failed sign-ins and lockouts into the audit log, not with the attempt but a moment later:
 * so an attempt takes as long for an address that exists, and a flood of them is one entry per
 * person, step and minute, with the count.
 */
public final class FailedSignIns implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration ONE_ENTRY_IN = Duration.ofMinutes(1);
  private static final int MOST_PEOPLE = 100;

  private final Database database;
  private final PeopleAudit diary;
  private final PeriodicTask passes =
      PeriodicTask.every(
          EVERY, "failed-sign-ins", "failed sign-ins are not in the audit log yet", this::pass);

  public FailedSignIns(Database database, PeopleAudit diary) {
    this.database = database;
    this.diary = diary;
  }

  public FailedSignIns start() {
    passes.start();
    return this;
  }

  void pass() {
    for (String userId :
        database.with(handle -> FailedAttemptStore.unreported(handle, ONE_ENTRY_IN, MOST_PEOPLE))) {
      database.inTransaction(handle -> {
        report(handle, diary, userId);
        return userId;
      });
    }
  }

  /** Writes what the audit log does not have yet of a person: an entry for each step. */
  static void report(Handle handle, PeopleAudit diary, String userId) {
    Map<String, List<FailedAttemptStore.Unreported>> bySteps = new LinkedHashMap<>();
    for (FailedAttemptStore.Unreported one : FailedAttemptStore.take(handle, userId)) {
      bySteps.computeIfAbsent(one.step(), step -> new java.util.ArrayList<>()).add(one);
    }
    bySteps.forEach((step, all) -> diary.writeEverywhere(handle, userId, act(userId, step, all)));
  }

  private static AuditAction act(
      String userId, String step, List<FailedAttemptStore.Unreported> all) {
    FailedAttemptStore.Unreported newest = all.getFirst();
    long locked =
        all.stream().mapToLong(FailedAttemptStore.Unreported::lockedSeconds).max().orElse(0);
    var details =
        Json.object()
            .put("step", step)
            .put("count", all.stream().mapToLong(FailedAttemptStore.Unreported::count).sum())
            .put("sources", all.size());
    if (locked > 0) {
      long inARow = all.stream().mapToLong(FailedAttemptStore.Unreported::inARow).max().orElse(0);
      details.put("in_a_row", inARow).put("locked_seconds", locked);
    }
    return AuditAction.of(
        Actor.platform(newest.ip(), newest.userAgent(), newest.requestId()),
        locked > 0 ? "user.sign_in_locked" : "user.sign_in_failed",
        userId,
        details);
  }

  /**
   * After a wrong attempt that has consequences: into the audit log now, and told to the person.
   *
   * @param what was tried, and what became of it
   */
  static void tell(Handle handle, PeopleAudit diary, Person person, Client client, String what) {
    report(handle, diary, person.id());
    diary.tell(
        handle,
        person,
        "Someone may be trying to sign in as you",
        """
        %s It was done from %s.

        If it was you, wait and try again. If not, someone knows your password: set a new one now \
        ("Forgot password" on the sign-in page) and notify an owner of your account.
        """
            .formatted(what, client.ip()));
  }

  @Override
  public void close() {
    passes.close();
  }
}
