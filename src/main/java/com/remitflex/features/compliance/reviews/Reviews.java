package com.remitflex.features.compliance.reviews;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.platform.database.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The reviews, as the commands that hold and release payments begin and decide them. */
public final class Reviews {
  private Reviews() {}

  public static void prefetch(ReadSet reads, HeadId head, String paymentId) {
    reads.row(ReviewStore.ROWS, new Review.Key(head, paymentId));
  }

  /** Begins the review of a payment. */
  public static Review begin(
      Effects effects, Review.Key key, Held held, Instant now, Optional<Instant> expiresAt) {
    Review review = Review.begun(key, held, now, expiresAt);
    effects.insert(ReviewStore.ROWS, key, review);
    return review;
  }

  /** Decides a review; empty for a payment that a version before holds without one. */
  public static Optional<Review> decide(
      State state, Effects effects, Review.Key key, Review.Outcome outcome) {
    Optional<Review> decided =
        state.find(ReviewStore.ROWS, key).map(review -> review.decided(outcome));
    decided.ifPresent(review -> effects.update(ReviewStore.ROWS, key, review));
    return decided;
  }

  /** What reviews and payments contradict each other in, for `doctor`. */
  public static List<String> violations(Handle handle) {
    return ReviewStore.violations(handle);
  }

  /** The review of a payment, if it was ever held. */
  public static Optional<Review> find(Database database, HeadId head, String paymentId) {
    return database.with(handle -> ReviewStore.find(handle, new Review.Key(head, paymentId)));
  }
}
