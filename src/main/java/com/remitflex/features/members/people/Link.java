package com.remitflex.features.members.people;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A link that is sent by email; it can be used once and expires.
 *
 * @param invitation the account and role of an invitation; empty for other purposes
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
    /** Proves that the owner of a new login also owns its email address. */
    CONFIRMATION,
    /** Lets an operator set a password and a second factor. */
    OPERATOR;

    private final String word = name().toLowerCase(Locale.ROOT);

    String word() {
      return word;
    }

    static Purpose of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  /** The account and the role that an invitation grants. */
  public record Into(String accountId, Role role, Optional<String> invitedBy) {}
}
