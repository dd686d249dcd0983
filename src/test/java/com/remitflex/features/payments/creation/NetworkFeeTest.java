package com.remitflex.features.payments.creation;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.corridors.Corridor;
import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.features.corridors.rates.FixedRates;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.creation.PayoutRoute.Payout;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import com.remitflex.testing.Seeded;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a rail charges is part of the fee, exactly, for random amounts and currencies. */
class NetworkFeeTest {
  private static final List<Currency> TOKENS =
      List.of(Currency.USDC, Currency.USDT, Currency.EURC, Currency.PYUSD);

  private final Random random = Seeded.random(NetworkFeeTest.class);
  private final CurrentRates rates = new FixedRates().at(Environment.SANDBOX, Instant.EPOCH);

  private Currency token() {
    return TOKENS.get(random.nextInt(TOKENS.size()));
  }

  private Payout payout(Money amount, Currency to) {
    Rate rate = rates.mid(amount.currency(), to).orElseThrow();
    Corridor corridor =
        new Corridor(
            Corridor.SWAP,
            "",
            Set.copyOf(TOKENS),
            Corridor.Status.ACTIVE,
            Duration.ZERO,
            new Money(Currency.USD, 1),
            new Money(Currency.USD, 1),
            50);
    return new Payout(
        Optional.empty(),
        corridor,
        new Payment.Price(rate, amount.convert(rate, to), amount.fee(50)),
        BigDecimal.ONE);
  }

  @Test
  void theFeeGrowsByTheChargeRoundedUpAndNothingElseChanges() {
    for (int i = 0; i < Seeded.cases(2_000, 200_000); i++) {
      Money amount = new Money(token(), 1 + random.nextLong(1_000_000_000_000L));
      Money charge = new Money(token(), random.nextLong(10_000_000));
      Payout before = payout(amount, charge.currency());

      Payout after = before.with(charge, rates).orElseThrow();

      BigDecimal exact =
          charge
              .major()
              .multiply(rates.mid(charge.currency(), amount.currency()).orElseThrow().value());
      long added = exact.movePointRight(6).setScale(0, RoundingMode.UP).longValueExact();
      assertThat(after.price().fee())
          .isEqualTo(before.price().fee().plus(new Money(amount.currency(), added)));
      assertThat(after.price().converted()).isEqualTo(before.price().converted());
      assertThat(after.price().rate()).isEqualTo(before.price().rate());
    }
  }
}
