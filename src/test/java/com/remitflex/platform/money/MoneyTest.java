package com.remitflex.platform.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.testing.Seeded;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MoneyTest {
  private static final int CASES = Seeded.cases(4_000, 300_000);

  /** The largest amount of stablecoins that the API takes: a thousand million. */
  private static final long LARGEST = 1_000_000_000_000_000L;

  private static final Random random = Seeded.random(MoneyTest.class);

  @Test
  void convertingThereAndBackNeverGains() {
    for (int i = 0; i < CASES; i++) {
      Money money = anyMoney();
      Currency to = pick(Currency.values());
      BigDecimal price = price();
      BigDecimal otherPrice = price();
      Money there = money.convert(Rate.cross(price, otherPrice), to);
      Money back = there.convert(Rate.cross(otherPrice, price), money.currency());

      assertThat(back.minor())
          .as(money + " at " + price + " to " + to + " at " + otherPrice)
          .isBetween(0L, money.minor());
    }
  }

  @Test
  void goingRoundThreeCurrenciesNeverGains() {
    for (int i = 0; i < CASES; i++) {
      Money money = anyMoney();
      BigDecimal[] prices = {price(), price(), price()};
      Money first = money.convert(Rate.cross(prices[0], prices[1]), pick(Currency.values()));
      Money second = first.convert(Rate.cross(prices[1], prices[2]), pick(Currency.values()));
      Money back = second.convert(Rate.cross(prices[2], prices[0]), money.currency());

      assertThat(back.minor()).as(money.toString()).isLessThanOrEqualTo(money.minor());
    }
  }

  @Test
  void whatIsReceivedIsRoundedDownByLessThanOneMinorUnit() {
    for (int i = 0; i < CASES; i++) {
      Money money = anyMoney();
      Currency to = pick(Currency.values());
      Rate rate = new Rate(price());
      BigDecimal exact = money.major().multiply(rate.value());
      BigDecimal received = money.convert(rate, to).major();

      assertThat(received).as(money + " at " + rate).isLessThanOrEqualTo(exact);
      assertThat(exact.subtract(received))
          .as(money + " at " + rate)
          .isLessThan(BigDecimal.ONE.movePointLeft(to.digits()));
    }
  }

  @Test
  void splittingAnAmountNeverReceivesMore() {
    for (int i = 0; i < CASES; i++) {
      Money some = anyMoney();
      Money whole = some.plus(new Money(some.currency(), 1));
      long part = 1 + random.nextLong(whole.minor() - 1);
      Money one = new Money(whole.currency(), part);
      Money other = new Money(whole.currency(), whole.minor() - part);
      Currency to = pick(Currency.values());
      Rate rate = new Rate(price());

      assertThat(one.convert(rate, to).plus(other.convert(rate, to)).minor())
          .isLessThanOrEqualTo(whole.convert(rate, to).minor());
      assertThat(one.fee(50).plus(other.fee(50)).minor())
          .isGreaterThanOrEqualTo(whole.fee(50).minor());
    }
  }

  @Test
  void theFeeOfAnyAmountIsMoreThanNothingAndRoundedUp() {
    for (int i = 0; i < CASES; i++) {
      Money money = anyMoney();
      int basisPoints = 1 + random.nextInt(10_000);
      BigInteger fee = BigInteger.valueOf(money.fee(basisPoints).minor());
      BigInteger exact =
          BigInteger.valueOf(money.minor()).multiply(BigInteger.valueOf(basisPoints));

      assertThat(fee).as(money + " " + basisPoints).isPositive();
      assertThat(fee.multiply(BigInteger.valueOf(10_000))).isGreaterThanOrEqualTo(exact);
      assertThat(fee.subtract(BigInteger.ONE).multiply(BigInteger.valueOf(10_000)))
          .isLessThan(exact);
    }
  }

  @Test
  void theSmallestAndTheLargestAmountPayAFee() {
    assertThat(new Money(Currency.USDC, 1).fee(25)).isEqualTo(new Money(Currency.USDC, 1));
    assertThat(new Money(Currency.USDC, 400).fee(25)).isEqualTo(new Money(Currency.USDC, 1));
    assertThat(new Money(Currency.USDC, 401).fee(25)).isEqualTo(new Money(Currency.USDC, 2));
    assertThat(new Money(Currency.USDC, LARGEST).fee(50))
        .isEqualTo(new Money(Currency.USDC, 5_000_000_000_000L));
    assertThat(new Money(Currency.USDC, 5).fee(0)).isEqualTo(new Money(Currency.USDC, 0));
  }

  @Test
  void anAmountIsWrittenWithoutExponentAndWithoutTrailingZeros() {
    assertThat(new Money(Currency.USDC, 100_000_000)).hasToString("100 USDC");
    assertThat(new Money(Currency.USDC, 1)).hasToString("0.000001 USDC");
    assertThat(new Money(Currency.MXN, 1_050)).hasToString("10.5 MXN");
    for (int i = 0; i < CASES; i++) {
      Money money = anyMoney();
      assertThat(money.major().toString()).isEqualTo(money.major().toPlainString());
      assertThat(money.major().movePointRight(money.currency().digits()).longValueExact())
          .isEqualTo(money.minor());
    }
  }

  @Test
  void overflowAndMixedCurrenciesAreRejected() {
    Money most = new Money(Currency.USDC, Long.MAX_VALUE);
    assertThatThrownBy(() -> most.plus(new Money(Currency.USDC, 1)))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> most.convert(new Rate(BigDecimal.TWO), Currency.USDT))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> most.fee(20_000)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> most.plus(new Money(Currency.USDT, 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  /** From one minor unit to the largest amount, each length as likely as any other. */
  private Money anyMoney() {
    Currency currency = pick(Currency.values());
    long largest = currency.isStablecoin() ? LARGEST : LARGEST / 10_000;
    long below = Math.min(largest, (long) Math.pow(10, 1 + random.nextInt(15)));
    return new Money(currency, random.nextInt(10) == 0 ? below : 1 + random.nextLong(below));
  }

  /** A price of many digits from 0.1 to 10, so that the largest amount stays within a long. */
  private BigDecimal price() {
    BigDecimal more = RateTest.price(random).movePointLeft(9);
    return BigDecimal.valueOf(100 + random.nextInt(9_800), 3).add(more);
  }

  @SafeVarargs
  private <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
