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
 * An API key as it is kept: never the key itself.
 *
 * @param hash HMAC-SHA256 of its newest secret under the pepper
 * @param display what is shown of that secret, as `rf_test_0123…PEZZ`
 * @param number its place in the order of the account's keys
 * @param generation 1 as created, one more with each roll
 * @param warnedDays how many days before its expiry the owner was last told of it
 * @param decoy the account without anything that a canary sees; empty: the key is no canary
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
    Optional<String> decoy) {

  /** A key that sees its owner's account. */
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
      Optional<Integer> warnedDays) {
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
        Optional.empty());
  }

  /** The head of its owner. */
  public HeadId head() {
    return new HeadId(accountId, environment);
  }

  /** The head of the account that it sees. */
  public HeadId inside() {
    return new HeadId(decoy.orElse(accountId), environment);
  }

  public KeyOwner owner() {
    return new KeyOwner(id, accountId, environment, isCanary());
  }

  /** Whether it is there to be stolen: it sees nothing, moves nothing, and its use is an alarm. */
  public boolean isCanary() {
    return decoy.isPresent();
  }

  /**
   * The key as whoever has this head sees it, if at all: its owner whole, and its holder, when it
   * is a canary, as a key of the account that it sees.
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
                warnedDays))
        : Optional.empty();
  }

  public boolean isRevoked() {
    return revokedAt.isPresent();
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

  /** API_KEY_NOT_ACTIVE when the key does not work any more, so that nothing of it can change. */
  public Optional<ApiError> notActive(Instant now) {
    return status(now).equals("active")
        ? Optional.empty()
        : Optional.of(
            ApiError.of(
                ErrorCode.API_KEY_NOT_ACTIVE,
                "This API key is " + status(now) + " and cannot be changed. Create a new key."));
  }

  /** The answer to a missing, malformed, unknown or expired key. */
  public static ApiError unknown() {
    return ApiError.of(ErrorCode.UNAUTHORIZED, "No valid API key was provided.");
  }

  /** The answer to a revoked key, and to a secret whose grace is over. */
  public static ApiError revoked() {
    return ApiError.of(
        ErrorCode.API_KEY_REVOKED,
        "This API key has been revoked. Please generate a new key from the Dashboard.");
  }

  /**
   * The columns that grant something, in the order in which the row is sealed. A key without limits
   * that was never rolled is sealed as it was before there were such: more parts never look like
   * fewer.
   */
  List<byte[]> sealed() {
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
    return parts;
  }

  /** The same key with the hash of a newer pepper. */
  ApiKey hashed(byte[] newHash) {
    return with(newHash, display, generation, revokedAt, warnedDays);
  }

  /** The allow-list as the table keeps it. */
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
        decoy);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
