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
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.net.Network;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A new password for whoever has forgotten the old one, by a link to the email address. The second
 * factor stays: whoever reads the mail needs it as well. Where the address was not proven before,
 * everything goes that was set up by then: someone else may have done it.
 */
public final class PasswordReset {
  private static final Duration LIFE = Duration.ofHours(1);

  /** So long no second mail is sent: nobody can fill a mail box. */
  private static final Duration NOT_AGAIN = Duration.ofMinutes(5);

  private static final long MOST_AN_HOUR = 3;

  private final Database database;
  private final PeopleSecrets secrets;
  private final LinkTokens links;
  private final Passwords passwords;
  private final HashPool hashes;
  private final AttemptLimits limits;
  private final PeopleAudit diary;

  public PasswordReset(
      Database database,
      PeopleSecrets secrets,
      LinkTokens links,
      Passwords passwords,
      HashPool hashes,
      AttemptLimits limits,
      PeopleAudit diary) {
    this.database = database;
    this.secrets = secrets;
    this.links = links;
    this.passwords = passwords;
    this.hashes = hashes;
    this.limits = limits;
    this.diary = diary;
  }

  /**
   * Sends a link if there is such a person, which is not revealed.
   *
   * @throws com.remitflex.platform.errors.ApiException RATE_LIMIT_EXCEEDED
   */
  public void request(String email, Client client) {
    limits.countNetwork(client);
    String address = SignIn.address(email);
    database.inTransaction(handle -> {
      Optional<Login> login = PersonStore.findByEmail(handle, address);
      if (login.isEmpty()) {
        return login;
      }
      // One after the other: many requests at once send no more mails than as many in a row.
      LinkStore.lock(handle, address);
      if (LinkStore.hasRecent(handle, Link.Purpose.RESET, address, NOT_AGAIN)
          || LinkStore.resetsSent(handle, address, Duration.ofHours(1)) >= MOST_AN_HOUR) {
        return login;
      }
      Person person = login.get().person();
      String id = newLink(handle, address);
      diary.tell(
          handle,
          person,
          "Set a new password for RemitFlex",
          """
          Someone at %s asked for a new password for this address. If it was you, open this link \
          within an hour:

          %s

          If not, there is nothing to do: your password stays as it is.
          """
              .formatted(client.ip(), LinkTokens.mark(Link.Purpose.RESET, id)));
      return login;
    });
  }

  /**
   * A link for the operator to hand over.
   *
   * @param withoutSecondFactor takes the second factor away, for who has lost it too
   * @throws com.remitflex.platform.errors.ApiException NOT_FOUND
   */
  public String byOperator(String email, boolean withoutSecondFactor) {
    String address = SignIn.address(email);
    return database.inTransaction(handle -> {
      Person person =
          PersonStore.findByEmail(handle, address)
              .map(Login::person)
              .orElseThrow(() ->
                  ApiError.of(ErrorCode.NOT_FOUND, "No one signs in with " + address + ".")
                      .exception());
      PersonStore.lock(handle, person.id());
      if (withoutSecondFactor) {
        PersonStore.removeSeed(handle, person.id());
        SessionStore.removeOthers(handle, person.id(), "");
      }
      long failed = FailedAttemptStore.lift(handle, secrets.attemptsOf(address));
      diary.writeEverywhere(
          handle,
          person.id(),
          AuditAction.of(
              Actor.operator(),
              "user.reset_by_operator",
              person.id(),
              Json.object()
                  .put("second_factor_removed", withoutSecondFactor)
                  .put("failed_before", failed)));
      return links.address(Link.Purpose.RESET, newLink(handle, address), address);
    });
  }

  private static String newLink(Handle handle, String address) {
    String id = IdPrefix.LINK.next();
    LinkStore.create(handle, id, Link.Purpose.RESET, address, Optional.empty(), LIFE);
    return id;
  }

  /** Whether a new password can be set by this token. */
  public boolean isGood(String token) {
    return database.with(handle -> links.find(handle, Link.Purpose.RESET, token)).isPresent();
  }

  /**
   * Sets the new password, signs the person out everywhere, and removes the passkeys: whoever has
   * lost control of a login gets all of it back. The link proves the address, so that the locks of
   * wrong passwords are lifted, and the browser is known from now on.
   *
   * @return what the browser is known by
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (password), NOT_FOUND,
   *     RATE_LIMIT_EXCEEDED, SERVICE_UNAVAILABLE
   */
  public String set(String token, String password, Client client) {
    Link link = limits.require(database, links, Link.Purpose.RESET, token, client).link();
    Passwords.require("password", password, link.email());
    String hash;
    try (HashPool.Place place = hashes.enter(HashPool.Lane.PROVEN, Network.of(client.ip()))) {
      hash = passwords.hash(place, password);
    }
    return database.inTransaction(handle -> {
      Person person =
          PersonStore.findByEmail(handle, link.email())
              .map(one -> PersonStore.lock(handle, one.person().id()).person())
              .orElseThrow(PasswordReset::gone);
      if (!LinkStore.use(handle, link.id())) {
        throw gone();
      }
      LinkStore.end(handle, Link.Purpose.RESET, link.email());
      PersonStore.setPassword(handle, person.id(), hash);
      String removed = removeProofs(handle, person);
      long failed = FailedAttemptStore.lift(handle, secrets.attemptsOf(link.email()));
      diary.tellOfChange(handle, person, client, "Your password was reset by a link." + removed);
      diary.writeEverywhere(
          handle,
          person.id(),
          AuditAction.of(
              PeopleAudit.actor(person, client),
              "user.password_reset",
              person.id(),
              Json.object()
                  .put("address_confirmed", !person.confirmed())
                  .put("failed_before", failed)));
      return Sessions.remember(handle, person.id());
    });
  }

  /** Answers what the mail says of it. */
  private static String removeProofs(Handle handle, Person person) {
    SessionStore.removeOthers(handle, person.id(), "");
    SessionStore.forgetDevices(handle, person.id());
    int passkeys = PasskeyStore.removeAll(handle, person.id());
    if (PersonStore.confirm(handle, person.id())) {
      PersonStore.removeSeed(handle, person.id());
      LinkStore.end(handle, Link.Purpose.CONFIRMATION, person.email());
      return " Your address is confirmed now: a second factor that was set up before was removed.";
    }
    return passkeys == 0 ? "" : " Your passkeys were removed: add them again.";
  }

  public static RuntimeException gone() {
    return ApiError.of(
            ErrorCode.NOT_FOUND, "This link was used before, or it is too old. Ask for another.")
        .exception();
  }
}
