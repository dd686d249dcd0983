package com.remitflex.alerts;

import java.util.Set;

/**
 * What the owner of a key wants to be told of.
 *
 * @param silenceDays after how many days without a use the next one is told
 */
record AlertSettings(String keyId, Set<AlertKind> muted, int silenceDays) {
  static final int MOST_SILENCE_DAYS = 365;
  private static final int SILENCE_DAYS = 30;

  AlertSettings {
    muted = Set.copyOf(muted);
  }

  /** Tells of everything. */
  static AlertSettings of(String keyId) {
    return new AlertSettings(keyId, Set.of(), SILENCE_DAYS);
  }
}
