package com.remitflex.people;

import com.remitflex.audit.Act;
import com.remitflex.audit.Actor;
import com.remitflex.audit.AuditTrail;
import com.remitflex.http.Client;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What people do, in the audit log of the accounts that it concerns. */
final class Diary {
  private final AuditTrail trail;

  Diary(AuditTrail trail) {
    this.trail = trail;
  }

  static Actor actor(Person person, Client client) {
    return Actor.user(
        person.id(), Optional.of(client.ip()), client.userAgent(), Optional.of(client.requestId()));
  }

  void write(Handle handle, String accountId, Act act) {
    trail.append(handle, accountId, act);
  }

  /** Writes it in each account of the person, in the order in which their logs are locked. */
  void writeEverywhere(Handle handle, String userId, Act act) {
    for (Membership membership : MemberStore.of(handle, userId)) {
      trail.append(handle, membership.accountId(), act);
    }
  }
}
