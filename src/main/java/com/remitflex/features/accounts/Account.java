package com.remitflex.features.accounts;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A business on the platform.
 *
 * @param contactEmail receives the emails about the account; empty: the owner receives them
 */
public record Account(
    String id,
    String name,
    Verification verification,
    Instant createdAt,
    Optional<String> contactEmail) {
  /** What the operator has verified of the business; live keys require at least KYC. */
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
