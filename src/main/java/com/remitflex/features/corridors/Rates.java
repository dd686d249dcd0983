package com.remitflex.features.corridors;

import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Rate;

/** Where exchange rates come from. */
@FunctionalInterface
public interface Rates {
  /** Units of `to` for one unit of `from`. */
  Rate rate(Currency from, Currency to);
}
