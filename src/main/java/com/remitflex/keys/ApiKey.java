package com.remitflex.keys;

import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import com.remitflex.http.Scope;
import com.remitflex.ids.Environment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An API key as it is kept: never the key itself.
 *
 * @param hash HMAC-SHA256 of the key under the pepper
 * @param display what is shown of it, as `rf_test_0123…PEZZ`
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
    Optional<Instant> revokedAt) {

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

  /** Why the key is refused at this time, if it is. */
  public Optional<ApiError> standingFault(Instant now) {
    if (isRevoked()) {
      return Optional.of(revoked());
    }
    return isExpired(now) ? Optional.of(unknown()) : Optional.empty();
  }

  /** The answer to a missing, malformed, unknown or expired key. */
  public static ApiError unknown() {
    return ApiError.of(ErrorCode.UNAUTHORIZED, "No valid API key was provided.");
  }

  static ApiError revoked() {
    return ApiError.of(
        ErrorCode.API_KEY_REVOKED,
        "This API key has been revoked. Please generate a new key from the Dashboard.");
  }

  /** The columns that grant something, in the order in which the row is sealed. */
  byte[] seal(KeyHasher hasher) {
    return hasher.seal(
        List.of(
            bytes(id),
            bytes(accountId),
            bytes(environment.word()),
            bytes(scope.word()),
            hash,
            bytes(expiresAt.map(Instant::toString).orElse("")),
            bytes(revokedAt.map(Instant::toString).orElse(""))));
  }

  ApiKey revokedAt(Instant time) {
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
        Optional.of(time));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
