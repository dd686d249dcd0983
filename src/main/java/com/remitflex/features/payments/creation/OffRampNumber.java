package com.remitflex.features.payments.creation;

import com.remitflex.core.accounts.HeadId;

/**
 * The number of an account's last off-ramp.
 *
 * @param last 1 for the first one
 */
public record OffRampNumber(HeadId head, long last) {
  /** Above every number of a payment, which is that of an event at the same time. */
  private static final long FIRST = 1L << 62;

  OffRampNumber next() {
    return new OffRampNumber(head, last + 1);
  }

  static OffRampNumber first(HeadId head) {
    return new OffRampNumber(head, 1);
  }

  /** As the off-ramp's row has it. */
  long ofRow() {
    return FIRST + last;
  }
}
