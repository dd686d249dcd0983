package com.remitflex.features.corridors;

import com.remitflex.platform.money.Currency;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether payments can be sent from one place to another, and how.
 *
 * @param supported the stablecoins that can be sent
 * @param destinations the currencies that can arrive
 * @param usualTime of the fastest corridor; empty if none is available
 */
record Availability(
    String source,
    String destination,
    boolean available,
    Set<Currency> supported,
    Set<Currency> destinations,
    Optional<Duration> usualTime) {
  private static final BigDecimal MINUTES_PER_HOUR = BigDecimal.valueOf(60);

  static Availability of(Collection<Corridor> corridors, String source, String destination) {
    Set<Currency> from = Places.currencies(source);
    Set<Currency> to = Places.currencies(destination);
    List<Corridor> open =
        corridors.stream()
            .filter(Corridor::acceptsPayments)
            .filter(one -> isAmong(from, one.source()) && isAmong(to, one.destination()))
            .toList();
    Set<Currency> supported = EnumSet.noneOf(Currency.class);
    Set<Currency> arriving = EnumSet.noneOf(Currency.class);
    open.forEach(one -> {
      supported.addAll(one.stablecoins());
      arriving.add(Currency.valueOf(one.destination()));
    });
    return new Availability(
        source,
        destination,
        !open.isEmpty(),
        supported,
        arriving,
        open.stream().map(Corridor::usualTime).min(Comparator.naturalOrder()));
  }

  private static boolean isAmong(Set<Currency> currencies, String code) {
    return currencies.stream().anyMatch(currency -> currency.name().equals(code));
  }

  /** The usual time in hours, with at most two decimals. */
  Optional<BigDecimal> hours() {
    return usualTime.map(time ->
        BigDecimal.valueOf(time.toMinutes())
            .divide(MINUTES_PER_HOUR, 2, RoundingMode.UP)
            .stripTrailingZeros());
  }
}
