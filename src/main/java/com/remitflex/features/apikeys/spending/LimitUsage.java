package com.remitflex.features.apikeys.spending;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one object took of its key's daily limit.
 *
 * @param amount minor units of the limit's currency
 * @param authentic whether the row's MAC fits; if not, nothing is given back for it
 */
record LimitUsage(ShareKey key, String keyId, LocalDate day, long amount, boolean authentic) {
  static LimitUsage of(ShareKey key, String keyId, LocalDate day, long amount) {
    return new LimitUsage(key, keyId, day, amount, true);
  }

  /** What the row's MAC covers: everything. */
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
