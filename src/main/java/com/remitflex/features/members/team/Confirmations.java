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
import com.remitflex.features.members.signin.SignIn;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.IdPrefix;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Confirms that a new user owns the email address of the login: by a link that is sent to that
 * address and must be opened in a browser that is signed in. Until then the login can do nothing.
 * The session is required so that nobody confirms a login whose password someone else has set.
 */
public final class Confirmations {
  private static final Duration LIFE = Duration.ofDays(7);

  /** The minimum time between two emails to one address. */
  private static final Duration MIN_INTERVAL = Duration.ofMinutes(5);

  private static final int MAX_LISTED = 1_000;

  private final Database database;
  private final LinkTokens links;
  private final PeopleAudit audit;

  public Confirmations(Database database, LinkTokens links, PeopleAudit audit) {
    this.database = database;
    this.links = links;
    this.audit = audit;
  }

  /** Sends the link again, unless one was sent within the last minutes. */
  public void sendAgain(Session session) {
    database.inTransaction(handle -> {
      Person person = PersonStore.lock(handle, session.person().id()).person();
      if (!person.confirmed()
          && !LinkStore.hasRecent(
              handle, Link.Purpose.CONFIRMATION, person.email(), MIN_INTERVAL)) {
        send(handle, person);
      }
      return person;
    });
  }

  void send(Handle handle, Person person) {
    String id = IdPrefix.LINK.next();
    LinkStore.create(handle, id, Link.Purpose.CONFIRMATION, person.email(), Optional.empty(), LIFE);
    audit.notify(
        handle,
        person,
        "Confirm your address for RemitFlex",
        """
        A login for RemitFlex was created with this address. If you created it, open this link \
        within a week, in a browser in which you are signed in:

        %s

        If you did not create it, ignore this message: without this link the login cannot be used.
        """
            .formatted(LinkTokens.placeholder(Link.Purpose.CONFIRMATION, id)));
  }

  /** Whether this token confirms the address of the person of this session. */
  public boolean isValid(Session session, String token) {
    return database
        .with(handle -> links.find(handle, Link.Purpose.CONFIRMATION, token))
        .filter(LinkTokens.Presented::provesAddress)
        .filter(one -> one.link().email().equals(session.person().email()))
        .isPresent();
  }

  /** Confirms the address and ends the person's other sessions; rejects with NOT_FOUND. */
  @CheckReturnValue
  public Result<Person> confirm(Session session, String token, Client client) {
    if (!isValid(session, token)) {
      return Result.rejected(LinkTokens.invalid());
    }
    return database.tryInTransaction(handle -> {
      Person person = PersonStore.lock(handle, session.person().id()).person();
      if (!PersonStore.confirm(handle, person.id())) {
        return Result.rejected(LinkTokens.invalid());
      }

      LinkStore.revoke(handle, Link.Purpose.CONFIRMATION, person.email());
      SessionStore.removeOthers(handle, person.id(), session.id());
      audit.appendEverywhere(
          handle,
          person.id(),
          AuditAction.of(PeopleAudit.actor(person, client), "user.address_confirmed", person.id()));
      return Result.ok(person);
    });
  }

  /**
   * Confirms the address on the operator's word; rejects with NOT_FOUND.
   *
   * @return false when the address was confirmed before
   */
  @CheckReturnValue
  public Result<Boolean> confirmByOperator(String email) {
    String address = SignIn.address(email);
    return database.tryInTransaction(handle -> {
      Optional<Person> person = PersonStore.findByEmail(handle, address).map(Login::person);
      return person.isEmpty()
          ? Result.rejected(SignIn.unknownAddress(address))
          : Result.ok(confirmByOperator(handle, person.get()));
    });
  }

  private boolean confirmByOperator(Handle handle, Person person) {
    PersonStore.lock(handle, person.id());
    if (!PersonStore.confirm(handle, person.id())) {
      return false;
    }
    LinkStore.revoke(handle, Link.Purpose.CONFIRMATION, person.email());
    audit.appendEverywhere(
        handle,
        person.id(),
        AuditAction.of(Actor.operator(), "user.address_confirmed_by_operator", person.id()));
    return true;
  }

  /** A user with the accounts that the user is a member of. */
  public record Listed(Person person, List<Membership> memberships) {}

  /** The users, the newest first, up to a thousand. */
  public List<Listed> list(boolean unconfirmedOnly) {
    return database.with(handle ->
        PersonStore.list(handle, unconfirmedOnly, MAX_LISTED).stream()
            .map(person -> new Listed(person, MemberStore.of(handle, person.id())))
            .toList());
  }
}
