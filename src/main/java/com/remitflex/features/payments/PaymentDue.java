package com.remitflex.features.payments;

import java.time.Instant;
import java.util.Locale;

/** The next step of a payment until its rail has it, and when it is due. */
public record PaymentDue(PaymentKey key, Step step, Instant dueAt) {
  /** The kinds of steps. */
  public enum Step {
    /** Screen a pending payment. */
    START,
    /** Approve a payment whose review no one has decided. */
    RELEASE,
    /** Put a payment into the queue of its rail that a version before has not submitted. */
    SUBMIT,
    /** Put a payment into the queue of its rail that a version before has submitted. */
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
