package com.remitflex.features.rails.evm.relays;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.rails.evm.networks.FeeBounds;
import com.remitflex.testing.Seeded;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What transactions offer for gas, for random prices and bounds. */
class FeesTest {
  private final Random random = Seeded.random(FeesTest.class);

  private BigInteger wei(int maxBits) {
    return new BigInteger(1 + random.nextInt(maxBits), random).add(BigInteger.ONE);
  }

  @Test
  void feesStayInsideTheBoundsAndEachReplacementIsATenthHigher() {
    for (int i = 0; i < Seeded.cases(2_000, 200_000); i++) {
      BigInteger max = wei(45);
      FeeBounds bounds = new FeeBounds(max, wei(40).min(max));
      BigInteger base = wei(45);
      Optional<Fees> fees = Fees.usual(base, wei(40), bounds);
      fees.ifPresent(one -> assertThat(one.covers(base)).isTrue());
      int replacements = 0;
      while (fees.isPresent()) {
        Fees before = fees.get();
        assertInside(before, bounds);
        fees = before.replacedBy(new Fees(wei(30), BigInteger.ONE), bounds);
        fees.ifPresent(after -> assertATenthHigher(before, after));
        assertThat(replacements++).isLessThan(1_000);
      }
    }
  }

  private static void assertInside(Fees fees, FeeBounds bounds) {
    assertThat(fees.maxWei()).isLessThanOrEqualTo(bounds.maxFeePerGasWei()).isPositive();
    assertThat(fees.priorityWei())
        .isLessThanOrEqualTo(bounds.maxPriorityFeePerGasWei())
        .isLessThanOrEqualTo(fees.maxWei())
        .isPositive();
  }

  private static void assertATenthHigher(Fees before, Fees after) {
    BigInteger ten = BigInteger.TEN;
    BigInteger eleven = BigInteger.valueOf(11);
    assertThat(after.maxWei().multiply(ten))
        .isGreaterThanOrEqualTo(before.maxWei().multiply(eleven));
    assertThat(after.priorityWei().multiply(ten))
        .isGreaterThanOrEqualTo(before.priorityWei().multiply(eleven));
  }

  @Test
  void thereIsRoomForTwoReplacementsUnlessTheNetworkIsNearTheBounds() {
    FeeBounds bounds =
        new FeeBounds(BigInteger.valueOf(100_000_000_000L), BigInteger.valueOf(2_000_000_000L));
    Fees fees =
        Fees.usual(BigInteger.valueOf(1_000_000_000L), BigInteger.valueOf(5_000_000_000L), bounds)
            .orElseThrow();
    Fees one = fees.replacedBy(fees, bounds).orElseThrow();
    assertThat(one.replacedBy(one, bounds)).isPresent();
  }

  @Test
  void aNetworkAboveTheBoundsHasNoFees() {
    FeeBounds bounds = new FeeBounds(BigInteger.valueOf(100), BigInteger.valueOf(10));
    assertThat(Fees.usual(BigInteger.valueOf(100), BigInteger.ONE, bounds)).isEmpty();
  }
}
