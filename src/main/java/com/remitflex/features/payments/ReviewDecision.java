package com.remitflex.features.payments;

import com.remitflex.features.compliance.reviews.Review;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.text.ApiKeyText;
import java.util.Locale;
import java.util.Optional;

/**
 * A decision of a payment's compliance review.
 *
 * @param personId ID of the member or operator, or {@code platform}
 * @param decidedBy what the account sees: the member's ID, or {@code operator}; empty for the
 *     platform
 * @param reason always present for a rejection
 */
public record ReviewDecision(
    Verdict verdict, String personId, Optional<String> decidedBy, Optional<String> reason) {
  /** The rejection of a live payment whose review no one decided in its time. */
  static final ReviewDecision UNDECIDED =
      new ReviewDecision(
          Verdict.REJECTED,
          Review.Outcome.PLATFORM,
          Optional.empty(),
          Optional.of("Nobody decided the review in time."));

  /** Maximum length of a reason, in Unicode code points. */
  public static final int MAX_REASON = 255;

  public static final String REASON = "reason";

  /** The possible decisions. */
  public enum Verdict {
    APPROVED,
    REJECTED;

    private final String word = name().toLowerCase(Locale.ROOT);

    public String word() {
      return word;
    }
  }

  static ReviewDecision approved(Actor by) {
    return of(Verdict.APPROVED, by, Optional.empty());
  }

  /** A command of the installation has no ID. */
  private static ReviewDecision of(Verdict verdict, Actor by, Optional<String> reason) {
    String id = by.id().orElse(by.kind().word());
    return new ReviewDecision(
        verdict,
        id,
        Optional.of(by.kind() == Actor.Kind.OPERATOR ? Actor.Kind.OPERATOR.word() : id),
        reason);
  }

  /**
   * A rejection.
   *
   * @param reason as entered; runs of white space become one space, and API keys are masked
   * @return VALIDATION_ERROR (reason) for an empty or invalid reason
   */
  @CheckReturnValue
  static Result<ReviewDecision> rejected(Actor by, String reason) {
    String plain = reason.replaceAll("[\\s\\p{Z}]+", " ").strip();
    if (plain.codePoints().allMatch(ReviewDecision::isInvisible)) {
      return invalid("Enter a reason for the rejection.");
    }
    if (plain.codePointCount(0, plain.length()) > MAX_REASON) {
      return invalid("The reason must have at most " + MAX_REASON + " characters.");
    }
    if (plain.codePoints().anyMatch(ReviewDecision::isForbidden)) {
      return invalid("The reason must not contain control or formatting characters.");
    }
    return Result.ok(of(Verdict.REJECTED, by, Optional.of(ApiKeyText.mask(plain))));
  }

  private static boolean isInvisible(int codePoint) {
    return Character.isSpaceChar(codePoint) || isForbidden(codePoint);
  }

  private static boolean isForbidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  private static Result<ReviewDecision> invalid(String message) {
    return Result.rejected(REASON, ErrorCode.VALIDATION_ERROR, message);
  }
}
