package com.remitflex.features.treasury.proof;

import java.util.Locale;

/** The terms of the equation of the books, in the order in which they are shown. */
public enum Term {
  TREASURY(Side.TOKENS, 1, "tokens held by treasuries"),
  DEPOSIT_ADDRESSES(Side.TOKENS, 1, "tokens held by deposit addresses"),
  IN_TRANSIT(Side.TOKENS, 1, "in transit between networks"),
  AVAILABLE(Side.BOOKED, 1, "available to customers"),
  HELD(Side.BOOKED, 1, "held for payments"),
  FEES(Side.BOOKED, 1, "fees"),
  FX(Side.BOOKED, 1, "FX position"),
  FLOAT(Side.BOOKED, 1, "the operator's float"),
  NOT_CREDITED(Side.BOOKED, 1, "final deposits not credited yet"),
  NOT_BOOKED(Side.BOOKED, -1, "final payouts not booked yet"),
  CREDITED_AHEAD(Side.BOOKED, -1, "credited in later blocks"),
  BOOKED_AHEAD(Side.BOOKED, 1, "paid in later blocks"),
  LOST_DEPOSITS(Side.BOOKED, -1, "credited deposits that a broken finality removed"),
  LOST_PAYOUTS(Side.BOOKED, 1, "settled payouts that a broken finality removed");

  /** On which side of the equation a term stands. */
  public enum Side {
    TOKENS,
    BOOKED
  }

  private final Side side;
  private final int sign;
  private final String label;

  Term(Side side, int sign, String label) {
    this.side = side;
    this.sign = sign;
    this.label = label;
  }

  public Side side() {
    return side;
  }

  /** 1 if it is added, -1 if it is subtracted. */
  public int sign() {
    return sign;
  }

  /** As operators read it. */
  public String label() {
    return label;
  }

  /** Whether it is shown even if it is nothing. */
  public boolean isUsual() {
    return compareTo(FLOAT) <= 0;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
