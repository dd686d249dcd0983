package com.remitflex.features.members.signin;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.features.members.people.Attempt;
import com.remitflex.features.members.people.Login;
import com.remitflex.features.members.people.PeopleAudit;
import com.remitflex.features.members.people.PeopleSecrets;
import com.remitflex.features.members.people.Person;
import com.remitflex.features.members.people.PersonStore;
import com.remitflex.features.members.people.Session;
import com.remitflex.features.members.people.SessionStage;
import com.remitflex.features.members.people.SessionStore;
import com.remitflex.features.members.people.Sessions;
import com.remitflex.features.members.people.Tokens;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
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
 * From a password, and a code where there is a second factor, to a session. Passwords are counted
 * per address and network, and separately in a browser in which the person has signed in before: a
 * stranger's wrong ones never keep the owner out of it, nor anyone on another network. Codes are
 * counted per person, whatever network they come from; only who knows the password can enter one.
 */
public final class SignIn {
  private static final int LONGEST_EMAIL = 254;
  private static final int DEVICE_LOOKUPS = 4;

  private final Database database;
  private final PeopleSecrets secrets;
  private final Passwords passwords;
  private final HashPool hashes;
  private final AttemptLimits limits;
  private final PeopleAudit diary;

  /** Cookies of known browsers that are looked up now: made-up ones must not fill the database. */
  private final Semaphore deviceLookups = new Semaphore(DEVICE_LOOKUPS, true);

  public SignIn(
      Database database,
      PeopleSecrets secrets,
      Passwords passwords,
      HashPool hashes,
      AttemptLimits limits,
      PeopleAudit diary) {
    this.database = database;
    this.secrets = secrets;
    this.passwords = passwords;
    this.hashes = hashes;
    this.limits = limits;
    this.diary = diary;
  }

  /** An address as it is kept: people type it in any case. */
  public static String address(String email) {
    return email.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The first step.
   *
   * @param deviceToken what this browser was given when someone signed in
   * @throws com.remitflex.platform.errors.ApiException RATE_LIMIT_EXCEEDED, SERVICE_UNAVAILABLE
   */
  public SignInOutcome withPassword(
      String email, String password, Optional<String> deviceToken, Client client) {
    String address = address(email);
    boolean tooLong = address.length() > LONGEST_EMAIL;
    Optional<String> device = deviceToken.filter(token -> !tooLong && isDeviceOf(address, token));
    device
        .map(Tokens::sha256)
        .ifPresentOrElse(limits::countDevice, () -> limits.countNetwork(client));
    if (tooLong) {
      return new SignInOutcome.Refused();
    }
    HashPool.Lane lane = device.isPresent() ? HashPool.Lane.PROVEN : HashPool.Lane.UNKNOWN;
    try (HashPool.Place place = hashes.enter(lane, Network.of(client.ip()))) {
      return withPassword(place, address, password, device, client);
    }
  }

  /** Takes the same statements whether or not there is such a person, as long as it is wrong. */
  private SignInOutcome withPassword(
      HashPool.Place place,
      String address,
      String password,
      Optional<String> device,
      Client client) {
    Attempt.Subject subject = passwordSubject(address, device, client);
    Optional<Login> login = database.with(handle -> PersonStore.findByEmail(handle, address));
    Attempt attempt = database.with(handle -> FailedAttemptStore.begin(handle, subject));
    if (attempt.waitSeconds().isPresent()) {
      return new SignInOutcome.TooEarly(attempt.waitSeconds().getAsInt());
    }
    Passwords.Checked checked = passwords.check(place, password, login.map(Login::passwordHash));
    Optional<String> userId = login.map(one -> one.person().id());
    if (!checked.right()) {
      database.use(handle -> FailedAttemptStore.wrong(handle, subject, userId, client));
      return new SignInOutcome.Refused();
    }
    Login right = login.orElseThrow();
    return database.inTransaction(handle -> afterPassword(handle, right, checked, subject, client));
  }

  private SignInOutcome afterPassword(
      Handle handle,
      Login right,
      Passwords.Checked checked,
      Attempt.Subject subject,
      Client client) {
    Login now = PersonStore.lock(handle, right.person().id());
    Person person = now.person();
    if (!now.passwordHash().equals(right.passwordHash())) {
      return new SignInOutcome.Refused();
    }
    checked.newHash().ifPresent(hash -> PersonStore.setPassword(handle, person.id(), hash));
    long failed = FailedAttemptStore.forgive(handle, subject);
    if (!person.secondFactor()) {
      return signedIn(handle, person, client, "password", failed);
    }
    reportBefore(handle, person, client, Attempt.Step.PASSWORD, failed);
    OptionalInt wait = FailedAttemptStore.wait(handle, secrets.codeAttempts(person));
    return wait.isPresent()
        ? new SignInOutcome.CodesLocked(wait.getAsInt())
        : new SignInOutcome.CodeNeeded(
            Sessions.open(handle, person.id(), SessionStage.CODE, client));
  }

  /** Wrong passwords before the right one, where the sign-in itself is not written yet. */
  private void reportBefore(
      Handle handle, Person person, Client client, Attempt.Step step, long failed) {
    if (failed > 0) {
      diary.writeEverywhere(
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
   * The second step: a code of the authenticator, or a recovery code. Few wrong ones end the
   * sign-in: it begins again with the password, after a wait that grows.
   *
   * @param session that the first step has opened; it ends when the code is right
   */
  public SignInOutcome withCode(Session session, String code, Client client) {
    Person person = session.person();
    String typed = code.replaceAll("[\\s-]", "");
    Attempt.Subject subject = secrets.codeAttempts(person);
    Attempt attempt = database.with(handle -> FailedAttemptStore.begin(handle, subject));
    return database.inTransaction(handle -> {
      Login login = PersonStore.lock(handle, person.id());
      if (attempt.waitSeconds().isPresent()) {
        SessionStore.removeHalf(handle, person.id());
        return new SignInOutcome.CodesLocked(attempt.waitSeconds().getAsInt());
      }
      Optional<String> way = way(handle, login, typed);
      if (way.isEmpty()) {
        return wrongCode(handle, person, subject, attempt, client);
      }
      if (!SessionStore.remove(handle, person.id(), session.id())) {
        return new SignInOutcome.Refused();
      }
      long failed = FailedAttemptStore.forgive(handle, subject);
      return signedIn(handle, person, client, way.get(), failed);
    });
  }

  private SignInOutcome wrongCode(
      Handle handle, Person person, Attempt.Subject subject, Attempt attempt, Client client) {
    FailedAttemptStore.wrong(handle, subject, Optional.of(person.id()), client);
    if (!attempt.isOneTooMany()) {
      return new SignInOutcome.Refused();
    }
    SessionStore.removeHalf(handle, person.id());
    FailedSignIns.tell(
        handle,
        diary,
        person,
        client,
        "Your password was entered, and then "
            + attempt.number()
            + " wrong codes in a row. The sign-in was ended.");
    return new SignInOutcome.CodesLocked(FailedAttemptStore.wait(handle, subject).orElse(1));
  }

  /** How the code was right, and with that used up. */
  private Optional<String> way(Handle handle, Login login, String typed) {
    String userId = login.person().id();
    if (typed.matches("[0-9]{6}") && login.seed().isPresent()) {
      byte[] seed = secrets.open(userId, login.seed().get());
      OptionalLong step = Totp.match(seed, typed, DatabaseClock.read(handle), login.lastStep());
      step.ifPresent(used -> PersonStore.usedStep(handle, userId, used));
      return step.isPresent() ? Optional.of("authenticator") : Optional.empty();
    }
    return RecoveryCodes.take(handle, userId, typed)
        ? Optional.of("recovery_code")
        : Optional.empty();
  }

  /** A new session, in a transaction in which the person is locked. */
  public SignInOutcome signedIn(Handle handle, Person person, Client client, String way) {
    return signedIn(handle, person, client, way, 0);
  }

  private SignInOutcome signedIn(
      Handle handle, Person person, Client client, String way, long failedBefore) {
    String token = Sessions.open(handle, person.id(), SessionStage.WHOLE, client);
    String device = Sessions.remember(handle, person.id());
    var details = Json.object().put("by", way);
    if (failedBefore > 0) {
      details.put("failed_before", failedBefore);
    }
    diary.writeEverywhere(
        handle,
        person.id(),
        AuditAction.of(PeopleAudit.actor(person, client), "user.signed_in", person.id(), details));
    return new SignInOutcome.SignedIn(token, device);
  }

  /**
   * Whether someone with this address has signed in in this browser. At most a few cookies are
   * looked up at the same time; one that has to wait for long counts as unknown.
   */
  private boolean isDeviceOf(String address, String deviceToken) {
    try {
      if (!deviceLookups.tryAcquire(1, TimeUnit.SECONDS)) {
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    try {
      return database.with(handle -> SessionStore.isDeviceOf(handle, deviceToken, address));
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
