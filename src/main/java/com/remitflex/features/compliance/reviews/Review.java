package com.remitflex.features.compliance.reviews;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.ids.IdPrefix;
import java.time.Instant;
import java.util.Optional;

/**
 * The compliance review of one payment or off-ramp.
 *
 * @param expiresAt when it is decided automatically; empty: never
 * @param outcome empty while it waits
 */
public record Review(
    Key key,
    String id,
    Held held,
    Instant heldAt,
    Optional<Instant> expiresAt,
    Optional<Outcome> outcome) {
  /** Identifies a review by what it holds. */
  public record Key(HeadId head, String paymentId) {}

  /**
   * How a review was decided.
   *
   * @param decidedBy ID of the person; {@link #PLATFORM} for the end of its time
   * @param reason always present for a rejection
   */
  public record Outcome(
      boolean approved, String decidedBy, Optional<String> reason, Instant decidedAt) {
    public static final String PLATFORM = "platform";

    public String word() {
      return approved ? "approved" : "rejected";
    }
  }

  static Review begun(Key key, Held held, Instant now, Optional<Instant> expiresAt) {
    return new Review(key, IdPrefix.REVIEW.next(), held, now, expiresAt, Optional.empty());
  }

  Review decided(Outcome how) {
    return new Review(key, id, held, heldAt, expiresAt, Optional.of(how));
  }
}
