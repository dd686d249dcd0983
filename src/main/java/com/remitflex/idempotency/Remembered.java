package com.remitflex.idempotency;

import com.remitflex.accounts.HeadId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A request that took effect, under the name its client gave it.
 *
 * @param requestHash SHA-256 of method, path and canonical body
 * @param resourceId what the request made or changed
 * @param answer its body, until that is forgotten
 */
public record Remembered(
    Key key,
    byte[] requestHash,
    String resourceId,
    int status,
    Optional<String> answer,
    Instant createdAt) {

  /** How long the answer itself is kept. */
  public static final Duration ANSWER_KEPT = Duration.ofHours(24);

  /** How long the key is kept: a year, also one with a day more. */
  public static final Duration KEY_KEPT = Duration.ofDays(366);

  /** The scope of an idempotency key: an account in an environment. */
  public record Key(HeadId head, String value) {}

  /** The answer to give again at this time. */
  public Optional<String> answerAt(Instant now) {
    return answer.filter(text -> now.isBefore(createdAt.plus(ANSWER_KEPT)));
  }
}
