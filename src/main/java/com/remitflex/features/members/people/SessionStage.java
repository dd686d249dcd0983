package com.remitflex.features.members.people;

import java.util.Locale;

/** How far a session has come. */
public enum SessionStage {
  /** The password was right; the second factor is still asked for. */
  CODE,
  /**
   * Signed in, but the address of the login is not proven yet. Never stored: it is so as long as
   * the person is not confirmed.
   */
  UNCONFIRMED,
  WHOLE;

  private final String word = name().toLowerCase(Locale.ROOT);

  String word() {
    return word;
  }

  static SessionStage of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
