package com.remitflex.corridors;

import com.remitflex.money.Currency;
import com.remitflex.money.Rate;

/** Where exchange rates come from. */
@FunctionalInterface
public interface Rates {
  /** Units of `to` for one unit of `from`. */
  Rate rate(Currency from, Currency to);
}
