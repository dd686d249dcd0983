package com.remitflex.features.webhooks.signing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Checks the signatures of a received webhook as its receiver should, one result per scheme. */
public final class SignatureCheck {
  /** How far the timestamp may be from now. */
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final byte[] body;
  private final Instant now;

  private SignatureCheck(Map<String, String> headers, byte[] body, Instant now) {
    this.headers.putAll(headers);
    this.body = body;
    this.now = now;
  }

  /** The outcome of a check. */
  public enum Outcome {
    VALID,
    INVALID,
    ABSENT,
    STALE
  }

  /** One scheme with its outcome. */
  public record Checked(String scheme, Outcome outcome, String explanation) {}

  /** Checks every scheme. */
  public static List<Checked> of(
      Map<String, String> headers,
      byte[] body,
      List<String> secrets,
      Optional<byte[]> publicKey,
      Instant now) {
    SignatureCheck check = new SignatureCheck(headers, body, now);
    return List.of(
        check.bodySignature(secrets),
        check.standard(
            "v1",
            WebhookSignature.SECRET_VERSION,
            given -> secrets.stream().anyMatch(secret -> check.isBySecret(secret, given))),
        check.standard(
            "v1a",
            WebhookSignature.PUBLIC_KEY_VERSION,
            given -> publicKey.filter(key -> check.isByKey(key, given)).isPresent()));
  }

  private Checked bodySignature(List<String> secrets) {
    String scheme = WebhookSignature.BODY_SIGNATURE;
    String header = headers.getOrDefault(scheme, "");
    if (header.isEmpty()) {
      return new Checked(scheme, Outcome.ABSENT, "The header is missing.");
    }
    boolean valid =
        Stream.of(header.split(",", -1))
            .anyMatch(given ->
                secrets.stream()
                    .anyMatch(secret ->
                        isEqual(given.strip(), WebhookSignature.bodySignature(secret, body))));
    return checked(scheme, valid);
  }

  private Checked standard(String scheme, String prefix, Predicate<String> isValid) {
    List<String> given =
        Stream.of(headers.getOrDefault(WebhookSignature.SIGNATURES, "").split(" ", -1))
            .filter(one -> one.startsWith(prefix))
            .toList();
    if (given.isEmpty()) {
      return new Checked(
          scheme, Outcome.ABSENT, "The header webhook-signature has no signature of this kind.");
    }
    if (given.stream().noneMatch(isValid)) {
      return checked(scheme, false);
    }
    return isFresh() ? checked(scheme, true) : stale(scheme);
  }

  private static Checked checked(String scheme, boolean valid) {
    return valid
        ? new Checked(scheme, Outcome.VALID, "The signature is valid.")
        : new Checked(
            scheme,
            Outcome.INVALID,
            "The signature does not fit. Check the secret, and sign the body exactly as received.");
  }

  private static Checked stale(String scheme) {
    return new Checked(
        scheme,
        Outcome.STALE,
        "The signature is valid, but its timestamp is more than 5 minutes away.");
  }

  private boolean isFresh() {
    String timestamp = headers.getOrDefault(WebhookSignature.TIMESTAMP, "");
    return timestamp.matches("[0-9]{1,12}")
        && Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now)
                .abs()
                .compareTo(TOLERANCE)
            <= 0;
  }

  private boolean isBySecret(String secret, String given) {
    return isEqual(given, WebhookSignature.bySecret(secret, signedContent()));
  }

  private boolean isByKey(byte[] publicKey, String given) {
    try {
      byte[] signature =
          Base64.getDecoder().decode(given.substring(WebhookSignature.PUBLIC_KEY_VERSION.length()));
      return Ed25519.verify(publicKey, signedContent(), signature);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private byte[] signedContent() {
    return WebhookSignature.signedContent(
        headers.getOrDefault(WebhookSignature.ID, ""),
        headers.getOrDefault(WebhookSignature.TIMESTAMP, ""),
        body);
  }

  private static boolean isEqual(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
