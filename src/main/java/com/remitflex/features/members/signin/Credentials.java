package com.remitflex.features.members.signin;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.features.members.forms.FormCipher;
import com.remitflex.features.members.forms.FormSubmissions;
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
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * Changes a person's own password, authenticator and recovery codes. Each change requires the
 * password, gives the session a new token, and ends the person's other sessions.
 *
 * <p>Every method with a `current` password rejects with VALIDATION_ERROR (current) when it is
 * wrong, with UNAUTHORIZED when too many wrong ones have ended the session, and throws an {@link
 * com.remitflex.platform.errors.ApiException} SERVICE_UNAVAILABLE when too many are being checked.
 */
public final class Credentials {
  private static final String ISSUER = "RemitFlex";
  private static final String CURRENT = "current";
  private static final String CODE = "code";

  private final Database database;
  private final PeopleSecrets secrets;
  private final Passwords passwords;
  private final PeopleAudit audit;

  public Credentials(
      Database database, PeopleSecrets secrets, Passwords passwords, PeopleAudit audit) {
    this.database = database;
    this.secrets = secrets;
    this.passwords = passwords;
    this.audit = audit;
  }

  /** A seed that no code has confirmed yet: as a key to type, and as the URI of a QR code. */
  public record NewAuthenticator(String key, String uri) {
    static NewAuthenticator of(String email, byte[] seed) {
      String key = Totp.base32(seed);
      return new NewAuthenticator(
          key,
          "otpauth://totp/%s:%s?secret=%s&issuer=%s"
              .formatted(ISSUER, URLEncoder.encode(email, StandardCharsets.UTF_8), key, ISSUER));
    }
  }

  /** The session's new token, and the recovery codes, which are shown only once. */
  public record Changed(String token, List<String> recoveryCodes) {
    /** The texts from which {@link #of} makes the same again. */
    List<String> texts() {
      List<String> texts = new ArrayList<>(recoveryCodes);
      texts.addFirst(token);
      return texts;
    }

    /** What a form has made whose server was killed before it responded. */
    public static Changed of(List<String> texts) {
      return new Changed(texts.getFirst(), texts.subList(1, texts.size()));
    }
  }

  /**
   * Changes the password; also rejects with VALIDATION_ERROR (password).
   *
   * @return the session's new token
   */
  @CheckReturnValue
  public Result<String> changePassword(
      Session session, String current, String password, Client client) {
    Optional<ApiError> weak = Passwords.reject("password", password, session.person().email());
    if (weak.isPresent()) {
      return Result.rejected(weak.get());
    }
    return authenticate(session, current, client)
        .flatMap(login -> {
          String hash = passwords.hash(password, client);
          return ifUnchanged(
              login,
              handle -> {
                PersonStore.setPassword(handle, login.person().id(), hash);
                SessionStore.deleteDevices(handle, login.person().id());
                LinkStore.revoke(handle, Link.Purpose.RESET, login.person().email());
                audit.notifyOfChange(handle, login.person(), client, "Your password was changed.");
                return rotateSession(handle, session, client, "user.password_changed");
              });
        });
  }

  /** The seed to be confirmed; reloading the page returns the same one. */
  public NewAuthenticator newAuthenticator(Session session) {
    Person person = session.person();
    return database.inTransaction(handle -> {
      PersonStore.lock(handle, person.id());
      byte[] seed =
          SessionStore.newSeed(handle, session.id())
              .map(encrypted -> secrets.decryptSeed(person.id(), encrypted))
              .orElseGet(Totp::newSeed);
      SessionStore.setNewSeed(
          handle, session.id(), Optional.of(secrets.encryptSeed(person.id(), seed)));
      return NewAuthenticator.of(person.email(), seed);
    });
  }

  /**
   * Requires codes of the new seed from now on; also rejects with VALIDATION_ERROR (code).
   *
   * @param form shows the recovery codes, also if the process is killed before it responds
   */
  @CheckReturnValue
  public Result<Changed> confirmAuthenticator(
      Session session, String current, String code, Client client, FormCipher form) {
    return authenticate(session, current, client)
        .flatMap(login ->
            ifUnchanged(
                login, handle -> confirmAuthenticator(handle, session, code, client, form)));
  }

  private Result<Changed> confirmAuthenticator(
      Handle handle, Session session, String code, Client client, FormCipher form) {
    String userId = session.person().id();
    Optional<byte[]> seed =
        SessionStore.newSeed(handle, session.id())
            .map(encrypted -> secrets.decryptSeed(userId, encrypted));
    if (seed.isEmpty()) {
      return Result.rejected(CODE, ErrorCode.VALIDATION_ERROR, "Scan the QR code first.");
    }
    OptionalLong step =
        Totp.match(seed.get(), code.replaceAll("\\s", ""), DatabaseClock.read(handle), 0);
    if (step.isEmpty()) {
      return Result.rejected(
          CODE,
          ErrorCode.VALIDATION_ERROR,
          "This is not the code that the app shows now. Enter the next one.");
    }

    PersonStore.setSeed(handle, userId, secrets.encryptSeed(userId, seed.get()), step.getAsLong());
    SessionStore.setNewSeed(handle, session.id(), Optional.empty());
    List<String> codes = RecoveryCodes.renew(handle, userId);
    return rotateSession(handle, session, client, "user.second_factor_added")
        .map(token -> recorded(handle, form, new Changed(token, codes)));
  }

  /**
   * Removes the authenticator: signing in no longer requires a code. Also rejects with
   * VALIDATION_ERROR (current) for an operator, who needs a second factor.
   *
   * @return the session's new token
   */
  @CheckReturnValue
  public Result<String> removeAuthenticator(Session session, String current, Client client) {
    if (session.person().kind() == Person.Kind.OPERATOR) {
      return Result.rejected(
          CURRENT, ErrorCode.VALIDATION_ERROR, "Operators sign in with a second factor.");
    }
    return authenticate(session, current, client)
        .flatMap(login ->
            ifUnchanged(
                login,
                handle -> {
                  PersonStore.removeSeed(handle, login.person().id());
                  audit.notifyOfChange(
                      handle,
                      login.person(),
                      client,
                      "The authenticator was removed: signing in no longer requires a code.");
                  return rotateSession(handle, session, client, "user.second_factor_removed");
                }));
  }

  private static Changed recorded(Handle handle, FormCipher form, Changed changed) {
    FormSubmissions.recordMade(handle, form, changed.texts());
    return changed;
  }

  /**
   * Replaces the recovery codes.
   *
   * @param form as for {@link #confirmAuthenticator}
   */
  @CheckReturnValue
  public Result<Changed> renewRecoveryCodes(
      Session session, String current, Client client, FormCipher form) {
    return authenticate(session, current, client)
        .flatMap(login ->
            ifUnchanged(
                login,
                handle -> {
                  if (login.seed().isEmpty()) {
                    return Result.rejected(
                        CURRENT, ErrorCode.VALIDATION_ERROR, "Set up an authenticator first.");
                  }

                  List<String> codes = RecoveryCodes.renew(handle, login.person().id());
                  return rotateSession(handle, session, client, "user.recovery_codes_renewed")
                      .map(token -> recorded(handle, form, new Changed(token, codes)));
                }));
  }

  /** The number of recovery codes that the person has left. */
  public int recoveryCodesLeft(Session session) {
    return database.with(handle -> PersonStore.countRecoveryCodes(handle, session.person().id()));
  }

  /** Sets the name that other members see; rejects with VALIDATION_ERROR (name). */
  @CheckReturnValue
  public Result<String> rename(Session session, String name) {
    return PersonName.of(name)
        .map(stored -> {
          database.use(handle -> PersonStore.setName(handle, session.person().id(), stored));
          return stored;
        });
  }

  /**
   * The person of the session, if this is the person's password. Wrong passwords are counted per
   * person, in whatever session they are entered; too many end the session.
   *
   * @throws com.remitflex.platform.errors.ApiException SERVICE_UNAVAILABLE
   */
  @CheckReturnValue
  Result<Login> authenticate(Session session, String current, Client client) {
    Attempt.Subject subject = secrets.reauthentications(session.person());
    try (HashPool.Permit permit = passwords.acquire(HashPool.Lane.PROVEN, client)) {
      Attempt attempt = database.with(handle -> FailedAttemptStore.begin(handle, subject));
      if (attempt.waitSeconds().isPresent()) {
        return Result.rejected(
            CURRENT,
            ErrorCode.VALIDATION_ERROR,
            "Too many wrong passwords. Wait "
                + attempt.waitSeconds().getAsInt()
                + " s, then try again.");
      }
      Login login =
          database
              .with(handle -> PersonStore.find(handle, session.person().id()))
              .orElseThrow(() -> new IllegalStateException("no person " + session.person().id()));
      if (!passwords.check(permit, current, Optional.of(login.passwordHash())).right()) {
        return Result.rejected(recordWrongPassword(session, subject, attempt, client));
      }

      database.use(handle -> FailedAttemptStore.clear(handle, subject));
      return Result.ok(login);
    }
  }

  private ApiError recordWrongPassword(
      Session session, Attempt.Subject subject, Attempt attempt, Client client) {
    Person person = session.person();
    boolean endsSession = attempt.exceedsFreeAttempts();
    database.inTransaction(handle -> {
      FailedAttemptStore.recordFailure(handle, subject, Optional.of(person.id()), client);
      if (endsSession) {
        SessionStore.remove(handle, person.id(), session.id());
        FailedSignIns.notify(
            handle,
            audit,
            person,
            client,
            "Someone who was signed in as you entered "
                + attempt.number()
                + " wrong passwords in a row on the Security page. The session was ended.");
      }
      return endsSession;
    });
    return endsSession
        ? ApiError.of(
            ErrorCode.UNAUTHORIZED, "Too many wrong passwords: you were signed out. Sign in again.")
        : ApiError.at(CURRENT, ErrorCode.VALIDATION_ERROR, "This is not your password.");
  }

  /** Runs a change in a transaction, unless the password was changed after it was checked. */
  private <T> Result<T> ifUnchanged(Login login, Change<T> change) {
    return database.tryInTransaction(handle -> {
      Login now = PersonStore.lock(handle, login.person().id());
      return now.passwordHash().equals(login.passwordHash())
          ? change.apply(handle)
          : Result.rejected(
              CURRENT, ErrorCode.VALIDATION_ERROR, "This is no longer your password.");
    });
  }

  @FunctionalInterface
  private interface Change<T> {
    @CheckReturnValue
    Result<T> apply(Handle handle);
  }

  /**
   * Gives the session a new token, ends the person's other sessions, and records the action;
   * rejects with NOT_FOUND when the session has ended.
   */
  @CheckReturnValue
  Result<String> rotateSession(Handle handle, Session session, Client client, String action) {
    Person person = session.person();
    String token = Tokens.next();
    SessionStore.removeOthers(handle, person.id(), session.id());
    if (!SessionStore.rotate(handle, session.id(), token)) {
      return Result.rejected(ErrorCode.NOT_FOUND, "You were signed out. Nothing was changed.");
    }

    audit.appendEverywhere(
        handle,
        person.id(),
        AuditAction.of(PeopleAudit.actor(person, client), action, person.id()));
    return Result.ok(token);
  }
}
