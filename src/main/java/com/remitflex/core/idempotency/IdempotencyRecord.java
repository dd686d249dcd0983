package com.remitflex.core.idempotency;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.access.IdempotencyKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request that took effect, under the name its client gave it.
 *
 * @param requestHash SHA-256 of method, path and canonical body
 * @param resourceId what the request made or changed
 * @param answer its body, until that is forgotten
 */
public record IdempotencyRecord(
    Key key,
    byte[] requestHash,
    String resourceId,
    int status,
    Optional<String> answer,
    Instant createdAt) {

  /** How long the answer itself is kept. */
  public static final Duration RESPONSE_RETENTION = Duration.ofHours(24);

  /** How long the key is kept: a year, also one with a day more. */
  public static final Duration KEY_RETENTION = Duration.ofDays(366);

  /** The scope of an idempotency key: an account in an environment. */
  public record Key(HeadId head, String value) {
    /** The name under which a request with this key is stored. */
    public static Key of(HeadId head, IdempotencyKey key) {
      return new Key(head, key.value());
    }

    /**
     * Every name under which a request with this key may be stored: earlier releases took the
     * quotes of the quoted form for a part of the key. Such a row is kept for {@link
     * #KEY_RETENTION}.
     */
    public static List<Key> all(HeadId head, IdempotencyKey key) {
      return Stream.of(key.value(), key.quoted())
          .distinct()
          .map(name -> new Key(head, name))
          .toList();
    }
  }

  /** The answer to give again at this time. */
  public Optional<String> responseAt(Instant now) {
    return answer.filter(text -> now.isBefore(createdAt.plus(RESPONSE_RETENTION)));
  }
}
