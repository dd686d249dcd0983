package com.remitflex.features.rails.pauses;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why rails are paused. Each cause is lifted separately. */
public enum PauseCause {
  /** An operator decided it. */
  OPERATOR("paused by an operator"),
  /** The ledger and a chain do not agree. */
  RECONCILIATION("the ledger and the chain differ"),
  /** The database was restored: what happened since the backup must be compared first. */
  RESTORE("the platform was restored from a backup"),
  /** The stored pauses were changed by something else than RemitFlex. */
  DAMAGE("the stored pauses were changed outside RemitFlex");

  private final String word = name().toLowerCase(Locale.ROOT);
  private final String meaning;

  PauseCause(String meaning) {
    this.meaning = meaning;
  }

  public String word() {
    return word;
  }

  /** What has happened, as part of a sentence. */
  public String meaning() {
    return meaning;
  }

  public static Optional<PauseCause> find(String word) {
    return Arrays.stream(values()).filter(cause -> cause.word.equals(word)).findFirst();
  }
}
