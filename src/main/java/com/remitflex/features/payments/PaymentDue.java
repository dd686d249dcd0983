package com.remitflex.features.payments;

import java.time.Instant;
import java.util.Locale;

/** The next step of a payment, and when it is due. */
public record PaymentDue(PaymentKey key, Step step, Instant dueAt) {
  /** The kinds of steps. */
  public enum Step {
    /** Screen a pending payment. */
    START,
    /** Approve a payment whose review no one has decided. */
    RELEASE,
    /** Submit a processing payment to its rail. */
    SUBMIT,
    /** Ask the rail for a report. */
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
