package com.remitflex.features.rails.evm.relays;

/** Why a relay or a line does not move, as the operator sees it. */
public final class Waits {
  public static final String LOW_GAS = "low_gas";
  public static final String FEES = "fees";
  public static final String SIGNER = "signer";
  public static final String REVERTS = "reverts";
  public static final String NETWORK = "network";
  public static final String PAUSED = "paused";

  private Waits() {}
}
