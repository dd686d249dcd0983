package com.remitflex.features.corridors;

import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Rate;
import java.math.BigDecimal;

/** The sandbox's exchange rates: constant, so that a test can predict what arrives. */
public final class FixedRates implements Rates {
  @Override
  public Rate rate(Currency from, Currency to) {
    return from == to ? Rate.ONE : Rate.cross(usDollars(from), usDollars(to));
  }

  /** The value of one unit in US dollars. */
  private static BigDecimal usDollars(Currency currency) {
    return new BigDecimal(
        switch (currency) {
          case USDC, USDT, PYUSD, USD -> "1";
          case EURC, EUR -> "1.08";
          case GBP -> "1.27";
          case MXN -> "0.055";
          case PHP -> "0.0175";
          case NGN -> "0.00065";
          case KES -> "0.0077";
          case BRL -> "0.18";
          case INR -> "0.0119";
          case CAD -> "0.73";
        });
  }
}
