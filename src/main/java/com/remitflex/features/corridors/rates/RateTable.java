package com.remitflex.features.corridors.rates;

import com.remitflex.platform.money.Currency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The newest prices of all sources, which never change. Where sources contradict each other, the
 * one that comes first counts, as long as its price is not too old.
 */
public final class RateTable {
  /** No prices: whoever needs one is rejected. */
  public static final RateTable EMPTY = new RateTable(List.of(), Spreads.NONE);

  private final List<Quotation> quotations;
  private final Spreads spreads;
  private volatile CurrentRates current;

  /**
   * A table.
   *
   * @param quotations in the order of preference
   */
  public RateTable(List<Quotation> quotations, Spreads spreads) {
    this.quotations = List.copyOf(quotations);
    this.spreads = spreads;
    this.current = derive(this.quotations, spreads, Instant.MIN);
  }

  public List<Quotation> quotations() {
    return quotations;
  }

  public Spreads spreads() {
    return spreads;
  }

  /** The rates that can be derived of prices that are not too old at this time. */
  public CurrentRates at(Instant now) {
    CurrentRates known = current;
    if (known.isRightAt(now)) {
      return known;
    }
    CurrentRates derived = derive(quotations, spreads, now);
    current = derived;
    return derived;
  }

  /**
   * Takes each fresh price that connects two currencies that no earlier one connects. So there is
   * one way from one currency to the other, every rate is a ratio of two prices, and no circle of
   * exchanges ends with more than it began with.
   */
  private static CurrentRates derive(List<Quotation> quotations, Spreads spreads, Instant now) {
    Map<Currency, Currency> groups = new EnumMap<>(Currency.class);
    List<Quotation> used = new ArrayList<>();
    for (Quotation quotation : quotations) {
      Currency from = groups.getOrDefault(quotation.from(), quotation.from());
      Currency to = groups.getOrDefault(quotation.to(), quotation.to());
      if (quotation.isFresh(now) && from != to) {
        used.add(quotation);
        for (Currency currency : Currency.values()) {
          if (groups.getOrDefault(currency, currency) == from) {
            groups.put(currency, to);
          }
        }
      }
    }
    return new CurrentRates(used, spreads, now);
  }
}
