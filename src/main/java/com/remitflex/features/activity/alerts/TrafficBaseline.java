package com.remitflex.features.activity.alerts;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A key's usual traffic in one hour, learnt from the hours before it, and from which number of
 * requests on that hour is a spike (decision 0012).
 *
 * <p>The level is the mean of the same hour of the week, where each half-life the past counts half
 * as much; the hour of the day as long as there are not two weeks. A number of requests is a spike
 * when it is unlikely by the negative-binomial distribution with the key's own overdispersion, and
 * beyond what the key has done before: batch jobs have heavier tails than any such distribution.
 *
 * @param expected requests an hour at this time
 * @param dispersion of the negative-binomial distribution: the variance is m + dispersion × m²
 * @param excess by how much the key has exceeded its level before
 * @param ratio by which factor
 */
record TrafficBaseline(double expected, double dispersion, double excess, double ratio) {
  /** Fewer hours than these are no past to compare with. */
  static final int LEAST_HOURS = 24;

  /** How far the past reaches: eight weeks. */
  static final int MOST_HOURS = 8 * 7 * 24;

  private static final int DAY = 24;
  private static final int WEEK = 7 * DAY;
  private static final double HALF_LIFE = 3.0 * WEEK;

  /** Below these a spike is of no interest, however unlikely it is. */
  static final long LEAST_REQUESTS = 20;

  private static final double LEAST_FACTOR = 2;

  /** -ln of the probability: one in a million hours. */
  private static final double UNLIKELY = 13.8;

  /** By hours ago. */
  private static final double[] WEIGHTS =
      IntStream.rangeClosed(0, MOST_HOURS).mapToDouble(n -> Math.pow(0.5, n / HALF_LIFE)).toArray();

  private static final double LEAST_LEVEL = 0.5;
  private static final double LEAST_DISPERSION = 0.05;

  /** Beyond the third largest of four weeks, times this: one attack does not hide the next. */
  private static final double BEYOND_RECORD = 1.5;

  private static final int RECORD = 3;
  private static final int RECORD_HOURS = 4 * WEEK;

  /** The usual traffic in the hour that follows these, the oldest first. */
  static Optional<TrafficBaseline> after(long[] all) {
    if (all.length < LEAST_HOURS) {
      return Optional.empty();
    }
    double[] counts =
        Arrays.stream(all).skip(Math.max(0, all.length - MOST_HOURS)).asDoubleStream().toArray();
    int period = counts.length >= 2 * WEEK ? WEEK : DAY;
    return Optional.of(counts.length >= 2 * period ? seasonal(counts, period) : pooled(counts));
  }

  /** Whether so many requests in the hour are a spike. */
  boolean isSpike(long requests) {
    double count = requests;
    return requests >= LEAST_REQUESTS
        && count >= LEAST_FACTOR * expected
        && surprise(count) > UNLIKELY
        && (count - expected > BEYOND_RECORD * excess || count / expected > BEYOND_RECORD * ratio);
  }

  /** The fewest requests that are a spike. */
  long threshold() {
    long low = LEAST_REQUESTS;
    long high = LEAST_REQUESTS;
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
   * Chernoff's bound: -ln of no less than the probability of so many requests or more. It grows
   * with the number, and needs no sum over the tail.
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
    int length = counts.length;
    double[] weighted = new double[period];
    double[] weights = new double[period];
    double squares = 0;
    for (int i = 0; i < length; i++) {
      int phase = (length - i) % period;
      double weight = weight(length - i);
      weighted[phase] += weight * counts[i];
      weights[phase] += weight;
      // The hour to come has phase 0: it stands whole periods after these.
      squares += phase == 0 ? weight * weight : 0;
    }

    double above = 0;
    double below = 0;
    double[] largest = new double[RECORD - 1];
    double[] excesses = new double[Math.min(length, RECORD_HOURS)];
    double[] ratios = new double[excesses.length];
    for (int i = 0; i < length; i++) {
      int phase = (length - i) % period;
      double weight = weight(length - i);
      // The level as the other periods have it, so that no hour is measured against itself.
      double others = weights[phase] - weight;
      if (others <= 0) {
        continue;
      }
      double level = (weighted[phase] - weight * counts[i]) / others;
      double off = counts[i] - level;
      double noiseOfLevel = level * weight / others;
      double excessVariance = weight * (off * off - counts[i] - noiseOfLevel);
      above += excessVariance;
      if (off > 0) {
        Arrays.sort(largest);
        largest[0] = Math.max(largest[0], excessVariance);
      }
      below += weight * level * level;
      int recent = i - (length - excesses.length);
      if (recent >= 0) {
        excesses[recent] = counts[i] - Math.max(level, LEAST_LEVEL);
        ratios[recent] = counts[i] / Math.max(level, LEAST_LEVEL);
      }
    }
    // Without the hours that set the record: what was a spike is not the key's usual spread.
    double usual = above - Arrays.stream(largest).sum();
    double dispersion = below > 0 ? usual / below : 0;
    double samples = weights[0] * weights[0] / squares;
    return of(weighted[0] / weights[0], dispersion, samples, record(excesses), record(ratios));
  }

  /** The first day: one level for all hours, and as much spread as they have. */
  private static TrafficBaseline pooled(double[] counts) {
    double mean = Arrays.stream(counts).average().orElse(0);
    double level = Math.max(mean, LEAST_LEVEL);
    double variance = Arrays.stream(counts).map(n -> (n - mean) * (n - mean)).average().orElse(0);
    double[] excesses = Arrays.stream(counts).map(n -> n - level).toArray();
    double[] ratios = Arrays.stream(counts).map(n -> n / level).toArray();
    return of(
        mean, (variance - mean) / (level * level), counts.length, record(excesses), record(ratios));
  }

  /** Adds to the key's own spread the doubt about a level that so few samples tell. */
  private static TrafficBaseline of(
      double mean, double dispersion, double samples, double excess, double ratio) {
    double level = Math.max(mean, LEAST_LEVEL);
    double own = Math.max(dispersion, LEAST_DISPERSION);
    return new TrafficBaseline(level, own + (1 / level + own) / samples, excess, ratio);
  }

  private static double weight(int hoursAgo) {
    return WEIGHTS[hoursAgo];
  }

  private static double record(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - RECORD];
  }
}
