package com.remitflex.features.members.signin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.mail.MailText;
import com.remitflex.features.members.people.Login;
import com.remitflex.features.members.people.PeopleAudit;
import com.remitflex.features.members.people.PeopleSecrets;
import com.remitflex.features.members.people.Person;
import com.remitflex.features.members.people.PersonName;
import com.remitflex.features.members.people.PersonStore;
import com.remitflex.features.members.people.Session;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.net.AddressRange;
import com.yubico.webauthn.AssertionRequest;
import com.yubico.webauthn.AssertionResult;
import com.yubico.webauthn.CredentialRepository;
import com.yubico.webauthn.FinishAssertionOptions;
import com.yubico.webauthn.FinishRegistrationOptions;
import com.yubico.webauthn.RegisteredCredential;
import com.yubico.webauthn.RegistrationResult;
import com.yubico.webauthn.RelyingParty;
import com.yubico.webauthn.StartRegistrationOptions;
import com.yubico.webauthn.data.AuthenticatorSelectionCriteria;
import com.yubico.webauthn.data.ByteArray;
import com.yubico.webauthn.data.PublicKeyCredential;
import com.yubico.webauthn.data.PublicKeyCredentialCreationOptions;
import com.yubico.webauthn.data.PublicKeyCredentialDescriptor;
import com.yubico.webauthn.data.PublicKeyCredentialRequestOptions;
import com.yubico.webauthn.data.RelyingPartyIdentity;
import com.yubico.webauthn.data.ResidentKeyRequirement;
import com.yubico.webauthn.data.UserIdentity;
import com.yubico.webauthn.data.UserVerificationRequirement;
import com.yubico.webauthn.exception.AssertionFailedException;
import com.yubico.webauthn.exception.InvalidSignatureCountException;
import com.yubico.webauthn.exception.RegistrationFailedException;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passkeys (W3C Web Authentication, Level 3): adding, removing, and signing in by one. The device
 * verifies its user, so a passkey is both steps at once (decision 0017).
 */
public final class Passkeys {
  private static final Logger LOG = LoggerFactory.getLogger(Passkeys.class);

  private static final int MOST = 20;
  private static final int LONGEST_ANSWER = 32 * 1024;
  private static final String FIELD = "credential";

  private final Database database;
  private final PeopleSecrets secrets;
  private final Credentials credentials;
  private final SignIn signIn;
  private final PeopleAudit diary;
  private final Challenges challenges;
  private final AttemptLimits limits;
  private final DatabaseClock clock;
  private final Optional<URI> site;

  /**
   * The passkeys of this installation.
   *
   * @param publicUrl its host is what passkeys are bound to
   */
  public Passkeys(
      Database database,
      PeopleSecrets secrets,
      Credentials credentials,
      SignIn signIn,
      AttemptLimits limits,
      DatabaseClock clock,
      PeopleAudit diary,
      String publicUrl) {
    this.database = database;
    this.secrets = secrets;
    this.credentials = credentials;
    this.signIn = signIn;
    this.diary = diary;
    this.challenges = new Challenges(secrets);
    this.limits = limits;
    this.clock = clock;
    this.site = Optional.of(URI.create(publicUrl)).filter(Passkeys::canHavePasskeys);
  }

  /** Browsers bind passkeys to a name, never to an IP address. */
  private static boolean canHavePasskeys(URI url) {
    String host = url.getHost();
    return host != null && !host.startsWith("[") && !AddressRange.isAddress(host);
  }

  /** Whether the public address lets browsers use passkeys. */
  public boolean arePossible() {
    return site.isPresent();
  }

  public List<Passkey> list(Session session) {
    return database.with(handle -> PasskeyStore.list(handle, session.person().id()));
  }

  /**
   * What the browser needs to make a passkey, as the JSON of `PublicKeyCredentialCreationOptions`.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (current)
   */
  public String begin(Session session, String current, Client client) {
    requirePossible();
    Login login = credentials.proven(session, current, client);
    return database.with(handle -> {
      requireRoom(handle, login.person());
      byte[] challenge =
          challenges.next(Challenges.Purpose.ADD, session.id(), DatabaseClock.read(handle));
      return json(() -> creation(handle, login.person(), challenge).toCredentialsCreateJson());
    });
  }

  private PublicKeyCredentialCreationOptions creation(
      Handle handle, Person person, byte[] challenge) {
    return party(handle)
        .startRegistration(
            StartRegistrationOptions.builder()
                .user(
                    UserIdentity.builder()
                        .name(person.email())
                        .displayName(person.label())
                        .id(PasskeyStore.handleOf(person.id()))
                        .build())
                .authenticatorSelection(
                    AuthenticatorSelectionCriteria.builder()
                        .residentKey(ResidentKeyRequirement.REQUIRED)
                        .userVerification(UserVerificationRequirement.REQUIRED)
                        .build())
                .timeout(Challenges.LIFE.toMillis())
                .build())
        .toBuilder()
        .challenge(new ByteArray(challenge))
        .build();
  }

  /**
   * Adds the passkey that the browser has made; answers the session's new token.
   *
   * @param answer the credential as JSON
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (name, credential)
   */
  public String add(Session session, String name, String answer, Client client) {
    requirePossible();
    String plain = PersonName.require(name);
    var parsed =
        parsed(answer, PublicKeyCredential::parseRegistrationResponseJson)
            .orElseThrow(
                () -> wrong("The browser gave no passkey. Try again, or use another browser."));
    byte[] challenge = parsed.getResponse().getClientData().getChallenge().getBytes();
    return database.inTransaction(handle -> {
      Person person = PersonStore.lock(handle, session.person().id()).person();
      requireRoom(handle, person);
      Instant end =
          goodUntil(handle, challenge, Challenges.Purpose.ADD, session.id())
              .orElseThrow(() -> wrong("This took too long. Begin again with your password."));
      RegistrationResult made;
      try {
        made =
            party(handle)
                .finishRegistration(
                    FinishRegistrationOptions.builder()
                        .request(creation(handle, person, challenge))
                        .response(parsed)
                        .build());
      } catch (RegistrationFailedException e) {
        LOG.info("a passkey was not added: {}", e.getMessage());
        throw wrong("The passkey could not be verified. Nothing was added; try again.");
      }
      RegisteredCredential kept =
          RegisteredCredential.builder()
              .credentialId(made.getKeyId().getId())
              .userHandle(PasskeyStore.handleOf(person.id()))
              .publicKeyCose(made.getPublicKeyCose())
              .signatureCount(made.getSignatureCount())
              .build();
      if (!PasskeyStore.use(handle, challenge, end)
          || !PasskeyStore.create(handle, person.id(), plain, kept)) {
        throw wrong("This passkey is in use already. Nothing was added.");
      }
      diary.tellOfChange(
          handle,
          person,
          client,
          "A passkey was added. Its name, as it was typed:\n\n    " + MailText.quoted(plain));
      return credentials.changed(handle, session, client, "user.passkey_added");
    });
  }

  /**
   * Ends a passkey; answers the session's new token.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (current), NOT_FOUND
   */
  public String remove(Session session, String id, String current, Client client) {
    Login login = credentials.proven(session, current, client);
    return database.inTransaction(handle -> {
      PersonStore.lock(handle, login.person().id());
      if (!PasskeyStore.remove(handle, login.person().id(), id)) {
        throw ApiError.of(ErrorCode.NOT_FOUND, "This passkey was removed before.").exception();
      }
      diary.tellOfChange(handle, login.person(), client, "A passkey was removed.");
      return credentials.changed(handle, session, client, "user.passkey_removed");
    });
  }

  /**
   * What the browser needs to sign in, as the JSON of `PublicKeyCredentialRequestOptions`; empty
   * where passkeys are not possible.
   *
   * @param browser what is known of this browser alone
   */
  public Optional<String> request(String browser) {
    if (site.isEmpty()) {
      return Optional.empty();
    }
    byte[] challenge = challenges.next(Challenges.Purpose.SIGN_IN, browser, clock.now());
    return Optional.of(json(() -> assertion(challenge).toCredentialsGetJson()));
  }

  /** Made without the database: anyone may ask for the page that has it. */
  private AssertionRequest assertion(byte[] challenge) {
    return AssertionRequest.builder()
        .publicKeyCredentialRequestOptions(
            PublicKeyCredentialRequestOptions.builder()
                .challenge(new ByteArray(challenge))
                .rpId(host())
                .userVerification(UserVerificationRequirement.REQUIRED)
                .timeout(Challenges.LIFE.toMillis())
                .build())
        .build();
  }

  /**
   * Signs in by a passkey: whole, without a code.
   *
   * @param browser as {@link #request} had it
   * @param answer the assertion as JSON
   * @throws com.remitflex.platform.errors.ApiException RATE_LIMIT_EXCEEDED
   */
  public SignInOutcome signIn(String browser, String answer, Client client) {
    limits.countNetwork(client);
    var given = parsed(answer, PublicKeyCredential::parseAssertionResponseJson);
    if (site.isEmpty() || given.isEmpty()) {
      return new SignInOutcome.Refused();
    }
    var assertion = given.get();
    byte[] challenge = assertion.getResponse().getClientData().getChallenge().getBytes();
    return database.inTransaction(handle -> {
      Optional<Instant> end = goodUntil(handle, challenge, Challenges.Purpose.SIGN_IN, browser);
      Optional<String> userId =
          assertion.getResponse().getUserHandle().flatMap(PasskeyStore::userOf);
      Optional<Login> login = userId.flatMap(id -> PersonStore.find(handle, id));
      if (end.isEmpty() || login.isEmpty()) {
        return new SignInOutcome.Refused();
      }
      Person person = PersonStore.lock(handle, login.get().person().id()).person();
      try {
        AssertionResult result =
            party(handle)
                .finishAssertion(
                    FinishAssertionOptions.builder()
                        .request(assertion(challenge))
                        .response(assertion)
                        .build());
        if (!result.isSuccess() || !PasskeyStore.use(handle, challenge, end.get())) {
          return new SignInOutcome.Refused();
        }
        PasskeyStore.used(handle, result.getCredential(), result.getSignatureCount());
        return signIn.signedIn(handle, person, client, "passkey");
      } catch (InvalidSignatureCountException e) {
        if (PasskeyStore.use(handle, challenge, end.get())) {
          tellOfCopy(handle, person, client);
        }
        return new SignInOutcome.Refused();
      } catch (AssertionFailedException e) {
        LOG.info("a passkey was rejected: {}", e.getMessage());
        FailedAttemptStore.begin(handle, secrets.passkeyAttempts(person));
        FailedAttemptStore.wrong(
            handle, secrets.passkeyAttempts(person), Optional.of(person.id()), client);
        return new SignInOutcome.Refused();
      }
    });
  }

  private void tellOfCopy(Handle handle, Person person, Client client) {
    diary.writeEverywhere(
        handle,
        person.id(),
        AuditAction.of(
            PeopleAudit.actor(person, client),
            "user.passkey_refused",
            person.id(),
            Json.object().put("reason", "its count of signatures went back")));
    diary.tell(
        handle,
        person,
        "A passkey of yours may have been copied",
        """
        Someone at %s tried to sign in with a passkey of yours whose count of signatures was \
        behind the one that we know. It was refused. A copy of the passkey may exist: remove it \
        under Settings, Security, and add a new one.
        """
            .formatted(client.ip()));
  }

  /**
   * Until when a challenge may be answered. A right answer uses it up; a wrong one writes nothing.
   */
  private Optional<Instant> goodUntil(
      Handle handle, byte[] challenge, Challenges.Purpose purpose, String bound) {
    return challenges.goodUntil(challenge, purpose, bound, DatabaseClock.read(handle));
  }

  private String host() {
    return site.orElseThrow().getHost().toLowerCase(Locale.ROOT);
  }

  private RelyingParty party(Handle handle) {
    URI url = site.orElseThrow();
    return RelyingParty.builder()
        .identity(RelyingPartyIdentity.builder().id(host()).name("RemitFlex").build())
        .credentialRepository(new Repository(handle))
        .origins(Set.of(url.getScheme() + "://" + url.getAuthority().toLowerCase(Locale.ROOT)))
        .allowUntrustedAttestation(true)
        .validateSignatureCounter(true)
        .build();
  }

  /** What the library asks of the table; to it a person's name is the id. */
  private record Repository(Handle handle) implements CredentialRepository {
    @Override
    public Set<PublicKeyCredentialDescriptor> getCredentialIdsForUsername(String email) {
      return PersonStore.findByEmail(handle, email)
          .map(login ->
              PasskeyStore.find(handle, Optional.of(login.person().id()), Optional.empty()).stream()
                  .map(one ->
                      PublicKeyCredentialDescriptor.builder().id(one.getCredentialId()).build())
                  .collect(Collectors.toSet()))
          .orElse(Set.of());
    }

    @Override
    public Optional<ByteArray> getUserHandleForUsername(String email) {
      return PersonStore.findByEmail(handle, email)
          .map(login -> PasskeyStore.handleOf(login.person().id()));
    }

    @Override
    public Optional<String> getUsernameForUserHandle(ByteArray userHandle) {
      return PersonStore.find(handle, PasskeyStore.userOf(userHandle).orElse(""))
          .map(login -> login.person().email());
    }

    @Override
    public Optional<RegisteredCredential> lookup(ByteArray credentialId, ByteArray userHandle) {
      String userId = PasskeyStore.userOf(userHandle).orElse("");
      return PasskeyStore.find(handle, Optional.of(userId), Optional.of(credentialId)).stream()
          .findFirst();
    }

    @Override
    public Set<RegisteredCredential> lookupAll(ByteArray credentialId) {
      return Set.copyOf(PasskeyStore.find(handle, Optional.empty(), Optional.of(credentialId)));
    }
  }

  private void requirePossible() {
    if (site.isEmpty()) {
      throw wrong(
          "The platform is reached by an IP address; browsers have passkeys for names only.");
    }
  }

  private static void requireRoom(Handle handle, Person person) {
    if (PasskeyStore.list(handle, person.id()).size() >= MOST) {
      throw wrong("You have " + MOST + " passkeys. Remove one first.");
    }
  }

  /** A text that the library makes or reads. */
  @FunctionalInterface
  private interface Made {
    String get() throws JsonProcessingException;
  }

  private static String json(Made made) {
    try {
      return made.get();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @FunctionalInterface
  private interface Parser<T> {
    @Nullable T parse(String json) throws IOException;
  }

  /** What a browser has answered; empty when it is no such thing. */
  private static <T> Optional<T> parsed(String answer, Parser<T> parser) {
    if (answer.length() > LONGEST_ANSWER) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(parser.parse(answer));
    } catch (IOException | IllegalArgumentException e) {
      LOG.info("not the answer of a browser: {}", e.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  private static RuntimeException wrong(String message) {
    return ApiError.at(FIELD, ErrorCode.VALIDATION_ERROR, message).exception();
  }
}
