package com.remitflex.features.apikeys;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.net.AddressRange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An API key as it is stored, without its secret.
 *
 * @param hash HMAC-SHA256 of its newest secret under the pepper
 * @param display the masked form of that secret, for example `rf_test_0123…PEZZ`
 * @param number its position in the order of the account's keys
 * @param generation the number of its newest secret: 1 at creation, one more with each roll
 * @param warnedDays how many days before the expiry the owner was last warned
 * @param decoy the empty account that a canary key sees; empty for an ordinary key
 * @param suspendedAt since when it is suspended after a restore; empty for a key that is not
 */
public record ApiKey(
    String id,
    String accountId,
    Environment environment,
    String name,
    Scope scope,
    byte[] hash,
    String display,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> revokedAt,
    long number,
    long generation,
    KeyLimits limits,
    Optional<Integer> warnedDays,
    Optional<String> decoy,
    Optional<Instant> suspendedAt) {

  /** A key that is not suspended. */
  public ApiKey(
      String id,
      String accountId,
      Environment environment,
      String name,
      Scope scope,
      byte[] hash,
      String display,
      Instant createdAt,
      Optional<Instant> expiresAt,
      Optional<Instant> revokedAt,
      long number,
      long generation,
      KeyLimits limits,
      Optional<Integer> warnedDays,
      Optional<String> decoy) {
    this(
        id,
        accountId,
        environment,
        name,
        scope,
        hash,
        display,
        createdAt,
        expiresAt,
        revokedAt,
        number,
        generation,
        limits,
        warnedDays,
        decoy,
        Optional.empty());
  }

  /** The head of the account that owns the key. */
  public HeadId head() {
    return new HeadId(accountId, environment);
  }

  /** The head of the account that the key sees. */
  public HeadId inside() {
    return new HeadId(decoy.orElse(accountId), environment);
  }

  public KeyOwner owner() {
    return new KeyOwner(id, accountId, environment, isCanary());
  }

  /** Whether it sees only a decoy account, and any use of it raises an alert. */
  public boolean isCanary() {
    return decoy.isPresent();
  }

  /**
   * The key as the account with this head sees it, if at all. The decoy account of a canary key
   * sees it as an ordinary key of its own.
   */
  public Optional<ApiKey> seenBy(HeadId viewer) {
    if (head().equals(viewer)) {
      return Optional.of(this);
    }
    return inside().equals(viewer)
        ? Optional.of(
            new ApiKey(
                id,
                inside().accountId(),
                environment,
                name,
                scope,
                hash,
                display,
                createdAt,
                expiresAt,
                revokedAt,
                number,
                generation,
                limits,
                warnedDays,
                Optional.empty(),
                suspendedAt))
        : Optional.empty();
  }

  public boolean isRevoked() {
    return revokedAt.isPresent();
  }

  /** Whether it is rejected until an operator confirms it. */
  public boolean isSuspended() {
    return suspendedAt.isPresent();
  }

  /** The key as suspended, or as confirmed if there is no time. */
  ApiKey suspended(Optional<Instant> at) {
    return new ApiKey(
        id,
        accountId,
        environment,
        name,
        scope,
        hash,
        display,
        createdAt,
        expiresAt,
        revokedAt,
        number,
        generation,
        limits,
        warnedDays,
        decoy,
        at);
  }

  public boolean isExpired(Instant now) {
    return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
  }

  /** `active`, `revoked` or `expired`. */
  public String status(Instant now) {
    if (isRevoked()) {
      return "revoked";
    }
    return isExpired(now) ? "expired" : "active";
  }

  /** API_KEY_NOT_ACTIVE, when the key is revoked or expired and therefore cannot be changed. */
  public Optional<ApiError> notActive(Instant now) {
    return status(now).equals("active")
        ? Optional.empty()
        : Optional.of(
            ApiError.of(
                ErrorCode.API_KEY_NOT_ACTIVE,
                "This API key is " + status(now) + " and cannot be changed. Create a new key."));
  }

  /** The error of a missing, malformed, unknown or expired key. */
  public static ApiError unknown() {
    return ApiError.of(ErrorCode.UNAUTHORIZED, "No valid API key was provided.");
  }

  /** The error of a revoked key, and of a secret whose grace period is over. */
  public static ApiError revoked() {
    return ApiError.of(
        ErrorCode.API_KEY_REVOKED,
        "This API key has been revoked. Please generate a new key from the Dashboard.");
  }

  /** The error of a key that is suspended after a restore. */
  static ApiError suspended() {
    return ApiError.later(
        ErrorCode.SERVICE_UNAVAILABLE,
        "The platform was restored from a backup, and its operator has not confirmed the API keys"
            + " yet. Try again later.",
        60);
  }

  /**
   * The columns that grant access, in the order in which the row MAC covers them. The MAC of a key
   * that has no limits and was never rolled covers only the columns of the first version. A list of
   * parts is never valid as a shorter or longer one.
   */
  List<byte[]> macParts() {
    List<byte[]> parts =
        new ArrayList<>(
            List.of(
                bytes(id),
                bytes(accountId),
                bytes(environment.word()),
                bytes(scope.word()),
                hash,
                bytes(expiresAt.map(Instant::toString).orElse("")),
                bytes(revokedAt.map(Instant::toString).orElse(""))));
    if (generation != 1 || !limits.equals(KeyLimits.NONE) || isCanary()) {
      parts.add(bytes(Long.toString(generation)));
      parts.add(bytes(addressText()));
      parts.add(bytes(limits.requestsPerMinute().map(String::valueOf).orElse("")));
      parts.add(bytes(limits.perPayment().map(Money::toString).orElse("")));
      parts.add(bytes(limits.perDay().map(Money::toString).orElse("")));
    }
    decoy.ifPresent(account -> parts.add(bytes(account)));
    suspendedAt.ifPresent(at -> {
      parts.add(bytes("suspended"));
      parts.add(bytes(at.toString()));
    });
    return parts;
  }

  /** The same key with the hash under a newer pepper. */
  ApiKey hashed(byte[] newHash) {
    return with(newHash, display, generation, revokedAt, warnedDays);
  }

  /** The allow list as the table stores it. */
  String addressText() {
    return limits.addresses().stream().map(AddressRange::toString).collect(Collectors.joining(","));
  }

  public ApiKey revokedAt(Instant time) {
    return with(hash, display, generation, Optional.of(time), warnedDays);
  }

  /** The key with a new secret. */
  public ApiKey rolled(byte[] newHash, String newDisplay) {
    return with(newHash, newDisplay, generation + 1, revokedAt, warnedDays);
  }

  public ApiKey warned(int days) {
    return with(hash, display, generation, revokedAt, Optional.of(days));
  }

  private ApiKey with(
      byte[] newHash,
      String newDisplay,
      long newGeneration,
      Optional<Instant> revoked,
      Optional<Integer> warned) {
    return new ApiKey(
        id,
        accountId,
        environment,
        name,
        scope,
        newHash,
        newDisplay,
        createdAt,
        expiresAt,
        revoked,
        number,
        newGeneration,
        limits,
        warned,
        decoy,
        suspendedAt);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
