package com.remitflex.features.members.signin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.features.members.people.Attempt;
import com.remitflex.features.members.people.Login;
import com.remitflex.features.members.people.PeopleAudit;
import com.remitflex.features.members.people.PeopleSecrets;
import com.remitflex.features.members.people.Person;
import com.remitflex.features.members.people.PersonStore;
import com.remitflex.features.members.people.Session;
import com.remitflex.features.members.people.SessionStore;
import com.remitflex.features.members.people.Sessions;
import com.remitflex.features.members.people.Tokens;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.net.Network;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;

/**
 * Signs a person in by password and, where a second factor is set up, by a code. Wrong passwords
 * are counted per address and network, and separately for a known browser, so that a stranger
 * cannot lock out the owner's browser or other networks. Wrong codes are counted per person,
 * whatever network they come from: only someone who knows the password can enter a code.
 */
public final class SignIn {
  private static final int MAX_EMAIL = 254;
  private static final int DEVICE_LOOKUPS = 4;

  private final Database database;
  private final PeopleSecrets secrets;
  private final Passwords passwords;
  private final AttemptLimits limits;
  private final PeopleAudit audit;
  private final Realm realm;

  /**
   * Limits the concurrent lookups of device cookies, so that forged ones do not load the database.
   */
  private final Semaphore deviceLookups = new Semaphore(DEVICE_LOOKUPS, true);

  public SignIn(
      Database database,
      PeopleSecrets secrets,
      Passwords passwords,
      AttemptLimits limits,
      PeopleAudit audit,
      Realm realm) {
    this.database = database;
    this.secrets = secrets;
    this.passwords = passwords;
    this.limits = limits;
    this.audit = audit;
    this.realm = realm;
  }

  Realm realm() {
    return realm;
  }

  /** NOT_FOUND, for the operator: nobody else learns whether an address exists. */
  public static ApiError unknownAddress(String address) {
    return ApiError.of(ErrorCode.NOT_FOUND, "No user signs in with " + address + ".");
  }

  /** An email address as it is stored: users type it in any case. */
  public static String address(String email) {
    return email.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The first step; rejects with RATE_LIMIT_EXCEEDED.
   *
   * @param deviceToken the token of this browser, if anyone has signed in with it before
   * @throws com.remitflex.platform.errors.ApiException SERVICE_UNAVAILABLE
   */
  @CheckReturnValue
  public Result<SignInOutcome> withPassword(
      String email, String password, Optional<String> deviceToken, Client client) {
    String address = address(email);
    boolean tooLong = address.length() > MAX_EMAIL;
    Optional<String> device =
        deviceToken.filter(token -> !tooLong && isKnownDevice(address, token));
    Optional<ApiError> tooMany =
        device.isPresent()
            ? limits.countDevice(Tokens.sha256(device.get()))
            : limits.countNetwork(client);
    if (tooMany.isPresent()) {
      return Result.rejected(tooMany.get());
    }
    if (tooLong) {
      return Result.ok(new SignInOutcome.Rejected());
    }
    HashPool.Lane lane = device.isPresent() ? HashPool.Lane.PROVEN : HashPool.Lane.UNKNOWN;
    try (HashPool.Permit permit = passwords.acquire(lane, client)) {
      return Result.ok(withPassword(permit, address, password, device, client));
    }
  }

  /** Runs the same statements whether or not the person exists, unless the password is correct. */
  private SignInOutcome withPassword(
      HashPool.Permit permit,
      String address,
      String password,
      Optional<String> device,
      Client client) {
    Attempt.Subject subject = passwordSubject(address, device, client);
    Optional<Login> login =
        database
            .with(handle -> PersonStore.findByEmail(handle, address))
            .filter(one -> realm.admits(one.person()));
    Attempt attempt = database.with(handle -> FailedAttemptStore.begin(handle, subject));
    if (attempt.waitSeconds().isPresent()) {
      return new SignInOutcome.TooEarly(attempt.waitSeconds().getAsInt());
    }
    Passwords.Checked checked = passwords.check(permit, password, login.map(Login::passwordHash));
    Optional<String> userId = login.map(one -> one.person().id());
    if (!checked.right()) {
      database.use(handle -> FailedAttemptStore.recordFailure(handle, subject, userId, client));
      return new SignInOutcome.Rejected();
    }
    Login right = login.orElseThrow();
    return database.inTransaction(handle -> afterPassword(handle, right, checked, subject, client));
  }

  private SignInOutcome afterPassword(
      Handle handle,
      Login checkedLogin,
      Passwords.Checked checked,
      Attempt.Subject subject,
      Client client) {
    Login now = PersonStore.lock(handle, checkedLogin.person().id());
    Person person = now.person();
    if (!now.passwordHash().equals(checkedLogin.passwordHash()) || !realm.admits(person)) {
      return new SignInOutcome.Rejected();
    }
    checked.newHash().ifPresent(hash -> PersonStore.setPassword(handle, person.id(), hash));
    long failed = FailedAttemptStore.clear(handle, subject);
    if (!person.secondFactor()) {
      return realm.admitsPasswordOnly()
          ? openSession(handle, person, client, "password", failed)
          : new SignInOutcome.Rejected();
    }
    recordFailed(handle, person, client, Attempt.Step.PASSWORD, failed);
    OptionalInt wait = FailedAttemptStore.secondsUntilNext(handle, secrets.codeAttempts(person));
    return wait.isPresent()
        ? new SignInOutcome.CodesLocked(wait.getAsInt())
        : new SignInOutcome.CodeNeeded(
            Sessions.create(handle, person.id(), realm.beforeCode(), client));
  }

  /** Records wrong passwords before the correct one; the sign-in itself is not complete yet. */
  private void recordFailed(
      Handle handle, Person person, Client client, Attempt.Step step, long failed) {
    if (failed > 0) {
      audit.appendEverywhere(
          handle,
          person.id(),
          AuditAction.of(
              Actor.platform(client),
              "user.sign_in_failed",
              person.id(),
              Json.object().put("step", step.word()).put("count", failed)));
    }
  }

  /**
   * The second step: a code of the authenticator, or a recovery code. A few wrong codes end the
   * sign-in: it starts again with the password, after a delay that grows.
   *
   * @param session the session of the first step, which ends when the code is correct
   */
  public SignInOutcome withCode(Session session, String code, Client client) {
    Person person = session.person();
    String typed = code.replaceAll("[\\s-]", "");
    Attempt.Subject subject = secrets.codeAttempts(person);
    Attempt attempt = database.with(handle -> FailedAttemptStore.begin(handle, subject));
    return database.inTransaction(handle -> {
      Login login = PersonStore.lock(handle, person.id());
      if (attempt.waitSeconds().isPresent()) {
        SessionStore.removePending(handle, person.id());
        return new SignInOutcome.CodesLocked(attempt.waitSeconds().getAsInt());
      }
      if (!realm.admits(login.person())) {
        return new SignInOutcome.Rejected();
      }
      Optional<String> method = useCode(handle, login, typed);
      if (method.isEmpty()) {
        return wrongCode(handle, person, subject, attempt, client);
      }
      if (!SessionStore.remove(handle, person.id(), session.id())) {
        return new SignInOutcome.Rejected();
      }
      long failed = FailedAttemptStore.clear(handle, subject);
      return openSession(handle, person, client, method.get(), failed);
    });
  }

  private SignInOutcome wrongCode(
      Handle handle, Person person, Attempt.Subject subject, Attempt attempt, Client client) {
    FailedAttemptStore.recordFailure(handle, subject, Optional.of(person.id()), client);
    if (!attempt.exceedsFreeAttempts()) {
      return new SignInOutcome.Rejected();
    }
    SessionStore.removePending(handle, person.id());
    FailedSignIns.notify(
        handle,
        audit,
        person,
        client,
        "Your password was entered, and then "
            + attempt.number()
            + " wrong codes in a row. The sign-in was ended.");
    return new SignInOutcome.CodesLocked(
        FailedAttemptStore.secondsUntilNext(handle, subject).orElse(1));
  }

  /** Accepts a code once; returns its kind, or empty when the code is wrong. */
  private Optional<String> useCode(Handle handle, Login login, String typed) {
    String userId = login.person().id();
    if (typed.matches("[0-9]{6}") && login.seed().isPresent()) {
      byte[] seed = secrets.decryptSeed(userId, login.seed().get());
      OptionalLong step = Totp.match(seed, typed, DatabaseClock.read(handle), login.lastStep());
      step.ifPresent(accepted -> PersonStore.setLastStep(handle, userId, accepted));
      return step.isPresent() ? Optional.of("authenticator") : Optional.empty();
    }
    return RecoveryCodes.use(handle, userId, typed)
        ? Optional.of("recovery_code")
        : Optional.empty();
  }

  /**
   * Opens a session, in a transaction in which the person is locked.
   *
   * @param method how the person has authenticated, for the audit log
   */
  public SignInOutcome.SignedIn openSession(
      Handle handle, Person person, Client client, String method) {
    return openSession(handle, person, client, method, 0);
  }

  private SignInOutcome.SignedIn openSession(
      Handle handle, Person person, Client client, String method, long failedBefore) {
    String token = Sessions.create(handle, person.id(), realm.signedIn(), client);
    String device = Sessions.storeDevice(handle, person.id());
    ObjectNode details = Json.object().put("by", method);
    if (failedBefore > 0) {
      details.put("failed_before", failedBefore);
    }
    audit.appendEverywhere(
        handle,
        person.id(),
        AuditAction.of(PeopleAudit.actor(person, client), "user.signed_in", person.id(), details));
    return new SignInOutcome.SignedIn(token, device);
  }

  /**
   * Whether the person with this address has signed in in this browser. Only a few cookies are
   * looked up at a time; one that has to wait too long counts as unknown.
   */
  private boolean isKnownDevice(String address, String deviceToken) {
    try {
      if (!deviceLookups.tryAcquire(1, TimeUnit.SECONDS)) {
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    try {
      return database.with(handle -> SessionStore.isKnownDevice(handle, deviceToken, address));
    } finally {
      deviceLookups.release();
    }
  }

  private Attempt.Subject passwordSubject(String address, Optional<String> device, Client client) {
    byte[] id =
        device.isPresent()
            ? secrets.lastingMac("attempts", "password", address, "device", device.get())
            : secrets.lastingMac(
                "attempts", "password", address, "network", Network.of(client.ip()));
    return new Attempt.Subject(Attempt.Step.PASSWORD, id, secrets.attemptsOf(address));
  }
}
