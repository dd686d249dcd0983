package com.remitflex.features.corridors;

import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Rate;

/** A source of exchange rates. */
@FunctionalInterface
public interface Rates {
  /** The units of `to` that one unit of `from` buys. */
  Rate rate(Currency from, Currency to);
}
