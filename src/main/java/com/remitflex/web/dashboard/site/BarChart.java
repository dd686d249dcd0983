package com.remitflex.web.dashboard.site;

import com.remitflex.features.activity.usage.UsageSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Counts over time as bars, drawn by the server so that a chart needs no script.
 *
 * @param label what the chart shows, in words
 * @param counted what is counted, for example Requests
 * @param failed what those are called that failed, for example Errors
 */
public record BarChart(String label, String counted, String failed, List<Count> counts) {
  public static final int WIDTH = 720;
  public static final int HEIGHT = 120;
  public static final int SPARK_WIDTH = 92;
  public static final int SPARK_HEIGHT = 22;

  public BarChart {
    counts = List.copyOf(counts);
  }

  /**
   * What was counted in one stretch of time.
   *
   * @param title the stretch in words
   * @param bad how many of them failed
   */
  public record Count(String title, long value, long bad) {}

  /** One bar, in units of the drawing. */
  public record Bar(
      String title,
      long value,
      long bad,
      int x,
      int width,
      int y,
      int height,
      int badY,
      int badHeight) {}

  /**
   * Requests of a key in each of the last stretches of time, whether or not it was used in them.
   */
  public static BarChart of(List<UsageSummary> sums, Instant last, Duration stretch, int most) {
    Map<Instant, UsageSummary> used = new HashMap<>();
    sums.forEach(sum ->
        used.merge(
            sum.start(),
            sum,
            (a, b) ->
                new UsageSummary(
                    a.start(),
                    a.requests() + b.requests(),
                    a.errors() + b.errors(),
                    0,
                    0,
                    0,
                    a.notRecorded() + b.notRecorded())));
    List<Count> counts = new ArrayList<>();
    for (int i = most - 1; i >= 0; i--) {
      Instant start = last.minus(stretch.multipliedBy(i));
      UsageSummary sum = used.get(start);
      counts.add(
          new Count(
              title(start, stretch),
              sum == null ? 0 : sum.requests(),
              sum == null ? 0 : sum.errors()));
    }
    return new BarChart("Requests", "Requests", "Errors", counts);
  }

  /** The greatest count, for the axis. */
  public String most() {
    return Labels.count(greatest());
  }

  private long greatest() {
    return counts.stream().mapToLong(Count::value).max().orElse(0);
  }

  /** A bar in words, for example: 2026-11-20: requests 12, errors 1. */
  public String words(Bar bar) {
    return bar.title()
        + ": "
        + counted.toLowerCase(Locale.ROOT)
        + " "
        + Labels.count(bar.value())
        + ", "
        + failed.toLowerCase(Locale.ROOT)
        + " "
        + Labels.count(bar.bad());
  }

  public String first() {
    return counts.isEmpty() ? "" : counts.getFirst().title();
  }

  public String last() {
    return counts.isEmpty() ? "" : counts.getLast().title();
  }

  /** All that was counted. */
  public long sum() {
    return counts.stream().mapToLong(Count::value).sum();
  }

  private static String title(Instant start, Duration stretch) {
    String time = start.toString();
    return stretch.toHours() >= 24
        ? time.substring(0, 10)
        : time.substring(5, 10) + " " + time.substring(11, 16) + " UTC";
  }

  /** How many of them failed. */
  public long bad() {
    return counts.stream().mapToLong(Count::bad).sum();
  }

  public List<Bar> bars() {
    return drawn(WIDTH, HEIGHT, HEIGHT - 2);
  }

  public List<Bar> sparks() {
    return drawn(SPARK_WIDTH, SPARK_HEIGHT, SPARK_HEIGHT - 2);
  }

  private List<Bar> drawn(int width, int base, int tallest) {
    List<Bar> bars = new ArrayList<>();
    long most = Math.max(1, greatest());
    int n = Math.max(1, counts.size());
    for (int i = 0; i < counts.size(); i++) {
      Count count = counts.get(i);
      int x = width * i / n;
      int next = width * (i + 1) / n;
      int gap = next - x > 3 ? 1 : 0;
      int height = height(count.value(), most, tallest);
      int badHeight = Math.min(height, height(count.bad(), most, tallest));
      bars.add(
          new Bar(
              count.title(),
              count.value(),
              count.bad(),
              x,
              Math.max(1, next - x - gap),
              base - height,
              height,
              base - badHeight,
              badHeight));
    }
    return bars;
  }

  /** At least one unit for what is not zero. */
  private static int height(long value, long most, int tallest) {
    return value == 0 ? 0 : (int) Math.max(1, value * tallest / most);
  }
}
