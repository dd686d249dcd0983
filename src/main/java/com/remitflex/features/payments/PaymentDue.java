package com.remitflex.features.payments;

import java.time.Instant;
import java.util.Locale;

/** The next step of a payment, and when it is due. */
public record PaymentDue(PaymentKey key, Step step, Instant dueAt) {
  /** What is to be done. */
  public enum Step {
    /** Screen a pending payment. */
    START,
    /** End a review that no one has ended. */
    RELEASE,
    /** Hand a processing payment to its rail. */
    SUBMIT,
    /** Ask the rail what became of it. */
    REPORT;

    private final String word = name().toLowerCase(Locale.ROOT);

    public String word() {
      return word;
    }

    static Step of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }
}
