package com.remitflex.features.compliance.reviews;

import com.remitflex.platform.ids.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What becomes of a review that no one decides.
 *
 * @param sandboxApproval after this time a review of the sandbox is approved
 * @param liveRejection after this time a live review is rejected; empty: only an operator decides
 */
public record ReviewPolicy(Duration sandboxApproval, Optional<Duration> liveRejection) {
  /** The step of a review without an end is due then, so that each held payment has a step. */
  private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

  /** When a review that begins now is decided automatically; empty: never. */
  public Optional<Instant> expiresAt(Environment environment, Instant now) {
    return switch (environment) {
      case SANDBOX -> Optional.of(now.plus(sandboxApproval));
      case LIVE -> liveRejection.map(now::plus);
    };
  }

  /** When the step of a review is due that is decided automatically at this time. */
  public static Instant due(Optional<Instant> expiresAt) {
    return expiresAt.orElse(NEVER);
  }
}
