package com.remitflex.people;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A link that is sent by e-mail, good once and for a time.
 *
 * @param invitation into which account and as what; empty for a reset
 */
record Link(
    String id,
    Purpose purpose,
    String email,
    Optional<Into> invitation,
    Instant createdAt,
    Instant expiresAt) {
  enum Purpose {
    RESET,
    INVITATION;

    private final String word = name().toLowerCase(Locale.ROOT);

    String word() {
      return word;
    }
  }

  /** Where an invitation leads. */
  record Into(String accountId, Role role, String invitedBy) {}
}
