package com.remitflex.features.members.signin;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.features.members.people.Link;
import com.remitflex.features.members.people.LinkStore;
import com.remitflex.features.members.people.LinkTokens;
import com.remitflex.features.members.people.Login;
import com.remitflex.features.members.people.PeopleAudit;
import com.remitflex.features.members.people.PeopleSecrets;
import com.remitflex.features.members.people.Person;
import com.remitflex.features.members.people.PersonStore;
import com.remitflex.features.members.people.SessionStore;
import com.remitflex.features.members.people.Sessions;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Sets a new password through a link that is sent to the email address. The second factor stays, so
 * that access to the mailbox alone is not enough. If the address was not proven before, everything
 * that was set up until then is removed, because someone else may have done it.
 */
public final class PasswordReset {
  private static final Duration LIFE = Duration.ofHours(1);

  /** The minimum time between two emails to one address, so that nobody can flood a mailbox. */
  private static final Duration MIN_INTERVAL = Duration.ofMinutes(5);

  private static final Duration AN_HOUR = Duration.ofHours(1);
  private static final long MAX_PER_HOUR = 3;

  private final Database database;
  private final PeopleSecrets secrets;
  private final LinkTokens links;
  private final Passwords passwords;
  private final AttemptLimits limits;
  private final PeopleAudit audit;

  public PasswordReset(
      Database database,
      PeopleSecrets secrets,
      LinkTokens links,
      Passwords passwords,
      AttemptLimits limits,
      PeopleAudit audit) {
    this.database = database;
    this.secrets = secrets;
    this.links = links;
    this.passwords = passwords;
    this.limits = limits;
    this.audit = audit;
  }

  /**
   * Sends a link if a person with this address exists; the result does not reveal whether one does.
   * Rejects with RATE_LIMIT_EXCEEDED.
   *
   * @return the address in the form in which it was looked up
   */
  @CheckReturnValue
  public Result<String> request(String email, Client client) {
    Optional<ApiError> tooMany = limits.countNetwork(client);
    if (tooMany.isPresent()) {
      return Result.rejected(tooMany.get());
    }
    String address = SignIn.address(email);
    database.inTransaction(handle -> sendIfKnown(handle, address, client));
    return Result.ok(address);
  }

  private boolean sendIfKnown(Handle handle, String address, Client client) {
    Optional<Login> login =
        PersonStore.findByEmail(handle, address).filter(PasswordReset::isMember);
    if (login.isEmpty()) {
      return false;
    }
    // Concurrent requests wait here, so that they send no more emails than consecutive ones.
    LinkStore.lock(handle, address);
    if (LinkStore.hasRecent(handle, Link.Purpose.RESET, address, MIN_INTERVAL)
        || LinkStore.resetsSent(handle, address, AN_HOUR) >= MAX_PER_HOUR) {
      return false;
    }
    audit.notify(
        handle,
        login.get().person(),
        "Set a new password for RemitFlex",
        """
        Someone at %s requested a new password for this address. If it was you, open this link \
        within an hour:

        %s

        If it was not you, ignore this message: your password has not changed.
        """
            .formatted(
                client.ip(),
                LinkTokens.placeholder(Link.Purpose.RESET, createLink(handle, address))));
    return true;
  }

  /**
   * Creates a link that the operator hands over; rejects with NOT_FOUND.
   *
   * @param withoutSecondFactor also removes the second factor, for a person who has lost it
   * @return the URL of the link
   */
  @CheckReturnValue
  public Result<String> createLinkByOperator(String email, boolean withoutSecondFactor) {
    String address = SignIn.address(email);
    return database.tryInTransaction(handle -> {
      Optional<Person> person =
          PersonStore.findByEmail(handle, address)
              .filter(PasswordReset::isMember)
              .map(Login::person);
      if (person.isEmpty()) {
        return Result.rejected(SignIn.unknownAddress(address));
      }

      reset(handle, person.get(), withoutSecondFactor);
      return Result.ok(links.address(Link.Purpose.RESET, createLink(handle, address), address));
    });
  }

  /** The login of an operator is reset by a new link to the operator console. */
  private static boolean isMember(Login login) {
    return login.person().kind() == Person.Kind.MEMBER;
  }

  private void reset(Handle handle, Person person, boolean withoutSecondFactor) {
    PersonStore.lock(handle, person.id());
    if (withoutSecondFactor) {
      PersonStore.removeSeed(handle, person.id());
      SessionStore.removeOthers(handle, person.id(), "");
    }
    long failed = FailedAttemptStore.unlock(handle, secrets.attemptsOf(person.email()));
    audit.appendEverywhere(
        handle,
        person.id(),
        AuditAction.of(
            Actor.operator(),
            "user.reset_by_operator",
            person.id(),
            Json.object()
                .put("second_factor_removed", withoutSecondFactor)
                .put("failed_before", failed)));
  }

  private static String createLink(Handle handle, String address) {
    String id = IdPrefix.LINK.next();
    LinkStore.create(handle, id, Link.Purpose.RESET, address, Optional.empty(), LIFE);
    return id;
  }

  /** Whether a new password can be set with this token. */
  public boolean isValid(String token) {
    return database.with(handle -> links.find(handle, Link.Purpose.RESET, token)).isPresent();
  }

  /**
   * Sets the new password, ends all sessions of the person and removes the passkeys, so that a
   * person who has lost control of a login regains it. The link proves the address; therefore the
   * delays after wrong passwords are removed, and the browser becomes known.
   *
   * <p>Rejects with NOT_FOUND, RATE_LIMIT_EXCEEDED or VALIDATION_ERROR (password).
   *
   * @return the token of the known browser
   * @throws com.remitflex.platform.errors.ApiException SERVICE_UNAVAILABLE
   */
  @CheckReturnValue
  public Result<String> setPassword(String token, String password, Client client) {
    return limits
        .requireLink(database, links, Link.Purpose.RESET, token, client)
        .map(LinkTokens.Presented::link)
        .flatMap(link -> {
          Optional<ApiError> weak = Passwords.reject("password", password, link.email());
          if (weak.isPresent()) {
            return Result.rejected(weak.get());
          }
          String hash = passwords.hash(password, client);
          return database.tryInTransaction(handle -> setPassword(handle, link, hash, client));
        });
  }

  private Result<String> setPassword(Handle handle, Link link, String hash, Client client) {
    Optional<Person> found =
        PersonStore.findByEmail(handle, link.email())
            .filter(PasswordReset::isMember)
            .map(one -> PersonStore.lock(handle, one.person().id()).person());
    if (found.isEmpty() || !LinkStore.use(handle, link.id())) {
      return Result.rejected(LinkTokens.invalid());
    }

    Person person = found.get();
    LinkStore.revoke(handle, Link.Purpose.RESET, link.email());
    PersonStore.setPassword(handle, person.id(), hash);
    String removed = removeFactors(handle, person);
    long failed = FailedAttemptStore.unlock(handle, secrets.attemptsOf(link.email()));
    audit.notifyOfChange(
        handle, person, client, "Your password was reset through a link." + removed);
    audit.appendEverywhere(
        handle,
        person.id(),
        AuditAction.of(
            PeopleAudit.actor(person, client),
            "user.password_reset",
            person.id(),
            Json.object()
                .put("address_confirmed", !person.confirmed())
                .put("failed_before", failed)));
    return Result.ok(Sessions.storeDevice(handle, person.id()));
  }

  /** Removes the other ways to sign in; returns the sentence about it for the email. */
  private static String removeFactors(Handle handle, Person person) {
    SessionStore.removeOthers(handle, person.id(), "");
    SessionStore.deleteDevices(handle, person.id());
    int passkeys = PasskeyStore.removeAll(handle, person.id());
    if (PersonStore.confirm(handle, person.id())) {
      PersonStore.removeSeed(handle, person.id());
      LinkStore.revoke(handle, Link.Purpose.CONFIRMATION, person.email());
      return " Your address is now confirmed. A second factor that was set up before was removed.";
    }
    return passkeys == 0 ? "" : " Your passkeys were removed. Add them again.";
  }
}
