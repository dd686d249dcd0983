package com.remitflex.features.payments.creation;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.features.corridors.rates.FixedRates;
import com.remitflex.features.payments.Payment.Price;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.Seeded;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Random;
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

  private Price price(Money amount, Currency to) {
    return Pricing.current(amount, to, 50, rates).orElseThrow();
  }

  @Test
  void theFeeGrowsByTheChargeRoundedUpAndNothingElseChanges() {
    for (int i = 0; i < Seeded.cases(2_000, 200_000); i++) {
      Money amount = new Money(token(), 1 + random.nextLong(1_000_000_000_000L));
      Money charge = new Money(token(), random.nextLong(10_000_000));
      Price before = price(amount, charge.currency());

      Price after = Pricing.withCharge(before, charge, rates).orElseThrow();

      BigDecimal exact =
          charge
              .major()
              .multiply(rates.mid(charge.currency(), amount.currency()).orElseThrow().value());
      long added = exact.movePointRight(6).setScale(0, RoundingMode.UP).longValueExact();
      assertThat(after.fee()).isEqualTo(before.fee().plus(new Money(amount.currency(), added)));
      assertThat(after.converted()).isEqualTo(before.converted());
      assertThat(after.rate()).isEqualTo(before.rate());
    }
  }
}
