package com.remitflex.idempotency;

import com.remitflex.accounts.HeadId;
import java.time.Duration;
import java.time.Instant;

/**
 * A request that took effect, under the name its client gave it.
 *
 * @param requestHash SHA-256 of method, path and canonical body
 * @param resourceId what the request made or changed
 */
public record Remembered(
    Key key, byte[] requestHash, String resourceId, int status, String answer, Instant createdAt) {

  /** How long the answer itself is kept. */
  public static final Duration ANSWER_KEPT = Duration.ofHours(24);

  /** The scope of an idempotency key: an account in an environment. */
  public record Key(HeadId head, String value) {}

  public boolean isAnswerKept(Instant now) {
    return now.isBefore(createdAt.plus(ANSWER_KEPT));
  }
}
