package com.remitflex.features.corridors;

import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A route from stablecoins to one destination currency, as the operator configured it.
 *
 * @param source code of the fiat currency that its limits are about, or {@link #STABLECOIN}
 * @param destination code of the currency that arrives, or {@link #STABLECOIN}
 * @param stablecoins the currencies that can be sent
 * @param usualTime from creation to delivery
 * @param minimum of one payment, in the currency of the corridor's limits
 * @param maximum of one payment, in the same currency
 * @param feeBasisPoints fee without a quote, in hundredths of a percent
 * @param updatedAt when an operator last changed it
 */
public record Corridor(
    String id,
    String source,
    String destination,
    Set<Currency> stablecoins,
    Status status,
    Duration usualTime,
    Money minimum,
    Money maximum,
    int feeBasisPoints,
    Instant updatedAt) {

  /** ID of the corridor between stablecoins. */
  public static final String SWAP = "GLOBAL-SWAP";

  /** In place of a currency: any of the corridor's stablecoins. */
  public static final String STABLECOIN = "stablecoin";

  /** Whether the corridor accepts payments. */
  public enum Status {
    ACTIVE,
    /** Accepts payments, but delivers them late. */
    DEGRADED,
    UNAVAILABLE;

    /** The words of all statuses, in the API. */
    public static final List<String> WORDS = Arrays.stream(values()).map(Status::word).toList();

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Status of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  public Corridor with(Status other, Instant now) {
    return new Corridor(
        id,
        source,
        destination,
        stablecoins,
        other,
        usualTime,
        minimum,
        maximum,
        feeBasisPoints,
        now);
  }

  public boolean acceptsPayments() {
    return status != Status.UNAVAILABLE;
  }

  /** Whether this corridor carries one currency to the other. */
  public boolean carries(Currency from, Currency to) {
    boolean arrives = destination.equals(to.isStablecoin() ? STABLECOIN : to.name());
    return arrives && stablecoins.contains(from);
  }
}
