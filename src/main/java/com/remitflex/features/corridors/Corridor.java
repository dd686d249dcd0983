package com.remitflex.features.corridors;

import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.time.Duration;
import java.util.Set;

/**
 * A route from stablecoins to one destination currency, as the operator configured it.
 *
 * @param destination code of the currency that arrives; empty between stablecoins
 * @param stablecoins the currencies that can be sent
 * @param usualTime from creation to delivery
 * @param minimum of one payment, in the currency of the corridor's limits
 * @param maximum of one payment, in the same currency
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

  /** ID of the corridor between stablecoins. */
  public static final String SWAP = "GLOBAL-SWAP";

  /** Whether the corridor accepts payments. */
  public enum Status {
    ACTIVE,
    /** Accepts payments, but delivers them late. */
    DEGRADED,
    UNAVAILABLE
  }

  /** Whether this corridor carries one currency to the other. */
  public boolean carries(Currency from, Currency to) {
    boolean arrives = to.isStablecoin() ? id.equals(SWAP) : to.name().equals(destination);
    return arrives && stablecoins.contains(from);
  }
}
