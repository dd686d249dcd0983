package com.remitflex.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Reads once a second how many payments are on their way, and how many of them are late. */
final class Backlog {
  private static final long INTERVAL_MILLIS = 1_000;
  private static final String SAMPLE =
      """
      SELECT count(*) || ' ' || count(*) FILTER (WHERE due_at < clock_timestamp()) || ' '
        || coalesce(greatest(0, extract(epoch FROM clock_timestamp() - min(due_at))) * 1000, 0)::int
      FROM (SELECT due_at FROM payment_due UNION ALL SELECT due_at FROM rail_order) AS due
      """;

  private final Sql sql;
  private final List<Sample> samples = new ArrayList<>();
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::work);
  private volatile boolean ended;

  /**
   * One second.
   *
   * @param unfinished payments without a final status
   * @param overdue those whose next step is due
   * @param oldestMillis how long the oldest of them has been due
   */
  record Sample(long unfinished, long overdue, long oldestMillis) {}

  private Backlog(Sql sql) {
    this.sql = sql;
  }

  static Backlog watch(Sql sql) {
    Backlog backlog = new Backlog(sql);
    backlog.thread.start();
    return backlog;
  }

  private void work() {
    while (!ended) {
      samples.add(read(sql));
      try {
        Thread.sleep(INTERVAL_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  static Sample read(Sql sql) {
    String[] numbers = sql.text(SAMPLE).split(" ");
    return new Sample(
        Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
  }

  /** Ends the watch; returns what was read. */
  List<Sample> end() {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
    return List.copyOf(samples);
  }

  /** The median of a figure in each third of these samples. */
  static List<Double> thirds(List<Sample> samples, ToLongFunction<Sample> figure) {
    List<Double> medians = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      medians.add(
          Spread.of(
                  samples.subList(samples.size() * i / 3, samples.size() * (i + 1) / 3).stream()
                      .map(sample -> (double) figure.applyAsLong(sample))
                      .toList())
              .median());
    }
    return medians;
  }
}
