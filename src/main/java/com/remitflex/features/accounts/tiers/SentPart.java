package com.remitflex.features.accounts.tiers;

import com.remitflex.core.accounts.HeadId;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one payment or off-ramp used of the limits of its account's tier.
 *
 * @param cents US cents
 * @param authentic whether the row's MAC is valid; if not, its amount is never restored
 */
record SentPart(Key key, LocalDate day, long cents, boolean authentic) {
  /** Identifies the payment or off-ramp. */
  record Key(HeadId head, String objectId) {}

  /** What the row's MAC covers: all columns. */
  List<byte[]> macParts() {
    return Stream.of(
            "payment_sending v1",
            key.head().accountId(),
            key.head().environment().word(),
            key.objectId(),
            day.toString(),
            Long.toString(cents))
        .map(part -> part.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
