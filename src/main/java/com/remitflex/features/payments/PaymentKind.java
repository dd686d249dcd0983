package com.remitflex.features.payments;

import com.remitflex.platform.ids.IdPrefix;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the engine of payments carries out. All kinds have the same statuses and ledger paths. */
public enum PaymentKind {
  /** Money for somebody else. */
  PAYMENT(IdPrefix.PAYMENT, "payment", "payment."),
  /** Money for a bank account of the account's owner. */
  OFF_RAMP(IdPrefix.OFF_RAMP, "off-ramp", "offramp.");

  private final IdPrefix prefix;
  private final String label;
  private final String eventPrefix;
  private final String word = name().toLowerCase(Locale.ROOT);

  PaymentKind(IdPrefix prefix, String label, String eventPrefix) {
    this.prefix = prefix;
    this.label = label;
    this.eventPrefix = eventPrefix;
  }

  /** The kind of the object with this ID; empty for a text that is no such ID. */
  public static Optional<PaymentKind> of(String id) {
    return Arrays.stream(values()).filter(kind -> kind.prefix.matches(id)).findFirst();
  }

  static PaymentKind ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  public IdPrefix prefix() {
    return prefix;
  }

  /** As in messages, for example `off-ramp`. */
  public String label() {
    return label;
  }

  /** As in the table, and as the reasons of ledger transfers begin, for example `off_ramp`. */
  public String word() {
    return word;
  }

  /** The type of an event, for example `offramp.settled`. */
  public String event(String step) {
    return eventPrefix + step;
  }
}
