package com.remitflex.features.corridors.rates;

import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The sandbox's exchange rates: constant, so that a test can predict what arrives. */
public final class FixedRates implements Rates {
  /** The name of the source. */
  public static final String SOURCE = "fixed";

  /** The day of the prices. */
  private static final Instant AS_OF = Instant.parse("2026-01-02T00:00:00Z");

  private final RateTable table = new RateTable(quotations(), Spreads.NONE);

  @Override
  public RateTable table(Environment environment) {
    return table;
  }

  private static List<Quotation> quotations() {
    return Arrays.stream(Currency.values())
        .filter(currency -> currency != Currency.USDC)
        .map(currency ->
            new Quotation(
                Currency.USDC, currency, perUsdc(currency), SOURCE, AS_OF, Optional.empty()))
        .toList();
  }

  private static BigDecimal perUsdc(Currency currency) {
    return new BigDecimal(
        switch (currency) {
          case USDC, USDT, PYUSD -> "1";
          case USD -> "0.9995";
          case EURC, EUR -> "0.9225";
          case GBP -> "0.7935";
          case MXN -> "17.075";
          case PHP -> "56.85";
          case NGN -> "1535.5";
          case KES -> "129.25";
          case BRL -> "5.495";
          case INR -> "84.75";
          case CAD -> "1.3925";
        });
  }
}
