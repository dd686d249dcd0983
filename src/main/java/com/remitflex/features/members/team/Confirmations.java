package com.remitflex.features.members.team;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.features.members.people.Link;
import com.remitflex.features.members.people.LinkStore;
import com.remitflex.features.members.people.LinkTokens;
import com.remitflex.features.members.people.Login;
import com.remitflex.features.members.people.MemberStore;
import com.remitflex.features.members.people.Membership;
import com.remitflex.features.members.people.PeopleAudit;
import com.remitflex.features.members.people.Person;
import com.remitflex.features.members.people.PersonStore;
import com.remitflex.features.members.people.Session;
import com.remitflex.features.members.people.SessionStore;
import com.remitflex.features.members.signin.PasswordReset;
import com.remitflex.features.members.signin.SignIn;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.IdPrefix;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * How a new person proves to own the address of the login: by a link that only the address gets,
 * opened in a browser that is signed in. Until then the login can do nothing. The link alone is not
 * enough, so that no one confirms a login whose password someone else has set.
 */
public final class Confirmations {
  private static final Duration LIFE = Duration.ofDays(7);

  /** So long no second mail is sent. */
  private static final Duration NOT_AGAIN = Duration.ofMinutes(5);

  private static final int MOST_LISTED = 1_000;

  private final Database database;
  private final LinkTokens links;
  private final PeopleAudit diary;

  public Confirmations(Database database, LinkTokens links, PeopleAudit diary) {
    this.database = database;
    this.links = links;
    this.diary = diary;
  }

  /** Sends the link again, unless that was done a few minutes ago. */
  public void sendAgain(Session session) {
    database.inTransaction(handle -> {
      Person person = PersonStore.lock(handle, session.person().id()).person();
      if (!person.confirmed()
          && !LinkStore.hasRecent(handle, Link.Purpose.CONFIRMATION, person.email(), NOT_AGAIN)) {
        send(handle, person);
      }
      return person;
    });
  }

  void send(Handle handle, Person person) {
    String id = IdPrefix.LINK.next();
    LinkStore.create(handle, id, Link.Purpose.CONFIRMATION, person.email(), Optional.empty(), LIFE);
    diary.tell(
        handle,
        person,
        "Confirm your address for RemitFlex",
        """
        A login for RemitFlex was created with this address. If it was you, open this link within \
        a week, in a browser in which you are signed in:

        %s

        If it was not you, do nothing: without this link the login cannot be used.
        """
            .formatted(LinkTokens.mark(Link.Purpose.CONFIRMATION, id)));
  }

  /** Whether this token confirms the address of the person of this session. */
  public boolean isGood(Session session, String token) {
    return database
        .with(handle -> links.find(handle, Link.Purpose.CONFIRMATION, token))
        .filter(LinkTokens.Presented::provesAddress)
        .filter(one -> one.link().email().equals(session.person().email()))
        .isPresent();
  }

  /**
   * Confirms the address; the person's other sessions end.
   *
   * @throws com.remitflex.platform.errors.ApiException NOT_FOUND
   */
  public void confirm(Session session, String token, Client client) {
    if (!isGood(session, token)) {
      throw PasswordReset.gone();
    }
    database.inTransaction(handle -> {
      Person person = PersonStore.lock(handle, session.person().id()).person();
      if (!PersonStore.confirm(handle, person.id())) {
        throw PasswordReset.gone();
      }
      LinkStore.end(handle, Link.Purpose.CONFIRMATION, person.email());
      SessionStore.removeOthers(handle, person.id(), session.id());
      diary.writeEverywhere(
          handle,
          person.id(),
          AuditAction.of(PeopleAudit.actor(person, client), "user.address_confirmed", person.id()));
      return person;
    });
  }

  /**
   * Confirms the address because the operator says so.
   *
   * @return false when it was confirmed before
   * @throws com.remitflex.platform.errors.ApiException NOT_FOUND
   */
  public boolean byOperator(String email) {
    String address = SignIn.address(email);
    return database.inTransaction(handle -> {
      Person person =
          PersonStore.findByEmail(handle, address)
              .map(Login::person)
              .orElseThrow(() ->
                  ApiError.of(ErrorCode.NOT_FOUND, "No one signs in with " + address + ".")
                      .exception());
      PersonStore.lock(handle, person.id());
      if (!PersonStore.confirm(handle, person.id())) {
        return false;
      }
      LinkStore.end(handle, Link.Purpose.CONFIRMATION, address);
      diary.writeEverywhere(
          handle,
          person.id(),
          AuditAction.of(Actor.operator(), "user.address_confirmed_by_operator", person.id()));
      return true;
    });
  }

  /** A person, and the accounts that the person is a member of. */
  public record Listed(Person person, List<Membership> memberships) {}

  /** Everyone who can sign in, the newest first, up to a thousand. */
  public List<Listed> list(boolean unconfirmedOnly) {
    return database.with(handle ->
        PersonStore.list(handle, unconfirmedOnly, MOST_LISTED).stream()
            .map(person -> new Listed(person, MemberStore.of(handle, person.id())))
            .toList());
  }
}
