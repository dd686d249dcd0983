package com.remitflex.features.apikeys.spending;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one object used of its key's daily limit.
 *
 * @param amount minor units of the limit's currency
 * @param authentic whether the row's MAC is valid; if not, its amount is never restored
 */
record LimitUsage(LimitUsageKey key, String keyId, LocalDate day, long amount, boolean authentic) {
  static LimitUsage of(LimitUsageKey key, String keyId, LocalDate day, long amount) {
    return new LimitUsage(key, keyId, day, amount, true);
  }

  /** What the row's MAC covers: all columns. */
  List<byte[]> macParts() {
    return Stream.of(
            "payment_spending v1",
            key.head().accountId(),
            key.head().environment().word(),
            key.objectId(),
            keyId,
            day.toString(),
            Long.toString(amount))
        .map(part -> part.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
