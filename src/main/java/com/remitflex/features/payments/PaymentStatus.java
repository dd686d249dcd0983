package com.remitflex.features.payments;

import java.util.Locale;
import java.util.Optional;

/** The status of a payment, with all its transitions. */
public enum PaymentStatus {
  PENDING,
  COMPLIANCE_REVIEW,
  PROCESSING,
  SETTLED,
  DELIVERED,
  RETURNED,
  FAILED,
  CANCELLED;

  /** The cause of a transition. */
  public enum Trigger {
    /** Screening found nothing. */
    START,
    /** Screening requires a review. */
    HOLD,
    /** The review approved the payment. */
    APPROVE,
    /** The review rejected the payment. */
    REJECT,
    /** The rail settled the payment. */
    SETTLE,
    /** The recipient's bank received the payment. */
    DELIVER,
    /** The recipient's bank sent the money back. */
    RETURN,
    /** The rail or the recipient's bank rejected the payment. */
    FAIL,
    /** The account cancelled the payment. */
    CANCEL
  }

  private final String word = name().toLowerCase(Locale.ROOT);

  public String word() {
    return word;
  }

  static PaymentStatus of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The status after a trigger; empty when there is no such transition. */
  public Optional<PaymentStatus> after(Trigger trigger) {
    return Optional.ofNullable(
        switch (this) {
          case PENDING ->
              switch (trigger) {
                case START -> PROCESSING;
                case HOLD -> COMPLIANCE_REVIEW;
                case FAIL -> FAILED;
                case CANCEL -> CANCELLED;
                case APPROVE, REJECT, SETTLE, DELIVER, RETURN -> null;
              };
          case COMPLIANCE_REVIEW ->
              switch (trigger) {
                case APPROVE -> PROCESSING;
                case REJECT -> CANCELLED;
                case START, HOLD, SETTLE, DELIVER, RETURN, FAIL, CANCEL -> null;
              };
          case PROCESSING ->
              switch (trigger) {
                case SETTLE -> SETTLED;
                case FAIL -> FAILED;
                case START, HOLD, APPROVE, REJECT, DELIVER, RETURN, CANCEL -> null;
              };
          case SETTLED ->
              switch (trigger) {
                case DELIVER -> DELIVERED;
                case FAIL -> FAILED;
                case START, HOLD, APPROVE, REJECT, SETTLE, RETURN, CANCEL -> null;
              };
          case DELIVERED ->
              switch (trigger) {
                case RETURN -> RETURNED;
                case START, HOLD, APPROVE, REJECT, SETTLE, DELIVER, FAIL, CANCEL -> null;
              };
          case RETURNED, FAILED, CANCELLED -> null;
        });
  }

  /** As {@link #after}, for an off-ramp: it cannot be cancelled, and fails if it is rejected. */
  Optional<PaymentStatus> afterOfOffRamp(Trigger trigger) {
    return switch (trigger) {
      case CANCEL -> Optional.empty();
      case REJECT -> after(trigger).map(cancelled -> FAILED);
      case START, HOLD, APPROVE, SETTLE, DELIVER, RETURN, FAIL -> after(trigger);
    };
  }
}
