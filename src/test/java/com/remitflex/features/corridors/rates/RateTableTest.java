package com.remitflex.features.corridors.rates;

import static com.remitflex.platform.money.Currency.EUR;
import static com.remitflex.platform.money.Currency.EURC;
import static com.remitflex.platform.money.Currency.MXN;
import static com.remitflex.platform.money.Currency.NGN;
import static com.remitflex.platform.money.Currency.USD;
import static com.remitflex.platform.money.Currency.USDC;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What rates follow from prices, and which prices count. */
class RateTableTest {
  private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

  private static Quotation price(
      String source, Currency from, Currency to, String value, Duration maxAge) {
    return new Quotation(from, to, new BigDecimal(value), source, NOON, Optional.of(maxAge));
  }

  private static Quotation constant(Currency from, Currency to, String value) {
    return new Quotation(from, to, new BigDecimal(value), "parity", NOON, Optional.empty());
  }

  private static MarketRate rate(RateTable table, Instant at, Currency from, Currency to) {
    return table.at(at).find(from, to).orElseThrow();
  }

  private static void assertUnavailable(Result<?> result) {
    assertThat(result)
        .isInstanceOfSatisfying(
            Result.Rejected.class,
            rejected -> {
              assertThat(rejected.error().code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
              assertThat(rejected.error().retryAfterSeconds()).isPresent();
            });
  }

  @Test
  void crossesAreDerivedOverSeveralPricesAndNameTheirSources() {
    RateTable table =
        new RateTable(
            List.of(
                constant(USDC, USD, "1"),
                price("ecb", EUR, USD, "1.25", Duration.ofDays(6)),
                price("acme", USD, NGN, "1500", Duration.ofHours(1))),
            Spreads.NONE);

    MarketRate rate = rate(table, NOON, EUR, NGN);

    assertThat(rate.mid().value()).isEqualByComparingTo("1875");
    assertThat(rate.source()).isEqualTo("acme+ecb");
    assertThat(rate.expiresAt()).contains(NOON.plus(Duration.ofHours(1)));
    assertThat(rate(table, NOON, USDC, EUR).mid().value()).isEqualByComparingTo("0.8");
    assertUnavailable(table.at(NOON).find(USDC, MXN));
  }

  @Test
  void aPriceThatIsTooOldIsNeverUsedAndTheNextSourceIsUsedInstead() {
    RateTable table =
        new RateTable(
            List.of(
                price("acme", USD, EUR, "0.9", Duration.ofHours(1)),
                price("ecb", EUR, USD, "1.25", Duration.ofDays(6))),
            Spreads.NONE);

    assertThat(rate(table, NOON, USD, EUR).source()).isEqualTo("acme");
    Instant late = NOON.plus(Duration.ofHours(1));
    assertThat(rate(table, late.minusMillis(1), USD, EUR).source()).isEqualTo("acme");
    assertThat(rate(table, late, USD, EUR).source()).isEqualTo("ecb");
    assertThat(rate(table, NOON, USD, EUR).source()).isEqualTo("acme");
    assertUnavailable(table.at(NOON.plus(Duration.ofDays(6))).find(USD, EUR));
    assertUnavailable(table.at(NOON.plus(Duration.ofDays(6))).customer(USD, EUR));
  }

  /** A later source would otherwise make a circle of exchanges that gains. */
  @Test
  void aPriceBetweenConnectedCurrenciesIsIgnored() {
    RateTable table =
        new RateTable(
            List.of(
                constant(USDC, USD, "1"),
                constant(USD, EUR, "0.9"),
                price("odd", USDC, EUR, "2", Duration.ofDays(1))),
            Spreads.NONE);

    assertThat(rate(table, NOON, USDC, EUR).mid().value()).isEqualByComparingTo("0.9");
  }

  @Test
  void theSpreadLowersTheCustomersRateInBothDirections() {
    Spreads spreads = new Spreads(50, Map.of(new Spreads.Pair(USDC, EUR), 100));
    RateTable table = new RateTable(List.of(constant(USDC, EUR, "0.9225")), spreads);

    MarketRate there = rate(table, NOON, USDC, EUR);
    MarketRate back = rate(table, NOON, EUR, USDC);

    assertThat(there.mid()).isEqualTo(new Rate(new BigDecimal("0.9225")));
    assertThat(there.customer().value()).isEqualByComparingTo("0.913275");
    assertThat(back.mid().value()).isEqualByComparingTo("1.08401084");
    assertThat(back.customer().value()).isEqualByComparingTo("1.078590785");
  }

  @Test
  void limitsCountStablecoinsAtParAndOtherCurrenciesAtTheMidMarketRate() {
    assertThat(RateTable.EMPTY.at(NOON).worth(new Money(USDC, 10_000_000), USD).orElseThrow())
        .isEqualByComparingTo("10");
    assertUnavailable(RateTable.EMPTY.at(NOON).worth(new Money(EURC, 1), USD));
    CurrentRates sandbox = new FixedRates().at(Environment.SANDBOX, NOON);
    assertThat(sandbox.worth(new Money(EURC, 10_000_000), USD).orElseThrow())
        .isEqualByComparingTo("10.83468834");
  }
}
