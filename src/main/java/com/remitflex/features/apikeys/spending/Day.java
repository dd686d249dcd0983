package com.remitflex.features.apikeys.spending;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a key has sent on the last day on which it sent anything.
 *
 * @param date in UTC
 * @param spent minor units of the limit's currency
 * @param authentic whether the row's MAC fits; if not, nothing is left of any day
 */
record Day(DayKey.OfKey key, LocalDate date, long spent, boolean authentic) {
  static Day of(DayKey.OfKey key, LocalDate date, long spent) {
    return new Day(key, date, spent, true);
  }

  /** What the row's MAC covers: everything. */
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
