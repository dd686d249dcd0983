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
  WHOLE;

  private final String word = name().toLowerCase(Locale.ROOT);

  String word() {
    return word;
  }

  static SessionStage of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
