package com.remitflex.features.corridors.rates;

import com.remitflex.platform.ids.Environment;

/** The rates of this node: fixed in the sandbox, from the operator's sources in live. */
public final class LiveRates implements Rates {
  private final RateTable sandbox = new FixedRates().table(Environment.SANDBOX);
  private volatile RateTable live = RateTable.EMPTY;

  @Override
  public RateTable table(Environment environment) {
    return environment == Environment.SANDBOX ? sandbox : live;
  }

  /** Replaces the live rates. */
  void use(RateTable table) {
    live = table;
  }
}
