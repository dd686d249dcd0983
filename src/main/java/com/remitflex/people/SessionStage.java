package com.remitflex.people;

import java.util.Locale;

/** How far a session has come. */
public enum SessionStage {
  /** The password was right; the second factor is still asked for. */
  CODE,
  WHOLE;

  private final String word = name().toLowerCase(Locale.ROOT);

  String word() {
    return word;
  }

  static SessionStage of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
