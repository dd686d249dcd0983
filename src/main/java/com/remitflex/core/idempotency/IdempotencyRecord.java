package com.remitflex.core.idempotency;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.access.IdempotencyKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The stored result of a request that took effect, under its idempotency key.
 *
 * @param requestHash SHA-256 of method, path and canonical body
 * @param resourceId ID of the object that the request created or changed
 * @param response the response body, until it is deleted
 */
public record IdempotencyRecord(
    Key key,
    byte[] requestHash,
    String resourceId,
    int status,
    Optional<String> response,
    Instant createdAt) {

  /** How long the response body is stored. */
  public static final Duration RESPONSE_RETENTION = Duration.ofHours(24);

  /** How long the key is stored: a year, also a leap year. */
  public static final Duration KEY_RETENTION = Duration.ofDays(366);

  /** The scope of an idempotency key: an account in an environment. */
  public record Key(HeadId head, String value) {
    /** The key under which a request with this idempotency key is stored. */
    public static Key of(HeadId head, IdempotencyKey key) {
      return new Key(head, key.value());
    }

    /**
     * Each key under which a request with this idempotency key may be stored: earlier releases took
     * the quotes of the quoted form for a part of the key, and such a row is stored for {@link
     * #KEY_RETENTION}.
     */
    public static List<Key> all(HeadId head, IdempotencyKey key) {
      Key own = of(head, key);
      String quoted = key.quoted();
      return quoted.equals(own.value) ? List.of(own) : List.of(own, new Key(head, quoted));
    }
  }

  /** The response body to return again at this time. */
  public Optional<String> responseAt(Instant now) {
    return response.filter(text -> now.isBefore(createdAt.plus(RESPONSE_RETENTION)));
  }
}
