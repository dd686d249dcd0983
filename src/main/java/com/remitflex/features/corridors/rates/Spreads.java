package com.remitflex.features.corridors.rates;

import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Rate;
import java.math.BigDecimal;
import java.util.Map;

/**
 * What a customer's rate is below the mid-market rate.
 *
 * @param usual in hundredths of a percent
 * @param ofPairs of the pairs that have a spread of their own
 */
public record Spreads(int usual, Map<Pair, Integer> ofPairs) {
  /** Customers get the mid-market rate. */
  public static final Spreads NONE = new Spreads(0, Map.of());

  private static final int BASIS_POINTS_DIGITS = 4;
  private static final BigDecimal ALL = BigDecimal.valueOf(10_000);

  /** A direction of exchange. */
  public record Pair(Currency from, Currency to) {
    @Override
    public String toString() {
      return from + "/" + to;
    }
  }

  public Spreads {
    ofPairs = Map.copyOf(ofPairs);
  }

  /** In hundredths of a percent. */
  public int basisPoints(Currency from, Currency to) {
    return ofPairs.getOrDefault(new Pair(from, to), usual);
  }

  /** The customer's rate: the mid-market rate less the spread, rounded down to ten digits. */
  Rate customer(Rate mid, Currency from, Currency to) {
    BigDecimal share = ALL.subtract(BigDecimal.valueOf(basisPoints(from, to)));
    return new Rate(mid.value().multiply(share).movePointLeft(BASIS_POINTS_DIGITS));
  }
}
