package com.remitflex.platform.ids;

import java.util.Locale;
import java.util.Optional;

/** The environment that a resource belongs to; the data of the two is strictly separate. */
public enum Environment {
  LIVE,
  SANDBOX;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word used in JSON, in tables and on the command line. */
  public String word() {
    return word;
  }

  public static Environment of(String word) {
    return find(word).orElseThrow(() -> new IllegalStateException("not an environment: " + word));
  }

  public static Optional<Environment> find(String word) {
    for (Environment environment : values()) {
      if (environment.word.equals(word)) {
        return Optional.of(environment);
      }
    }
    return Optional.empty();
  }
}
