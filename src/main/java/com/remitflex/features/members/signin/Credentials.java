package com.remitflex.features.members.signin;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.features.members.people.Attempt;
import com.remitflex.features.members.people.Link;
import com.remitflex.features.members.people.LinkStore;
import com.remitflex.features.members.people.Login;
import com.remitflex.features.members.people.PeopleAudit;
import com.remitflex.features.members.people.PeopleSecrets;
import com.remitflex.features.members.people.Person;
import com.remitflex.features.members.people.PersonName;
import com.remitflex.features.members.people.PersonStore;
import com.remitflex.features.members.people.Session;
import com.remitflex.features.members.people.SessionStore;
import com.remitflex.features.members.people.Tokens;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.net.Network;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * What a person changes of the own proofs of identity. Each change asks for the password, gives the
 * session another token, and ends the person's other sessions.
 */
public final class Credentials {
  private static final String ISSUER = "RemitFlex";

  private final Database database;
  private final PeopleSecrets secrets;
  private final Passwords passwords;
  private final HashPool hashes;
  private final PeopleAudit diary;

  public Credentials(
      Database database,
      PeopleSecrets secrets,
      Passwords passwords,
      HashPool hashes,
      PeopleAudit diary) {
    this.database = database;
    this.secrets = secrets;
    this.passwords = passwords;
    this.hashes = hashes;
    this.diary = diary;
  }

  /** A seed that waits for its first code: as a key to type, and as what a QR code says. */
  public record NewAuthenticator(String key, String uri) {}

  /** The session's new token, and the recovery codes, which are shown once. */
  public record Changed(String token, List<String> recoveryCodes) {}

  /**
   * Changes the password; answers the session's new token.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (current, password)
   */
  public String changePassword(Session session, String current, String password, Client client) {
    Passwords.require("password", password, session.person().email());
    Login login = proven(session, current, client);
    String hash;
    try (HashPool.Place place = hashes.enter(HashPool.Lane.PROVEN, Network.of(client.ip()))) {
      hash = passwords.hash(place, password);
    }
    return database.inTransaction(handle -> {
      requireUnchanged(handle, login);
      PersonStore.setPassword(handle, login.person().id(), hash);
      SessionStore.forgetDevices(handle, login.person().id());
      LinkStore.end(handle, Link.Purpose.RESET, login.person().email());
      diary.tellOfChange(handle, login.person(), client, "Your password was changed.");
      return changed(handle, session, client, "user.password_changed");
    });
  }

  /** The seed to be confirmed: the one that was shown before, so that a reload changes nothing. */
  public NewAuthenticator newAuthenticator(Session session) {
    Person person = session.person();
    return database.inTransaction(handle -> {
      PersonStore.lock(handle, person.id());
      byte[] seed =
          SessionStore.newSeed(handle, session.id())
              .map(sealed -> secrets.open(person.id(), sealed))
              .orElseGet(Totp::newSeed);
      SessionStore.setNewSeed(handle, session.id(), Optional.of(secrets.seal(person.id(), seed)));
      String key = Totp.base32(seed);
      String uri =
          "otpauth://totp/%s:%s?secret=%s&issuer=%s"
              .formatted(
                  ISSUER, URLEncoder.encode(person.email(), StandardCharsets.UTF_8), key, ISSUER);
      return new NewAuthenticator(key, uri);
    });
  }

  /**
   * Asks for codes of the new seed from now on.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (current, code)
   */
  public Changed confirmAuthenticator(Session session, String current, String code, Client client) {
    Login login = proven(session, current, client);
    String userId = login.person().id();
    return database.inTransaction(handle -> {
      requireUnchanged(handle, login);
      byte[] seed =
          SessionStore.newSeed(handle, session.id())
              .map(sealed -> secrets.open(userId, sealed))
              .orElseThrow(() -> wrong("code", "Scan the QR code first."));
      OptionalLong step =
          Totp.match(seed, code.replaceAll("\\s", ""), DatabaseClock.read(handle), 0);
      if (step.isEmpty()) {
        throw wrong("code", "This is not the code that the app shows now. Type the next one.");
      }
      PersonStore.setSeed(handle, userId, secrets.seal(userId, seed), step.getAsLong());
      SessionStore.setNewSeed(handle, session.id(), Optional.empty());
      List<String> codes = RecoveryCodes.renew(handle, userId);
      return new Changed(changed(handle, session, client, "user.second_factor_added"), codes);
    });
  }

  /**
   * Asks for no code any more; answers the session's new token.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (current)
   */
  public String removeAuthenticator(Session session, String current, Client client) {
    Login login = proven(session, current, client);
    return database.inTransaction(handle -> {
      requireUnchanged(handle, login);
      PersonStore.removeSeed(handle, login.person().id());
      diary.tellOfChange(
          handle, login.person(), client, "The authenticator was removed: no code is asked for.");
      return changed(handle, session, client, "user.second_factor_removed");
    });
  }

  /**
   * Replaces the recovery codes.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (current)
   */
  public Changed renewRecoveryCodes(Session session, String current, Client client) {
    Login login = proven(session, current, client);
    return database.inTransaction(handle -> {
      requireUnchanged(handle, login);
      if (login.seed().isEmpty()) {
        throw wrong("current", "Set up an authenticator first.");
      }
      List<String> codes = RecoveryCodes.renew(handle, login.person().id());
      return new Changed(changed(handle, session, client, "user.recovery_codes_renewed"), codes);
    });
  }

  /** How many recovery codes the person has left. */
  public int recoveryCodesLeft(Session session) {
    return database.with(handle -> PersonStore.countRecoveryCodes(handle, session.person().id()));
  }

  /**
   * Sets the name by which others see the person.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (name)
   */
  public void rename(Session session, String name) {
    String plain = PersonName.require(name);
    database.use(handle -> PersonStore.setName(handle, session.person().id(), plain));
  }

  /**
   * The person, who has typed the right password. Wrong ones are counted per person, in whichever
   * session they are typed; too many end the session.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (current), UNAUTHORIZED
   *     when the session was ended, SERVICE_UNAVAILABLE
   */
  Login proven(Session session, String current, Client client) {
    Attempt.Subject subject = secrets.reauthentications(session.person());
    try (HashPool.Place place = hashes.enter(HashPool.Lane.PROVEN, Network.of(client.ip()))) {
      Attempt attempt = database.with(handle -> FailedAttemptStore.begin(handle, subject));
      if (attempt.waitSeconds().isPresent()) {
        throw wrong(
            "current",
            "Too many wrong passwords. Wait "
                + attempt.waitSeconds().getAsInt()
                + " s, then try again.");
      }
      Login login =
          database
              .with(handle -> PersonStore.find(handle, session.person().id()))
              .orElseThrow(() -> new IllegalStateException("no person " + session.person().id()));
      if (!passwords.check(place, current, Optional.of(login.passwordHash())).right()) {
        throw wrongPassword(session, subject, attempt, client);
      }
      database.use(handle -> FailedAttemptStore.forgive(handle, subject));
      return login;
    }
  }

  private RuntimeException wrongPassword(
      Session session, Attempt.Subject subject, Attempt attempt, Client client) {
    Person person = session.person();
    boolean ends = attempt.isOneTooMany();
    database.inTransaction(handle -> {
      FailedAttemptStore.wrong(handle, subject, Optional.of(person.id()), client);
      if (ends) {
        SessionStore.remove(handle, person.id(), session.id());
        FailedSignIns.tell(
            handle,
            diary,
            person,
            client,
            "Someone who was signed in as you entered "
                + attempt.number()
                + " wrong passwords in a row under Settings, Security. The session was ended.");
      }
      return ends;
    });
    return ends
        ? ApiError.of(
                ErrorCode.UNAUTHORIZED,
                "Too many wrong passwords: you were signed out. Sign in again.")
            .exception()
        : wrong("current", "This is not your password.");
  }

  private static void requireUnchanged(Handle handle, Login login) {
    if (!PersonStore.lock(handle, login.person().id())
        .passwordHash()
        .equals(login.passwordHash())) {
      throw wrong("current", "This is not your password any more.");
    }
  }

  /** Gives the session another token, ends the person's others, and writes it down. */
  String changed(Handle handle, Session session, Client client, String action) {
    Person person = session.person();
    String token = Tokens.next();
    SessionStore.removeOthers(handle, person.id(), session.id());
    if (!SessionStore.rotate(handle, session.id(), token)) {
      throw ApiError.of(ErrorCode.NOT_FOUND, "You were signed out. Nothing was changed.")
          .exception();
    }
    diary.writeEverywhere(
        handle,
        person.id(),
        AuditAction.of(PeopleAudit.actor(person, client), action, person.id()));
    return token;
  }

  private static RuntimeException wrong(String field, String message) {
    return ApiError.at(field, ErrorCode.VALIDATION_ERROR, message).exception();
  }
}
