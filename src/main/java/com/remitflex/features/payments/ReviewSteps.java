package com.remitflex.features.payments;

import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.compliance.reviews.Held;
import com.remitflex.features.compliance.reviews.Review;
import com.remitflex.features.compliance.reviews.Reviews;
import com.remitflex.features.compliance.rules.RuleCheck;
import com.remitflex.features.payments.PaymentStatus.Trigger;
import java.time.Instant;
import java.util.Optional;

/** What the steps of payments do to their reviews, with the events of reviews. */
final class ReviewSteps {
  private ReviewSteps() {}

  static void prefetch(ReadSet reads, Trigger trigger, PaymentKey key) {
    switch (trigger) {
      case HOLD, REJECT -> Reviews.prefetch(reads, key.head(), key.id());
      case APPROVE -> {
        Reviews.prefetch(reads, key.head(), key.id());
        RuleCheck.prefetchApproval(reads, key.head());
      }
      default -> {}
    }
  }

  static void hold(
      Effects effects, Payment payment, Held held, Optional<Instant> expiresAt, Instant now) {
    Review review = Reviews.begin(effects, key(payment), held, now, expiresAt);
    effects.emit(
        payment.key().head(),
        "compliance.review_required",
        payment.id(),
        PaymentJson.reviewData(
            payment, "review_required_at", now, Optional.of(review), Optional.empty()));
  }

  /**
   * Records the end of a review.
   *
   * @param by empty: approved automatically
   */
  static void decide(
      State state, Effects effects, Payment payment, Optional<ReviewDecision> by, Instant now) {
    boolean approved = payment.status() == PaymentStatus.PROCESSING;
    Review.Outcome outcome =
        new Review.Outcome(
            approved,
            by.map(ReviewDecision::personId).orElse(Review.Outcome.PLATFORM),
            by.flatMap(ReviewDecision::reason),
            now);
    Optional<Review> review = Reviews.decide(state, effects, key(payment), outcome);
    if (approved) {
      RuleCheck.approved(effects, payment.order());
    }
    effects.emit(
        payment.key().head(),
        approved ? "compliance.approved" : "compliance.rejected",
        payment.id(),
        PaymentJson.reviewData(payment, approved ? "approved_at" : "rejected_at", now, review, by));
  }

  private static Review.Key key(Payment payment) {
    return new Review.Key(payment.key().head(), payment.id());
  }
}
