package com.remitflex.people;

import com.remitflex.audit.Act;
import com.remitflex.database.Database;
import com.remitflex.database.DatabaseClock;
import com.remitflex.http.Client;
import com.remitflex.http.Json;
import com.remitflex.net.Network;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * From a password, and a code where there is a second factor, to a session. Attempts are counted
 * for each address from each network, and for a known browser by itself: a stranger's wrong ones
 * never keep the owner out of it, nor anyone on another network.
 */
public final class SignIn {
  private static final int LONGEST_EMAIL = 254;

  private final Database database;
  private final PeopleSecrets secrets;
  private final Passwords passwords;
  private final Diary diary;

  SignIn(Database database, PeopleSecrets secrets, Passwords passwords, Diary diary) {
    this.database = database;
    this.secrets = secrets;
    this.passwords = passwords;
    this.diary = diary;
  }

  /** An address as it is kept: people type it in any case. */
  static String address(String email) {
    return email.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The first step.
   *
   * @param deviceToken what this browser was given when someone signed in
   */
  public SignInOutcome withPassword(
      String email, String password, Optional<String> deviceToken, Client client) {
    String address = address(email);
    if (address.length() > LONGEST_EMAIL) {
      return new SignInOutcome.Refused();
    }
    Optional<Login> login = database.with(handle -> PersonStore.findByEmail(handle, address));
    byte[] subject = subject("password", address, login.map(Login::person), deviceToken, client);
    OptionalInt wait = database.with(handle -> FailedAttemptStore.begin(handle, subject));
    if (wait.isPresent()) {
      return new SignInOutcome.TooEarly(wait.getAsInt());
    }
    if (!passwords.matches(password, login.map(Login::passwordHash))) {
      return new SignInOutcome.Refused();
    }

    Login right = login.orElseThrow();
    return database.inTransaction(handle -> {
      Login now = PersonStore.lock(handle, right.person().id());
      if (!now.passwordHash().equals(right.passwordHash())) {
        return new SignInOutcome.Refused();
      }
      FailedAttemptStore.forgive(handle, subject);
      return now.person().secondFactor()
          ? new SignInOutcome.CodeNeeded(
              Sessions.open(handle, now.person().id(), SessionStage.CODE, client))
          : signedIn(handle, now.person(), client, "password");
    });
  }

  /**
   * The second step: a code of the authenticator, or a recovery code.
   *
   * @param session that the first step has opened; it ends when the code is right
   */
  public SignInOutcome withCode(
      Session session, String code, Optional<String> deviceToken, Client client) {
    Person person = session.person();
    String typed = code.replaceAll("[\\s-]", "");
    byte[] subject = subject("code", person.email(), Optional.of(person), deviceToken, client);
    OptionalInt wait = database.with(handle -> FailedAttemptStore.begin(handle, subject));
    if (wait.isPresent()) {
      return new SignInOutcome.TooEarly(wait.getAsInt());
    }
    return database.inTransaction(handle -> {
      Login login = PersonStore.lock(handle, person.id());
      Optional<String> way = way(handle, login, typed);
      if (way.isEmpty() || !SessionStore.remove(handle, person.id(), session.id())) {
        return new SignInOutcome.Refused();
      }
      FailedAttemptStore.forgive(handle, subject);
      return signedIn(handle, person, client, way.get());
    });
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
  SignInOutcome signedIn(Handle handle, Person person, Client client, String way) {
    String token = Sessions.open(handle, person.id(), SessionStage.WHOLE, client);
    String device = Sessions.remember(handle, person.id());
    diary.writeEverywhere(
        handle,
        person.id(),
        Act.of(
            Diary.actor(person, client),
            "user.signed_in",
            person.id(),
            Json.object().put("by", way)));
    return new SignInOutcome.SignedIn(token, device);
  }

  private byte[] subject(
      String step,
      String address,
      Optional<Person> person,
      Optional<String> deviceToken,
      Client client) {
    boolean known =
        person.isPresent()
            && deviceToken.isPresent()
            && database.with(
                handle -> SessionStore.isKnown(handle, deviceToken.get(), person.get().id()));
    return known
        ? secrets.lastingMac("attempts", step, address, "device", deviceToken.get())
        : secrets.lastingMac("attempts", step, address, "network", Network.of(client.ip()));
  }
}
