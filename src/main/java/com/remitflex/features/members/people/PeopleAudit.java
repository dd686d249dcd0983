package com.remitflex.features.members.people;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.mail.Mail;
import com.remitflex.core.mail.Outbox;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.DatabaseClock;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What people do: in the audit log of the accounts that it concerns, and told to them by e-mail.
 */
public final class PeopleAudit {
  private final AuditTrail trail;

  public PeopleAudit(AuditTrail trail) {
    this.trail = trail;
  }

  public static Actor actor(Person person, Client client) {
    return Actor.user(person.id(), client);
  }

  public void write(Handle handle, String accountId, AuditAction act) {
    trail.append(handle, accountId, act);
  }

  /** Writes it in each account of the person, in the order in which their logs are locked. */
  public void writeEverywhere(Handle handle, String userId, AuditAction act) {
    for (Membership membership : MemberStore.of(handle, userId)) {
      trail.append(handle, membership.accountId(), act);
    }
  }

  /** Mail to someone, in the name of an account. */
  public void send(Handle handle, String email, String accountId, String subject, String body) {
    Outbox.add(handle, Mail.to(email, accountId, subject, body, DatabaseClock.read(handle)));
  }

  /** Mail to a person; none to who is a member of no account. */
  public void tell(Handle handle, Person person, String subject, String body) {
    List<Membership> memberships = MemberStore.of(handle, person.id());
    if (!memberships.isEmpty()) {
      send(handle, person.email(), memberships.getFirst().accountId(), subject, body);
    }
  }

  /** Tells a person what was changed of the own login, who may not have done it. */
  public void tellOfChange(Handle handle, Person person, Client client, String what) {
    tell(
        handle,
        person,
        "Your RemitFlex login was changed",
        """
        %s

        It was done from %s.

        If it was not you, set a new password at once ("Forgot password" at the sign-in page) and \
        tell an owner of your account.
        """
            .formatted(what, client.ip()));
  }
}
