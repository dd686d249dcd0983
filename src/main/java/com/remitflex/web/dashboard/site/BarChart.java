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
 * A bar chart of counts over time. The server draws it, so it needs no script.
 *
 * @param label describes the chart
 * @param counted label of the counts, for example Requests
 * @param failed label of the failures, for example Errors
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
   * The count of one interval.
   *
   * @param title the start of the interval
   * @param bad how many of them failed
   */
  public record Count(String title, long value, long bad) {}

  /** One bar. Its coordinates are in units of the SVG view box. */
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
   * The requests of a key in each of the last intervals, including those without requests.
   *
   * @param last start of the last interval
   * @param count number of intervals
   */
  public static BarChart of(List<UsageSummary> sums, Instant last, Duration interval, int count) {
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
    for (int i = count - 1; i >= 0; i--) {
      Instant start = last.minus(interval.multipliedBy(i));
      UsageSummary sum = used.get(start);
      counts.add(
          new Count(
              title(start, interval),
              sum == null ? 0 : sum.requests(),
              sum == null ? 0 : sum.errors()));
    }
    return new BarChart("Requests", "Requests", "Errors", counts);
  }

  /** The maximum count, as the label of the axis. */
  public String maxLabel() {
    return Labels.count(max());
  }

  private long max() {
    return counts.stream().mapToLong(Count::value).max().orElse(0);
  }

  /** A bar as text, for example: 2026-11-20: requests 12, errors 1. */
  public String text(Bar bar) {
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

  /** The sum of all counts. */
  public long sum() {
    return counts.stream().mapToLong(Count::value).sum();
  }

  private static String title(Instant start, Duration interval) {
    String time = start.toString();
    return interval.toHours() >= 24
        ? time.substring(0, 10)
        : time.substring(5, 10) + " " + time.substring(11, 16) + " UTC";
  }

  /** The sum of all failures. */
  public long bad() {
    return counts.stream().mapToLong(Count::bad).sum();
  }

  public List<Bar> bars() {
    return draw(WIDTH, HEIGHT, HEIGHT - 2);
  }

  public List<Bar> sparks() {
    return draw(SPARK_WIDTH, SPARK_HEIGHT, SPARK_HEIGHT - 2);
  }

  private List<Bar> draw(int width, int base, int maxHeight) {
    List<Bar> bars = new ArrayList<>();
    long max = Math.max(1, max());
    int n = Math.max(1, counts.size());
    for (int i = 0; i < counts.size(); i++) {
      Count count = counts.get(i);
      int x = width * i / n;
      int next = width * (i + 1) / n;
      int gap = next - x > 3 ? 1 : 0;
      int height = height(count.value(), max, maxHeight);
      int badHeight = Math.min(height, height(count.bad(), max, maxHeight));
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

  /** A count that is not zero is at least one unit high. */
  private static int height(long value, long max, int maxHeight) {
    return value == 0 ? 0 : (int) Math.max(1, value * maxHeight / max);
  }
}
