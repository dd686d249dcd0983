package com.remitflex.platform.access;

import java.util.Locale;
import java.util.Optional;

/** The permissions of a key: each scope includes the ones before it. */
public enum Scope {
  READ,
  WRITE,
  ADMIN;

  private final String word = name().toLowerCase(Locale.ROOT);

  public String word() {
    return word;
  }

  public boolean includes(Scope required) {
    return compareTo(required) >= 0;
  }

  public static Optional<Scope> find(String word) {
    for (Scope scope : values()) {
      if (scope.word.equals(word)) {
        return Optional.of(scope);
      }
    }
    return Optional.empty();
  }
}
