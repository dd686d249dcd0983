package com.remitflex.features.webhooks.endpoints;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** When a failed delivery is tried again. */
public enum RetrySchedule {
  /** Eight more attempts within 75 hours. */
  STANDARD(0),
  /** The same, and then one a day until thirty days have passed. */
  LONG(27);

  /** The words of the API. */
  public static final List<String> WORDS =
      Arrays.stream(values()).map(RetrySchedule::word).toList();

  private static final List<Duration> FIRST =
      Stream.of("PT30S", "PT5M", "PT30M", "PT2H", "PT8H", "PT16H", "PT24H", "PT24H")
          .map(Duration::parse)
          .toList();

  private final int moreDays;

  RetrySchedule(int moreDays) {
    this.moreDays = moreDays;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The schedule with this word. */
  public static RetrySchedule of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /**
   * The delay after this number of failed attempts; empty if there is no further attempt.
   *
   * @param attempts from 1
   */
  public Optional<Duration> delayAfter(long attempts) {
    if (attempts > FIRST.size() + moreDays) {
      return Optional.empty();
    }
    return Optional.of(
        attempts > FIRST.size() ? Duration.ofDays(1) : FIRST.get((int) attempts - 1));
  }

  /** The number of attempts, with the first one. */
  public int attempts() {
    return FIRST.size() + moreDays + 1;
  }

  /** The time from the first attempt to the last. */
  public Duration length() {
    return FIRST.stream().reduce(Duration.ofDays(moreDays), Duration::plus);
  }
}
