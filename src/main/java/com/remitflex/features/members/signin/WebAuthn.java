package com.remitflex.features.members.signin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.remitflex.features.members.people.Person;
import com.remitflex.platform.net.AddressRange;
import com.yubico.webauthn.AssertionRequest;
import com.yubico.webauthn.AssertionResult;
import com.yubico.webauthn.FinishAssertionOptions;
import com.yubico.webauthn.FinishRegistrationOptions;
import com.yubico.webauthn.RegisteredCredential;
import com.yubico.webauthn.RegistrationResult;
import com.yubico.webauthn.RelyingParty;
import com.yubico.webauthn.StartRegistrationOptions;
import com.yubico.webauthn.data.AuthenticatorAssertionResponse;
import com.yubico.webauthn.data.AuthenticatorAttestationResponse;
import com.yubico.webauthn.data.AuthenticatorSelectionCriteria;
import com.yubico.webauthn.data.ByteArray;
import com.yubico.webauthn.data.ClientAssertionExtensionOutputs;
import com.yubico.webauthn.data.ClientRegistrationExtensionOutputs;
import com.yubico.webauthn.data.PublicKeyCredential;
import com.yubico.webauthn.data.PublicKeyCredentialCreationOptions;
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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two ceremonies of Web Authentication (W3C, Level 3) for this installation's host: which
 * options a browser gets, and whether its response is valid.
 */
final class WebAuthn {
  private static final Logger LOG = LoggerFactory.getLogger(WebAuthn.class);
  private static final int MAX_RESPONSE = 32 * 1024;

  private final Optional<URI> site;

  /**
   * The ceremonies of an installation.
   *
   * @param publicUrl passkeys are bound to its host and accepted only from its origin
   */
  WebAuthn(String publicUrl) {
    this.site = Optional.of(URI.create(publicUrl)).filter(WebAuthn::isPossible);
  }

  /** Browsers bind passkeys to a domain name, never to an IP address. */
  private static boolean isPossible(URI url) {
    String host = url.getHost();
    return host != null && !host.startsWith("[") && !AddressRange.isAddress(host);
  }

  /** Whether browsers support passkeys for the public address. */
  boolean isPossible() {
    return site.isPresent();
  }

  /** A browser's response with a new passkey. */
  record Registration(
      PublicKeyCredential<AuthenticatorAttestationResponse, ClientRegistrationExtensionOutputs>
          credential) {
    byte[] challenge() {
      return credential.getResponse().getClientData().getChallenge().getBytes();
    }
  }

  /** A browser's response with a signature by a passkey. */
  record Assertion(
      PublicKeyCredential<AuthenticatorAssertionResponse, ClientAssertionExtensionOutputs>
          credential) {
    byte[] challenge() {
      return credential.getResponse().getClientData().getChallenge().getBytes();
    }

    /** The ID of the user whom the passkey claims to belong to. */
    Optional<String> userId() {
      return credential.getResponse().getUserHandle().flatMap(PasskeyStore::userOf);
    }
  }

  /** The outcome of verifying an assertion. */
  sealed interface Verification {
    record Valid(RegisteredCredential credential, long signCount) implements Verification {}

    /** The signature is valid, but its count is not above the stored one. */
    record Copied() implements Verification {}

    record Invalid() implements Verification {}
  }

  /** Reads the response to {@link #creationOptions}; empty when it is malformed. */
  static Optional<Registration> readRegistration(String json) {
    return read(json, PublicKeyCredential::parseRegistrationResponseJson).map(Registration::new);
  }

  /** Reads the response to {@link #requestOptions}; empty when it is malformed. */
  static Optional<Assertion> readAssertion(String json) {
    return read(json, PublicKeyCredential::parseAssertionResponseJson).map(Assertion::new);
  }

  @FunctionalInterface
  private interface Parser<T> {
    @Nullable T parse(String json) throws IOException;
  }

  private static <T> Optional<T> read(String json, Parser<T> parser) {
    if (json.length() > MAX_RESPONSE) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(parser.parse(json));
    } catch (IOException | IllegalArgumentException e) {
      LOG.info("the response of a browser is malformed: {}", e.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  /** The JSON of `PublicKeyCredentialCreationOptions`: what a browser needs to create a passkey. */
  String creationOptions(Handle handle, Person person, byte[] challenge) {
    return json(() -> creation(handle, person, challenge).toCredentialsCreateJson());
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
                        .id(PasskeyStore.userHandle(person.id()))
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

  /** The credential of a new passkey; empty when the response is not valid. */
  Optional<RegisteredCredential> verify(Handle handle, Person person, Registration registration) {
    try {
      RegistrationResult result =
          party(handle)
              .finishRegistration(
                  FinishRegistrationOptions.builder()
                      .request(creation(handle, person, registration.challenge()))
                      .response(registration.credential())
                      .build());
      return Optional.of(
          RegisteredCredential.builder()
              .credentialId(result.getKeyId().getId())
              .userHandle(PasskeyStore.userHandle(person.id()))
              .publicKeyCose(result.getPublicKeyCose())
              .signatureCount(result.getSignatureCount())
              .build());
    } catch (RegistrationFailedException e) {
      LOG.info("a passkey was not added: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** The JSON of `PublicKeyCredentialRequestOptions`: what a browser needs to sign in. */
  String requestOptions(byte[] challenge) {
    return json(() -> request(challenge).toCredentialsGetJson());
  }

  /** Made without the database, because anyone may request the page that contains it. */
  private AssertionRequest request(byte[] challenge) {
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

  Verification verify(Handle handle, Assertion assertion) {
    try {
      AssertionResult result =
          party(handle)
              .finishAssertion(
                  FinishAssertionOptions.builder()
                      .request(request(assertion.challenge()))
                      .response(assertion.credential())
                      .build());
      return result.isSuccess()
          ? new Verification.Valid(result.getCredential(), result.getSignatureCount())
          : new Verification.Invalid();
    } catch (InvalidSignatureCountException e) {
      return new Verification.Copied();
    } catch (AssertionFailedException e) {
      LOG.info("a passkey was rejected: {}", e.getMessage());
      return new Verification.Invalid();
    }
  }

  private String host() {
    return site.orElseThrow().getHost().toLowerCase(Locale.ROOT);
  }

  private RelyingParty party(Handle handle) {
    URI url = site.orElseThrow();
    return RelyingParty.builder()
        .identity(RelyingPartyIdentity.builder().id(host()).name("RemitFlex").build())
        .credentialRepository(new PasskeyCredentials(handle))
        .origins(Set.of(url.getScheme() + "://" + url.getAuthority().toLowerCase(Locale.ROOT)))
        .allowUntrustedAttestation(true)
        .validateSignatureCounter(true)
        .build();
  }

  @FunctionalInterface
  private interface JsonSource {
    String get() throws JsonProcessingException;
  }

  private static String json(JsonSource source) {
    try {
      return source.get();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
