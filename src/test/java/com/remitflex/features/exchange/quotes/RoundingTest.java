package com.remitflex.features.exchange.quotes;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.features.corridors.rates.FixedRates;
import com.remitflex.features.corridors.rates.Quotation;
import com.remitflex.features.corridors.rates.RateTable;
import com.remitflex.features.corridors.rates.Spreads;
import com.remitflex.features.exchange.quotes.QuoteRequest.AmountType;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import com.remitflex.testing.Seeded;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rounding never creates money, however small or large the amount. */
class RoundingTest {
  private static final Currency[] CURRENCIES = Currency.values();

  private final Random random = Seeded.random(RoundingTest.class);
  private CurrentRates rates = rates();

  /** Amounts of every size, the tiny ones as often as the others. */
  private Money amount(Currency currency) {
    long bound = (long) Math.pow(10, 1 + random.nextInt(13));
    return new Money(currency, 1 + random.nextLong(bound));
  }

  private Currency currency() {
    return CURRENCIES[random.nextInt(CURRENCIES.length)];
  }

  private Currency otherThan(Currency currency) {
    Currency other = currency();
    return other == currency ? otherThan(currency) : other;
  }

  private CurrentRates rates() {
    return random.nextBoolean()
        ? new FixedRates().at(Environment.SANDBOX, Instant.EPOCH)
        : new RateTable(randomQuotations(), new Spreads(random.nextInt(300), Map.of()))
            .at(Instant.EPOCH);
  }

  private List<Quotation> randomQuotations() {
    List<Quotation> quotations = new ArrayList<>();
    for (Currency currency : CURRENCIES) {
      if (currency != Currency.USD) {
        BigDecimal value =
            BigDecimal.valueOf(1 + random.nextLong(100_000_000_000L), 3 + random.nextInt(6));
        quotations.add(
            new Quotation(
                Currency.USD, currency, value, "random", Instant.EPOCH, Optional.empty()));
      }
    }
    return quotations;
  }

  /** What is paid and received, if the request is not rejected. */
  private record Price(Money paid, Money received) {}

  private static Optional<Price> price(QuoteRequest request, Rate rate) {
    Result<Price> price =
        ExchangePrice.source(request, rate)
            .flatMap(paid ->
                ExchangePrice.converted(request, paid, rate)
                    .map(received -> new Price(paid, received)));
    return price instanceof Result.Ok<Price>(Price value) ? Optional.of(value) : Optional.empty();
  }

  @Test
  void noExchangeGivesMoreThanTheMidMarketRate() {
    for (int i = 0; i < Seeded.cases(20_000, 1_000_000); i++) {
      if (i % 100 == 0) {
        rates = rates();
      }
      Currency from = currency();
      Currency to = otherThan(from);
      AmountType type = random.nextBoolean() ? AmountType.SOURCE : AmountType.DESTINATION;
      Rate rate = rates.customer(from, to).orElseThrow();
      QuoteRequest request = new QuoteRequest(from, to, amount(type.currency(from, to)), type);

      Optional<Price> price = price(request, rate);

      price.ifPresent(one -> {
        assertThat(one.received().minor()).isPositive();
        assertThat(one.received().major())
            .as("%s at %s", request, rate)
            .isLessThanOrEqualTo(one.paid().major().multiply(rate.value()));
        assertThat(rate.value()).isLessThanOrEqualTo(rates.mid(from, to).orElseThrow().value());
        if (type == AmountType.DESTINATION) {
          assertThat(one.received()).isEqualTo(request.amount());
          assertLeast(one, rate);
        }
        assertNoGainThereAndBack(one);
        assertNoGainInACircle(one);
      });
    }
  }

  /** One unit less would not convert to what was requested. */
  private static void assertLeast(Price price, Rate rate) {
    BigDecimal less =
        Money.major(price.paid().currency(), price.paid().minor() - 1).multiply(rate.value());
    assertThat(less).isLessThan(price.received().major());
  }

  private void assertNoGainThereAndBack(Price there) {
    Currency home = there.paid().currency();
    convert(there.received(), home)
        .ifPresent(back -> assertThat(back.minor()).isLessThanOrEqualTo(there.paid().minor()));
  }

  private void assertNoGainInACircle(Price there) {
    Currency home = there.paid().currency();
    Currency third = currency();
    if (third != home && third != there.received().currency()) {
      convert(there.received(), third)
          .flatMap(held -> convert(held, home))
          .ifPresent(back -> assertThat(back.minor()).isLessThanOrEqualTo(there.paid().minor()));
    }
  }

  private Optional<Money> convert(Money money, Currency to) {
    QuoteRequest request = new QuoteRequest(money.currency(), to, money, AmountType.SOURCE);
    return price(request, rates.customer(money.currency(), to).orElseThrow()).map(Price::received);
  }
}
