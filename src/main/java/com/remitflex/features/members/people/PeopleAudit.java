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

/** Records the actions of users in the audit logs of their accounts, and notifies them by email. */
public final class PeopleAudit {
  private final AuditTrail trail;

  public PeopleAudit(AuditTrail trail) {
    this.trail = trail;
  }

  public static Actor actor(Person person, Client client) {
    return Actor.user(person.id(), client);
  }

  public void append(Handle handle, String accountId, AuditAction action) {
    trail.append(handle, accountId, action);
  }

  /** An action of an operator, or on the login of one. */
  public void appendToPlatform(Handle handle, AuditAction action) {
    trail.append(handle, AuditTrail.PLATFORM, action);
  }

  /**
   * Appends to the log of each account of the person, in the order in which logs are locked; to
   * that of the platform for an operator.
   */
  public void appendEverywhere(Handle handle, String userId, AuditAction action) {
    if (PersonStore.isOperator(handle, userId)) {
      appendToPlatform(handle, ofOperator(action));
      return;
    }
    for (Membership membership : MemberStore.of(handle, userId)) {
      trail.append(handle, membership.accountId(), action);
    }
  }

  private static AuditAction ofOperator(AuditAction action) {
    return new AuditAction(
        action.actor().asOperator(), action.action(), action.subject(), action.details());
  }

  /** Sends an email on behalf of an account. */
  public void send(Handle handle, String email, String accountId, String subject, String body) {
    Outbox.add(handle, Mail.to(email, accountId, subject, body, DatabaseClock.read(handle)));
  }

  /** Sends an email to a person, unless the person is a member of no account. */
  public void notify(Handle handle, Person person, String subject, String body) {
    List<Membership> memberships = MemberStore.of(handle, person.id());
    if (!memberships.isEmpty()) {
      send(handle, person.email(), memberships.getFirst().accountId(), subject, body);
    }
  }

  /** Notifies a person of a change of the login, in case someone else made it. */
  public void notifyOfChange(Handle handle, Person person, Client client, String what) {
    notify(
        handle,
        person,
        "Your RemitFlex login was changed",
        """
        %s

        The change was made from %s.

        If you did not make it, set a new password immediately ("Forgot password" on the sign-in \
        page) and inform an owner of your account.
        """
            .formatted(what, client.ip()));
  }
}
