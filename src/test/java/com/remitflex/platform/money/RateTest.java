package com.remitflex.platform.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.testing.Seeded;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateTest {
  private static final int CASES = Seeded.cases(4_000, 200_000);

  private static final Random random = Seeded.random(RateTest.class);

  @Test
  void aRateHasAtMostTenSignificantDigitsAndNoExponent() {
    for (int i = 0; i < CASES; i++) {
      BigDecimal value = price(random);
      Rate rate = new Rate(value);
      assertThat(rate.value().stripTrailingZeros().precision()).isLessThanOrEqualTo(10);
      assertThat(rate.value().scale()).as(value.toString()).isNotNegative();
    }
  }

  @Test
  void roundingLosesLessThanOnePartInABillionAndNeverGains() {
    for (int i = 0; i < CASES; i++) {
      BigDecimal value = price(random);
      BigDecimal lost = value.subtract(new Rate(value).value());
      assertThat(lost).as(value.toString()).isNotNegative();
      assertThat(lost.movePointRight(9)).as(value.toString()).isLessThan(value);
    }
  }

  /** A customer receives by each of the two rates, so each is rounded down. */
  @Test
  void aCrossRateTimesItsInverseIsNeverMoreThanOne() {
    for (int i = 0; i < CASES; i++) {
      BigDecimal one = price(random);
      BigDecimal other = price(random);
      BigDecimal there = Rate.cross(one, other).value();
      BigDecimal back = Rate.cross(other, one).value();
      assertThat(there.multiply(back)).as(one + " " + other).isLessThanOrEqualTo(BigDecimal.ONE);
    }
  }

  @Test
  void equalRatesAreEqualHoweverTheyWereWritten() {
    assertThat(new Rate(new BigDecimal("1.080"))).isEqualTo(new Rate(new BigDecimal("1.08")));
    assertThat(new Rate(new BigDecimal("1E+3"))).isEqualTo(new Rate(new BigDecimal("1000.0")));
    assertThat(Rate.cross(BigDecimal.TEN, BigDecimal.TEN)).isEqualTo(Rate.ONE);
  }

  @Test
  void aRateThatIsNotPositiveIsRejected() {
    assertThatThrownBy(() -> new Rate(BigDecimal.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rate(new BigDecimal("-1")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** From a millionth to millions, with few digits or many. */
  static BigDecimal price(Random random) {
    long digits = 1 + random.nextLong(random.nextBoolean() ? 1_000 : 1_000_000_000_000_000L);
    int most = Long.toString(digits).length();
    return BigDecimal.valueOf(digits, random.nextInt(most - 7, most + 7));
  }
}
