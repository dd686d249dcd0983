package com.remitflex.features.treasury.alarms;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can be wrong between the books and the chains. */
public enum AlarmKind {
  /** Tokens left an address of the platform, and nothing explains it. */
  UNEXPLAINED_OUTGOING(true),
  /** Tokens arrived, and nothing explains it. */
  UNEXPLAINED_INCOMING(false),
  /** An address holds less than its transfers explain. */
  ADDRESS_SHORT(true),
  /** An address holds more than its transfers explain. */
  ADDRESS_SURPLUS(false),
  /** The chains have less than is booked. */
  SHORTFALL(true),
  /** The chains have more than is booked. */
  SURPLUS(false),
  /** A block was replaced that was final. */
  FINALITY_BROKEN(false);

  private final boolean pauses;

  AlarmKind(boolean pauses) {
    this.pauses = pauses;
  }

  /** Whether it pauses the rail until an operator has decided. */
  public boolean pauses() {
    return pauses;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static AlarmKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  public static List<AlarmKind> all() {
    return Arrays.asList(values());
  }
}
