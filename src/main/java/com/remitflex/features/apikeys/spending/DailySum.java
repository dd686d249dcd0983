package com.remitflex.features.apikeys.spending;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * The daily sum of a key: what it sent on the last day on which it sent money.
 *
 * @param date in UTC
 * @param spent minor units of the limit's currency
 * @param authentic whether the row's MAC is valid; if not, the whole limit of every day is used
 */
record DailySum(DailySumKey.OfKey key, LocalDate date, long spent, boolean authentic) {
  static DailySum of(DailySumKey.OfKey key, LocalDate date, long spent) {
    return new DailySum(key, date, spent, true);
  }

  /** What the row's MAC covers: all columns. */
  List<byte[]> macParts() {
    return Stream.of(
            "key_spending v1",
            key.head().accountId(),
            key.head().environment().word(),
            key.keyId(),
            date.toString(),
            Long.toString(spent))
        .map(part -> part.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
