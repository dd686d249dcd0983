package com.remitflex.features.members.signin;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.mail.MailText;
import com.remitflex.features.members.people.Attempt;
import com.remitflex.features.members.people.Login;
import com.remitflex.features.members.people.PeopleAudit;
import com.remitflex.features.members.people.PeopleSecrets;
import com.remitflex.features.members.people.Person;
import com.remitflex.features.members.people.PersonName;
import com.remitflex.features.members.people.PersonStore;
import com.remitflex.features.members.people.Session;
import com.remitflex.features.members.signin.WebAuthn.Assertion;
import com.remitflex.features.members.signin.WebAuthn.Registration;
import com.remitflex.features.members.signin.WebAuthn.Verification;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.json.Json;
import com.yubico.webauthn.RegisteredCredential;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Passkeys: adding them, removing them, and signing in with one. The device verifies its user, so a
 * passkey covers both steps of signing in (decision 0017).
 */
public final class Passkeys {
  private static final int MAX_PASSKEYS = 20;
  private static final String FIELD = "credential";
  private static final String NOT_POSSIBLE =
      "Passkeys require a domain name, but this platform's public address is an IP address.";

  private static final String TOO_MANY =
      "You have " + MAX_PASSKEYS + " passkeys. Remove one first.";

  private final Database database;
  private final PeopleSecrets secrets;
  private final Credentials credentials;
  private final SignIn signIn;
  private final AttemptLimits limits;
  private final DatabaseClock clock;
  private final PeopleAudit audit;
  private final Challenges challenges;
  private final WebAuthn webAuthn;

  /**
   * The passkeys of this installation.
   *
   * @param publicUrl passkeys are bound to its host
   */
  public Passkeys(
      Database database,
      PeopleSecrets secrets,
      Credentials credentials,
      SignIn signIn,
      AttemptLimits limits,
      DatabaseClock clock,
      PeopleAudit audit,
      String publicUrl) {
    this.database = database;
    this.secrets = secrets;
    this.credentials = credentials;
    this.signIn = signIn;
    this.limits = limits;
    this.clock = clock;
    this.audit = audit;
    this.challenges = new Challenges(secrets);
    this.webAuthn = new WebAuthn(publicUrl);
  }

  /** Whether browsers support passkeys for the public address. */
  public boolean arePossible() {
    return webAuthn.isPossible();
  }

  public List<Passkey> list(Session session) {
    return database.with(handle -> PasskeyStore.list(handle, session.person().id()));
  }

  /**
   * Starts adding a passkey; rejects with VALIDATION_ERROR (credential), or like {@link
   * Credentials} because of the password.
   *
   * @return the JSON of `PublicKeyCredentialCreationOptions` for the browser
   */
  @CheckReturnValue
  public Result<String> begin(Session session, String current, Client client) {
    if (!arePossible()) {
      return invalid(NOT_POSSIBLE);
    }
    return credentials
        .authenticate(session, current, client)
        .flatMap(login ->
            database.with(handle -> {
              if (hasTooMany(handle, login.person())) {
                return invalid(TOO_MANY);
              }
              byte[] challenge =
                  challenges.next(Challenges.Purpose.ADD, session.id(), DatabaseClock.read(handle));
              return Result.ok(webAuthn.creationOptions(handle, login.person(), challenge));
            }));
  }

  private static boolean hasTooMany(Handle handle, Person person) {
    return PasskeyStore.list(handle, person.id()).size() >= MAX_PASSKEYS;
  }

  /**
   * Adds the passkey that the browser has created; rejects with VALIDATION_ERROR (name,
   * credential), or NOT_FOUND when the session has ended.
   *
   * @param response the credential as JSON
   * @return the session's new token
   */
  @CheckReturnValue
  public Result<String> add(Session session, String name, String response, Client client) {
    if (!arePossible()) {
      return invalid(NOT_POSSIBLE);
    }
    return PersonName.of(name)
        .flatMap(storedName -> {
          Optional<Registration> registration = WebAuthn.readRegistration(response);
          return registration.isEmpty()
              ? invalid("The browser returned no passkey. Try again, or use another browser.")
              : database.tryInTransaction(
                  handle -> add(handle, session, storedName, registration.get(), client));
        });
  }

  private Result<String> add(
      Handle handle, Session session, String name, Registration registration, Client client) {
    Person person = PersonStore.lock(handle, session.person().id()).person();
    if (hasTooMany(handle, person)) {
      return invalid(TOO_MANY);
    }
    byte[] challenge = registration.challenge();
    Optional<Instant> expiresAt =
        validUntil(handle, challenge, Challenges.Purpose.ADD, session.id());
    if (expiresAt.isEmpty()) {
      return invalid("This took too long. Start again with your password.");
    }
    Optional<RegisteredCredential> credential = webAuthn.verify(handle, person, registration);
    if (credential.isEmpty()) {
      return invalid("The passkey could not be verified. Nothing was added; try again.");
    }
    if (!PasskeyStore.useChallenge(handle, challenge, expiresAt.get())
        || !PasskeyStore.create(handle, person.id(), name, credential.get())) {
      return invalid("This passkey is already in use. Nothing was added.");
    }

    audit.notifyOfChange(
        handle,
        person,
        client,
        "A passkey was added. Its name, as it was entered:\n\n    " + MailText.quoted(name));
    return credentials.rotateSession(handle, session, client, "user.passkey_added");
  }

  /**
   * Removes a passkey; rejects with NOT_FOUND, or like {@link Credentials} because of the password.
   *
   * @return the session's new token
   */
  @CheckReturnValue
  public Result<String> remove(Session session, String id, String current, Client client) {
    return credentials
        .authenticate(session, current, client)
        .flatMap(login ->
            database.tryInTransaction(handle -> {
              Person person = login.person();
              PersonStore.lock(handle, person.id());
              if (!PasskeyStore.remove(handle, person.id(), id)) {
                return Result.rejected(ErrorCode.NOT_FOUND, "This passkey was already removed.");
              }

              audit.notifyOfChange(handle, person, client, "A passkey was removed.");
              return credentials.rotateSession(handle, session, client, "user.passkey_removed");
            }));
  }

  /**
   * Starts signing in; empty where passkeys are not possible.
   *
   * @param browser identifies the browser whose response is accepted
   * @return the JSON of `PublicKeyCredentialRequestOptions` for the browser
   */
  public Optional<String> request(String browser) {
    if (!arePossible()) {
      return Optional.empty();
    }
    byte[] challenge = challenges.next(Challenges.Purpose.SIGN_IN, browser, clock.now());
    return Optional.of(webAuthn.requestOptions(challenge));
  }

  /**
   * Signs in with a passkey, without a code; rejects with RATE_LIMIT_EXCEEDED.
   *
   * @param browser as for {@link #request}
   * @param response the assertion as JSON
   */
  @CheckReturnValue
  public Result<SignInOutcome> signIn(String browser, String response, Client client) {
    Optional<ApiError> tooMany = limits.countNetwork(client);
    if (tooMany.isPresent()) {
      return Result.rejected(tooMany.get());
    }
    Optional<Assertion> assertion = WebAuthn.readAssertion(response);
    if (!arePossible() || assertion.isEmpty()) {
      return Result.ok(new SignInOutcome.Rejected());
    }
    return Result.ok(
        database.inTransaction(handle -> signIn(handle, browser, assertion.get(), client)));
  }

  private SignInOutcome signIn(Handle handle, String browser, Assertion assertion, Client client) {
    byte[] challenge = assertion.challenge();
    Optional<Instant> expiresAt =
        validUntil(handle, challenge, Challenges.Purpose.SIGN_IN, browser);
    Optional<Login> login = assertion.userId().flatMap(id -> PersonStore.find(handle, id));
    if (expiresAt.isEmpty() || login.isEmpty()) {
      return new SignInOutcome.Rejected();
    }
    Person person = PersonStore.lock(handle, login.get().person().id()).person();
    if (!signIn.realm().admits(person)) {
      return new SignInOutcome.Rejected();
    }
    return switch (webAuthn.verify(handle, assertion)) {
      case Verification.Invalid invalid -> recordFailure(handle, person, client);
      case Verification.Copied copied -> {
        if (PasskeyStore.useChallenge(handle, challenge, expiresAt.get())) {
          reportCopy(handle, person, client);
        }
        yield new SignInOutcome.Rejected();
      }
      case Verification.Valid valid -> {
        if (!PasskeyStore.useChallenge(handle, challenge, expiresAt.get())) {
          yield new SignInOutcome.Rejected();
        }
        PasskeyStore.recordUse(handle, valid.credential(), valid.signCount());
        yield signIn.openSession(handle, person, client, "passkey");
      }
    };
  }

  private SignInOutcome recordFailure(Handle handle, Person person, Client client) {
    Attempt.Subject subject = secrets.passkeyAttempts(person);
    FailedAttemptStore.begin(handle, subject);
    FailedAttemptStore.recordFailure(handle, subject, Optional.of(person.id()), client);
    return new SignInOutcome.Rejected();
  }

  private void reportCopy(Handle handle, Person person, Client client) {
    audit.appendEverywhere(
        handle,
        person.id(),
        AuditAction.of(
            PeopleAudit.actor(person, client),
            "user.passkey_refused",
            person.id(),
            Json.object().put("reason", "its count of signatures went back")));
    audit.notify(
        handle,
        person,
        "A passkey of yours may have been copied",
        """
        Someone at %s tried to sign in with one of your passkeys, but its signature count was \
        lower than the count that RemitFlex has stored. The sign-in was rejected. A copy of the \
        passkey may exist: remove the passkey on the Security page, and add a new one.
        """
            .formatted(client.ip()));
  }

  /** When a challenge expires. Only a correct response uses it up; a wrong one writes nothing. */
  private Optional<Instant> validUntil(
      Handle handle, byte[] challenge, Challenges.Purpose purpose, String boundTo) {
    return challenges.validUntil(challenge, purpose, boundTo, DatabaseClock.read(handle));
  }

  private static <T> Result<T> invalid(String message) {
    return Result.rejected(FIELD, ErrorCode.VALIDATION_ERROR, message);
  }
}
