package com.remitflex.features.activity.alerts;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A key's usual traffic in one hour, learnt from the hours before it (decision 0012).
 *
 * <p>The level is the weighted mean of the same hour of the week; of the same hour of the day as
 * long as the key's history is shorter than two weeks. An hour's weight halves with each half-life
 * of its age. A number of requests is a spike when it is improbable in the negative binomial
 * distribution with the key's own overdispersion, and clearly above the key's earlier maxima: batch
 * jobs have heavier tails than any such distribution.
 *
 * @param expected requests per hour at this time
 * @param dispersion of the negative binomial distribution: the variance is m + dispersion × m²
 * @param excess by how many requests the key has exceeded its level before
 * @param ratio by which factor the key has exceeded its level before
 */
record TrafficBaseline(double expected, double dispersion, double excess, double ratio) {
  /** The minimum number of hours to compare with. */
  static final int MIN_HOURS = 24;

  /** The maximum number of hours to compare with: eight weeks. */
  static final int MAX_HOURS = 8 * 7 * 24;

  private static final int DAY = 24;
  private static final int WEEK = 7 * DAY;
  private static final double HALF_LIFE = 3.0 * WEEK;

  /** Fewer requests are never a spike, however improbable they are. */
  static final long MIN_REQUESTS = 20;

  private static final double MIN_FACTOR = 2;

  /** -ln of the probability: one in a million hours. */
  private static final double UNLIKELY = 13.8;

  /** By age in hours. */
  private static final double[] WEIGHTS =
      IntStream.rangeClosed(0, MAX_HOURS).mapToDouble(n -> Math.pow(0.5, n / HALF_LIFE)).toArray();

  private static final double MIN_LEVEL = 0.5;
  private static final double MIN_DISPERSION = 0.05;

  /** A factor on the third largest value of four weeks: one attack does not hide the next. */
  private static final double BEYOND_RECORD = 1.5;

  private static final int RECORD = 3;
  private static final int RECORD_HOURS = 4 * WEEK;

  /** The usual traffic in the hour that follows these, the oldest first. */
  static Optional<TrafficBaseline> after(long[] all) {
    if (all.length < MIN_HOURS) {
      return Optional.empty();
    }
    double[] counts =
        Arrays.stream(all).skip(Math.max(0, all.length - MAX_HOURS)).asDoubleStream().toArray();
    int period = counts.length >= 2 * WEEK ? WEEK : DAY;
    return Optional.of(counts.length >= 2 * period ? seasonal(counts, period) : pooled(counts));
  }

  /** Whether this number of requests in the hour is a spike. */
  boolean isSpike(long requests) {
    double count = requests;
    return requests >= MIN_REQUESTS
        && count >= MIN_FACTOR * expected
        && surprise(count) > UNLIKELY
        && (count - expected > BEYOND_RECORD * excess || count / expected > BEYOND_RECORD * ratio);
  }

  /** The smallest number of requests that is a spike. */
  long threshold() {
    long low = MIN_REQUESTS;
    long high = MIN_REQUESTS;
    while (!isSpike(high)) {
      low = high;
      high = Math.multiplyExact(high, 2);
    }
    while (low + 1 < high) {
      long middle = (low + high) >>> 1;
      if (isSpike(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return isSpike(low) ? low : high;
  }

  /**
   * Chernoff's bound: -ln of an upper limit of the probability of at least this number of requests.
   * It grows with the number, and needs no sum over the tail.
   */
  private double surprise(double requests) {
    if (requests <= expected) {
      return 0;
    }
    double size = 1 / dispersion;
    return requests * Math.log(requests * (size + expected) / (expected * (size + requests)))
        + size * Math.log((size + expected) / (size + requests));
  }

  private static TrafficBaseline seasonal(double[] counts, int period) {
    Levels levels = new Levels(counts, period);
    Deviations deviations = new Deviations(counts, levels);
    return of(
        levels.expected(),
        deviations.dispersion(),
        levels.samples(),
        record(deviations.excesses),
        record(deviations.ratios));
  }

  /** The weighted sums of the counts at each phase of the period; the next hour has phase 0. */
  private static final class Levels {
    private final double[] counts;
    private final int period;
    private final double[] weighted;
    private final double[] weights;
    private double squares;

    Levels(double[] counts, int period) {
      this.counts = counts;
      this.period = period;
      this.weighted = new double[period];
      this.weights = new double[period];
      for (int i = 0; i < counts.length; i++) {
        int phase = phase(i);
        double weight = weight(i);
        weighted[phase] += weight * counts[i];
        weights[phase] += weight;
        squares += phase == 0 ? weight * weight : 0;
      }
    }

    private int phase(int i) {
      return (counts.length - i) % period;
    }

    double weight(int i) {
      return WEIGHTS[counts.length - i];
    }

    /** The sum of the weights of the other hours at the same phase. */
    double otherWeights(int i) {
      return weights[phase(i)] - weight(i);
    }

    /** The level by the other hours at the same phase, so that no hour is compared with itself. */
    double levelByOthers(int i) {
      return (weighted[phase(i)] - weight(i) * counts[i]) / otherWeights(i);
    }

    double expected() {
      return weighted[0] / weights[0];
    }

    /** The number of equally weighted samples that determine the level as well. */
    double samples() {
      return weights[0] * weights[0] / squares;
    }
  }

  /** How far the counts were from their levels. */
  private static final class Deviations {
    private final double[] largest = new double[RECORD - 1];
    private final double[] excesses;
    private final double[] ratios;
    private double excessVariance;
    private double squaredLevels;

    Deviations(double[] counts, Levels levels) {
      this.excesses = new double[Math.min(counts.length, RECORD_HOURS)];
      this.ratios = new double[excesses.length];
      for (int i = 0; i < counts.length; i++) {
        double others = levels.otherWeights(i);
        if (others <= 0) {
          continue;
        }
        double level = levels.levelByOthers(i);
        addVariance(counts[i], level, levels.weight(i), others);
        int recent = i - (counts.length - excesses.length);
        if (recent >= 0) {
          excesses[recent] = counts[i] - Math.max(level, MIN_LEVEL);
          ratios[recent] = counts[i] / Math.max(level, MIN_LEVEL);
        }
      }
    }

    private void addVariance(double count, double level, double weight, double others) {
      double deviation = count - level;
      double noiseOfLevel = level * weight / others;
      double excess = weight * (deviation * deviation - count - noiseOfLevel);
      excessVariance += excess;
      if (deviation > 0) {
        Arrays.sort(largest);
        largest[0] = Math.max(largest[0], excess);
      }
      squaredLevels += weight * level * level;
    }

    /** Without the largest deviations: what was a spike is not the key's usual variance. */
    double dispersion() {
      double usual = excessVariance - Arrays.stream(largest).sum();
      return squaredLevels > 0 ? usual / squaredLevels : 0;
    }
  }

  /** For less than two days: one level for all hours, and the variance of all hours. */
  private static TrafficBaseline pooled(double[] counts) {
    double mean = Arrays.stream(counts).average().orElse(0);
    double level = Math.max(mean, MIN_LEVEL);
    double variance = Arrays.stream(counts).map(n -> (n - mean) * (n - mean)).average().orElse(0);
    double[] excesses = Arrays.stream(counts).map(n -> n - level).toArray();
    double[] ratios = Arrays.stream(counts).map(n -> n / level).toArray();
    return of(
        mean, (variance - mean) / (level * level), counts.length, record(excesses), record(ratios));
  }

  /** Adds the uncertainty of a level from few samples to the key's own dispersion. */
  private static TrafficBaseline of(
      double mean, double dispersion, double samples, double excess, double ratio) {
    double level = Math.max(mean, MIN_LEVEL);
    double own = Math.max(dispersion, MIN_DISPERSION);
    return new TrafficBaseline(level, own + (1 / level + own) / samples, excess, ratio);
  }

  private static double record(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - RECORD];
  }
}
