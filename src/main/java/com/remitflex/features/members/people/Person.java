package com.remitflex.features.members.people;

import java.time.Instant;
import java.util.Optional;

/**
 * A user of the Dashboard, or an operator.
 *
 * @param email the address to sign in with, in lower case
 * @param name empty until the person enters one
 * @param secondFactor whether signing in requires a code after the password
 * @param confirmed whether the person has proved ownership of the address
 * @param kind which of the two sites the person may use
 */
public record Person(
    String id,
    String email,
    String name,
    boolean secondFactor,
    boolean confirmed,
    Instant createdAt,
    Kind kind) {
  /** Which site a login is for. It never changes between a member and an operator. */
  public enum Kind {
    /** Uses the Dashboard, as a member of accounts. */
    MEMBER,
    /** Uses the operator console. */
    OPERATOR,
    /** Was an operator, and may use neither. */
    REMOVED_OPERATOR;

    /**
     * The kind as the column has it.
     *
     * @param column empty for a member
     */
    static Kind of(Optional<String> column) {
      return column.map(word -> word.equals("active") ? OPERATOR : REMOVED_OPERATOR).orElse(MEMBER);
    }

    Optional<String> column() {
      return switch (this) {
        case MEMBER -> Optional.empty();
        case OPERATOR -> Optional.of("active");
        case REMOVED_OPERATOR -> Optional.of("removed");
      };
    }
  }

  /** The name; the email address if there is none. */
  public String label() {
    return name.isEmpty() ? email : name;
  }
}
