package com.remitflex.features.corridors;

import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.time.Duration;
import java.util.Set;

/**
 * A way from one currency to another, with what the operator set for it.
 *
 * @param destination the currency that arrives; empty for stablecoin to stablecoin
 * @param stablecoins what may be sent on it
 * @param minimum least amount a payment, in the currency of the bounds
 * @param feeBasisPoints fee without a quote, in hundredths of a percent
 */
public record Corridor(
    String id,
    String destination,
    Set<Currency> stablecoins,
    Status status,
    Duration usualTime,
    Money minimum,
    Money maximum,
    int feeBasisPoints) {

  /** Id of the corridor between stablecoins. */
  public static final String SWAP = "GLOBAL-SWAP";

  /** Whether payments are taken. */
  public enum Status {
    ACTIVE,
    /** Slow, but taken. */
    DEGRADED,
    UNAVAILABLE
  }

  /** Whether this corridor carries one currency to the other. */
  public boolean carries(Currency from, Currency to) {
    boolean arrives = to.isStablecoin() ? id.equals(SWAP) : to.name().equals(destination);
    return arrives && stablecoins.contains(from);
  }
}
