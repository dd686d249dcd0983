package com.remitflex.features.members.signin;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.features.members.forms.FormCipher;
import com.remitflex.features.members.forms.FormSubmissions;
import com.remitflex.features.members.people.Link;
import com.remitflex.features.members.people.LinkStore;
import com.remitflex.features.members.people.LinkTokens;
import com.remitflex.features.members.people.Login;
import com.remitflex.features.members.people.PeopleAudit;
import com.remitflex.features.members.people.PeopleSecrets;
import com.remitflex.features.members.people.Person;
import com.remitflex.features.members.people.PersonStore;
import com.remitflex.features.members.people.SessionStore;
import com.remitflex.features.members.signin.Credentials.NewAuthenticator;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * Sets up the login of an operator through a link: password and second factor in one step, so that
 * there is never a login with a password only.
 */
public final class OperatorEnrolment {
  private static final int SEED_BYTES = 20;

  private final Database database;
  private final PeopleSecrets secrets;
  private final LinkTokens links;
  private final Passwords passwords;
  private final AttemptLimits limits;
  private final SignIn signIn;
  private final PeopleAudit audit;

  /**
   * The enrolment of operators.
   *
   * @param signIn of the operator console
   */
  public OperatorEnrolment(
      Database database,
      PeopleSecrets secrets,
      LinkTokens links,
      Passwords passwords,
      AttemptLimits limits,
      SignIn signIn,
      PeopleAudit audit) {
    this.database = database;
    this.secrets = secrets;
    this.links = links;
    this.passwords = passwords;
    this.limits = limits;
    this.signIn = signIn;
    this.audit = audit;
  }

  /** Who enrols, and the authenticator to set up; it is the same each time the page is shown. */
  public record Enrolling(String email, NewAuthenticator authenticator) {}

  /**
   * The operator who has enrolled.
   *
   * @param token of the new session
   * @param deviceToken of the browser, which is now known
   * @param recoveryCodes which are shown only once
   */
  public record Enrolled(String token, String deviceToken, List<String> recoveryCodes) {
    /** The texts from which {@link #of} makes the same again. */
    private List<String> texts() {
      List<String> texts = new ArrayList<>(recoveryCodes);
      texts.addFirst(deviceToken);
      texts.addFirst(token);
      return texts;
    }

    /** What a form has made whose server was killed before it responded. */
    public static Enrolled of(List<String> texts) {
      return new Enrolled(texts.get(0), texts.get(1), texts.subList(2, texts.size()));
    }
  }

  /** What the page of a link shows; empty when the link was used or has expired. */
  public Optional<Enrolling> find(String token) {
    return database
        .with(handle -> links.find(handle, Link.Purpose.OPERATOR, token))
        .map(LinkTokens.Presented::link)
        .map(link -> new Enrolling(link.email(), NewAuthenticator.of(link.email(), seed(link))));
  }

  /** Derived from the link, so that no one needs to store it before it is confirmed. */
  private byte[] seed(Link link) {
    return Arrays.copyOf(secrets.mac("operator seed v1", link.id(), link.email()), SEED_BYTES);
  }

  /**
   * Sets password and second factor, and signs in; rejects with NOT_FOUND, RATE_LIMIT_EXCEEDED or
   * VALIDATION_ERROR (password, code).
   *
   * @param form shows the recovery codes, also if the process is killed before it responds
   * @throws com.remitflex.platform.errors.ApiException SERVICE_UNAVAILABLE
   */
  @CheckReturnValue
  public Result<Enrolled> enrol(
      String token, String password, String code, Client client, FormCipher form) {
    return limits
        .requireLink(database, links, Link.Purpose.OPERATOR, token, client)
        .map(LinkTokens.Presented::link)
        .flatMap(link -> {
          Optional<ApiError> weak = Passwords.reject("password", password, link.email());
          if (weak.isPresent()) {
            return Result.rejected(weak.get());
          }
          String hash = passwords.hash(password, client);
          return database.tryInTransaction(handle -> enrol(handle, link, hash, code, client, form));
        });
  }

  private Result<Enrolled> enrol(
      Handle handle, Link link, String hash, String code, Client client, FormCipher form) {
    Optional<Person> operator =
        PersonStore.findByEmail(handle, link.email())
            .map(Login::person)
            .filter(Realm.OPERATOR::admits);
    byte[] seed = seed(link);
    OptionalLong step = Totp.match(seed, code.replaceAll("\\s", ""), DatabaseClock.read(handle), 0);
    if (step.isEmpty()) {
      return Result.rejected(
          "code",
          ErrorCode.VALIDATION_ERROR,
          "This is not the code that the app shows now. Enter the next one.");
    }
    if (operator.isEmpty() || !LinkStore.use(handle, link.id())) {
      return Result.rejected(LinkTokens.invalid());
    }

    String id = operator.get().id();
    PersonStore.lock(handle, id);
    SessionStore.removeOthers(handle, id, "");
    PersonStore.setPassword(handle, id, hash);
    PersonStore.setSeed(handle, id, secrets.encryptSeed(id, seed), step.getAsLong());
    List<String> codes = RecoveryCodes.renew(handle, id);
    Person enrolled = PersonStore.lock(handle, id).person();
    audit.appendEverywhere(
        handle, id, AuditAction.of(PeopleAudit.actor(enrolled, client), "operator.enrolled", id));
    SignInOutcome.SignedIn signedIn = signIn.openSession(handle, enrolled, client, "enrolment");
    Enrolled result = new Enrolled(signedIn.token(), signedIn.deviceToken(), codes);
    FormSubmissions.recordMade(handle, form, result.texts());
    return Result.ok(result);
  }
}
