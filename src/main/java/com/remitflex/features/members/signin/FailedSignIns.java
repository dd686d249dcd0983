package com.remitflex.features.members.signin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.features.members.people.PeopleAudit;
import com.remitflex.features.members.people.Person;
import com.remitflex.features.members.signin.FailedAttemptStore.Unreported;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.PeriodicTask;
import com.remitflex.platform.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Records failed sign-ins and lockouts in the audit log, a moment after the attempt: so an attempt
 * takes as long for an address that exists, and a flood becomes one entry per person, step and
 * minute, with the count.
 */
public final class FailedSignIns implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(2);
  private static final Duration MIN_INTERVAL = Duration.ofMinutes(1);
  private static final int MAX_PERSONS_PER_RUN = 100;

  private final Database database;
  private final PeopleAudit audit;
  private final PeriodicTask task =
      PeriodicTask.every(
          PERIOD,
          "failed-sign-ins",
          "failed sign-ins are recorded in the audit log later",
          this::run);

  public FailedSignIns(Database database, PeopleAudit audit) {
    this.database = database;
    this.audit = audit;
  }

  public FailedSignIns start() {
    task.start();
    return this;
  }

  void run() {
    List<String> userIds =
        database.with(
            handle -> FailedAttemptStore.unreported(handle, MIN_INTERVAL, MAX_PERSONS_PER_RUN));
    for (String userId : userIds) {
      database.inTransaction(handle -> {
        record(handle, audit, userId);
        return userId;
      });
    }
  }

  /** Records the failed attempts of a person that the audit log lacks, one entry per step. */
  private static void record(Handle handle, PeopleAudit audit, String userId) {
    Map<String, List<Unreported>> bySteps = new LinkedHashMap<>();
    for (Unreported one : FailedAttemptStore.takeUnreported(handle, userId)) {
      bySteps.computeIfAbsent(one.step(), step -> new ArrayList<>()).add(one);
    }
    bySteps.forEach(
        (step, attempts) -> audit.appendEverywhere(handle, userId, action(userId, step, attempts)));
  }

  private static AuditAction action(String userId, String step, List<Unreported> attempts) {
    long lockedSeconds = attempts.stream().mapToLong(Unreported::lockedSeconds).max().orElse(0);
    ObjectNode details =
        Json.object()
            .put("step", step)
            .put("count", attempts.stream().mapToLong(Unreported::count).sum())
            .put("sources", attempts.size());
    if (lockedSeconds > 0) {
      long inARow = attempts.stream().mapToLong(Unreported::inARow).max().orElse(0);
      details.put("in_a_row", inARow).put("locked_seconds", lockedSeconds);
    }
    Unreported newest = attempts.getFirst();
    return AuditAction.of(
        Actor.platform(newest.ip(), newest.userAgent(), newest.requestId()),
        lockedSeconds > 0 ? "user.sign_in_locked" : "user.sign_in_failed",
        userId,
        details);
  }

  /**
   * Records the failed attempts of a person immediately and notifies the person.
   *
   * @param incident a sentence that says what was tried and what followed
   */
  static void notify(
      Handle handle, PeopleAudit audit, Person person, Client client, String incident) {
    record(handle, audit, person.id());
    audit.notify(
        handle,
        person,
        "Someone may be trying to sign in as you",
        """
        %s The attempts were made from %s.

        If it was you, wait and try again. If not, someone knows your password: set a new one now \
        ("Forgot password" on the sign-in page) and inform an owner of your account.
        """
            .formatted(incident, client.ip()));
  }

  @Override
  public void close() {
    task.close();
  }
}
