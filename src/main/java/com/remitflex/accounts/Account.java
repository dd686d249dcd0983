package com.remitflex.accounts;

import java.time.Instant;
import java.util.Locale;

/** A business on the platform. */
public record Account(String id, String name, Verification verification, Instant createdAt) {
  /** What the operator has verified of the business; live keys need at least KYC. */
  public enum Verification {
    NONE,
    KYC,
    KYB;

    private final String word = name().toLowerCase(Locale.ROOT);

    public String word() {
      return word;
    }
  }
}
