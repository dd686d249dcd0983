package com.remitflex.features.members.people;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A link that is sent by e-mail, good once and for a time.
 *
 * @param invitation into which account and as what; empty for anything else
 */
public record Link(
    String id,
    Purpose purpose,
    String email,
    Optional<Into> invitation,
    Instant createdAt,
    Instant expiresAt) {
  public enum Purpose {
    RESET,
    INVITATION,
    /** Proves that the person of a new login owns its address. */
    CONFIRMATION;

    private final String word = name().toLowerCase(Locale.ROOT);

    String word() {
      return word;
    }

    static Purpose of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  /** Where an invitation leads. */
  public record Into(String accountId, Role role, Optional<String> invitedBy) {}
}
