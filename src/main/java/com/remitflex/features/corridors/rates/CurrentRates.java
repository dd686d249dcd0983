package com.remitflex.features.corridors.rates;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The rates that may be used at one time: those that are not too old. */
public final class CurrentRates {
  private static final int RETRY_SECONDS = 60;

  private final Map<Spreads.Pair, MarketRate> rates = new LinkedHashMap<>();
  private final Spreads spreads;
  private final Instant since;
  private final Instant until;

  /** The rates of these prices, of which there is at most one way between two currencies. */
  CurrentRates(List<Quotation> used, Spreads spreads, Instant since) {
    this.spreads = spreads;
    this.since = since;
    this.until =
        used.stream()
            .flatMap(quotation -> quotation.expiresAt().stream())
            .min(Instant::compareTo)
            .orElse(Instant.MAX);
    for (Currency from : Currency.values()) {
      derive(from, used);
    }
  }

  /** One way of exchange: a fraction, and of what it is made. */
  private record Way(BigDecimal numerator, BigDecimal denominator, List<Quotation> prices) {
    Way with(Quotation price, boolean forward) {
      return new Way(
          forward ? numerator.multiply(price.value()) : numerator,
          forward ? denominator : denominator.multiply(price.value()),
          Stream.concat(prices.stream(), Stream.of(price)).toList());
    }
  }

  private void derive(Currency from, List<Quotation> used) {
    Map<Currency, Way> ways = new HashMap<>();
    Deque<Currency> open = new ArrayDeque<>(List.of(from));
    ways.put(from, new Way(BigDecimal.ONE, BigDecimal.ONE, List.of()));
    while (!open.isEmpty()) {
      Currency at = open.remove();
      for (Quotation price : used) {
        boolean forward = price.from() == at;
        Currency next = forward ? price.to() : price.from();
        if ((forward || price.to() == at) && !ways.containsKey(next)) {
          Way way = Objects.requireNonNull(ways.get(at)).with(price, forward);
          ways.put(next, way);
          rates.put(new Spreads.Pair(from, next), rate(from, next, way));
          open.add(next);
        }
      }
    }
  }

  private MarketRate rate(Currency from, Currency to, Way way) {
    Rate mid = Rate.cross(way.numerator(), way.denominator());
    return new MarketRate(
        from,
        to,
        mid,
        spreads.customer(mid, from, to),
        spreads.basisPoints(from, to),
        String.join("+", new TreeSet<>(way.prices().stream().map(Quotation::source).toList())),
        way.prices().stream().map(Quotation::asOf).min(Instant::compareTo).orElseThrow(),
        way.prices().stream().flatMap(price -> price.expiresAt().stream()).min(Instant::compareTo));
  }

  /** A price that was too old before this time may be fresh for an earlier one. */
  boolean isRightAt(Instant now) {
    return !now.isBefore(since) && now.isBefore(until);
  }

  /** All rates, in the order of the currencies. */
  public Collection<MarketRate> all() {
    return rates.values();
  }

  /** The rate between two different currencies; SERVICE_UNAVAILABLE if it is missing or too old. */
  @CheckReturnValue
  public Result<MarketRate> find(Currency from, Currency to) {
    return Optional.ofNullable(rates.get(new Spreads.Pair(from, to)))
        .map(Result::ok)
        .orElseGet(() -> Result.rejected(unavailable(from, to)));
  }

  /**
   * The rate that a customer gets; one between equal currencies. SERVICE_UNAVAILABLE if it is
   * missing or too old.
   */
  @CheckReturnValue
  public Result<Rate> customer(Currency from, Currency to) {
    return from == to ? Result.ok(Rate.ONE) : find(from, to).map(MarketRate::customer);
  }

  /**
   * The mid-market rate; one between equal currencies. SERVICE_UNAVAILABLE if it is missing or too
   * old.
   */
  @CheckReturnValue
  public Result<Rate> mid(Currency from, Currency to) {
    return from == to ? Result.ok(Rate.ONE) : find(from, to).map(MarketRate::mid);
  }

  /**
   * The rate by which an amount counts against a limit: a stablecoin counts as the currency that it
   * represents, whatever it costs at the moment; else the mid-market rate. SERVICE_UNAVAILABLE if
   * it is missing or too old.
   */
  @CheckReturnValue
  public Result<Rate> worth(Currency from, Currency to) {
    return mid(represented(from), represented(to));
  }

  /** What an amount counts against a limit in another currency, exactly, in major units. */
  @CheckReturnValue
  public Result<BigDecimal> worth(Money amount, Currency to) {
    return worth(amount.currency(), to).map(rate -> amount.major().multiply(rate.value()));
  }

  private static Currency represented(Currency currency) {
    return switch (currency) {
      case USDC, USDT, PYUSD -> Currency.USD;
      case EURC -> Currency.EUR;
      case USD, EUR, GBP, MXN, PHP, NGN, KES, BRL, INR, CAD -> currency;
    };
  }

  private static ApiError unavailable(Currency from, Currency to) {
    return ApiError.later(
        ErrorCode.SERVICE_UNAVAILABLE,
        "The platform has no current exchange rate from "
            + from
            + " to "
            + to
            + ". Nothing was debited.",
        RETRY_SECONDS);
  }
}
