package com.remitflex.features.members.people;

import java.util.Locale;

/** How far the user of a session has signed in. */
public enum SessionStage {
  /** The password was correct; the second factor is still required. */
  CODE,
  /**
   * Signed in, but the email address is not proven yet. Never stored: it follows from the person.
   */
  UNCONFIRMED,
  /** Signed in. */
  WHOLE,
  /** An operator whose password was correct; the second factor is still required. */
  OPERATOR_CODE,
  /** An operator who is signed in, to the operator console only. */
  OPERATOR;

  private final String word = name().toLowerCase(Locale.ROOT);

  String word() {
    return word;
  }

  /** Whether it is a stage of the operator console, which no session of the Dashboard has. */
  boolean isOfConsole() {
    return this == OPERATOR_CODE || this == OPERATOR;
  }

  static SessionStage of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
