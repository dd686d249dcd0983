package com.remitflex.features.activity.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.Seeded;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** The sketches of latencies and distinct counts are small, and as accurate as documented. */
class UsageTotalsTest {
  @Test
  void percentilesHaveAnErrorOfAtMost5Percent() {
    Random random = Seeded.random(UsageTotalsTest.class);
    long[] micros = new long[10_000];
    Latencies latencies = new Latencies();
    for (int i = 0; i < micros.length; i++) {
      micros[i] = Math.round(Math.exp(6 + 2 * random.nextGaussian()));
      latencies.add(micros[i]);
    }
    Arrays.sort(micros);

    for (int percent : new int[] {1, 50, 95, 99, 100}) {
      long truth = micros[Math.ceilDiv(micros.length * percent, 100) - 1];
      assertThat(latencies.percentile(percent))
          .as("p" + percent)
          .isCloseTo(truth, Percentage.withPercentage(truth < 20 ? 50 : 5));
    }
  }

  @Test
  void histogramsOfPartsAddUpToTheWhole() {
    Random random = Seeded.random(UsageTotalsTest.class);
    Latencies whole = new Latencies();
    Latencies sum = new Latencies();
    for (int part = 0; part < 5; part++) {
      Latencies one = new Latencies();
      for (int i = 0; i < 1_000; i++) {
        long micros = random.nextLong(200_000_000);
        one.add(micros);
        whole.add(micros);
      }
      sum.add(Latencies.of(one.bytes()));
    }

    assertThat(sum.bytes()).isEqualTo(whole.bytes());
    assertThat(whole.bytes().length).isLessThan(600);
  }

  @Test
  void extremeLatenciesHaveABucket() {
    Latencies latencies = new Latencies();
    latencies.add(0);
    latencies.add(-1);
    latencies.add(Long.MAX_VALUE);

    assertThat(Latencies.of(latencies.bytes()).percentile(50)).isEqualTo(1);
    assertThat(latencies.percentile(100)).isGreaterThan(100_000_000);
  }

  @Test
  void distinctTextsAreCountedExactlyBelow256() {
    for (int different : new int[] {0, 1, 2, 100, 255}) {
      DistinctEstimate distinct = new DistinctEstimate();
      IntStream.range(0, different * 3).forEach(i -> distinct.add("10.0.0." + i % different));
      assertThat(distinct.count()).isEqualTo(different);
      assertThat(DistinctEstimate.of(distinct.bytes()).count()).isEqualTo(different);
    }
  }

  @Test
  void manyDistinctTextsAreEstimatedAndTakeAKilobyte() {
    for (int different : new int[] {1_000, 50_000}) {
      DistinctEstimate distinct = new DistinctEstimate();
      IntStream.range(0, different).forEach(i -> distinct.add("client/" + i));
      assertThat(distinct.count()).isCloseTo(different, Percentage.withPercentage(25));
      assertThat(distinct.bytes()).hasSize(1024);
    }
  }

  @Test
  void theUnionOfTwoEstimatesIsThatOfTheirTexts() {
    DistinctEstimate left = new DistinctEstimate();
    DistinctEstimate right = new DistinctEstimate();
    DistinctEstimate both = new DistinctEstimate();
    for (int i = 0; i < 1_000; i++) {
      (i % 3 == 0 ? left : right).add("a" + i);
      left.add("shared" + i % 50);
      both.add("a" + i);
      both.add("shared" + i % 50);
    }
    left.add(DistinctEstimate.of(right.bytes()));

    assertThat(left.bytes()).isEqualTo(both.bytes());
  }
}
