package com.remitflex.core.events;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The types of events. */
public final class EventTypes {
  /**
   * The types that nearly every payment emits. There are so many of each that a search finds the
   * next one nearby without an index; `event_type` is the index of all others.
   */
  public static final List<String> FREQUENT =
      List.of("payment.created", "payment.processing", "payment.settled", "payment.delivered");

  /** Every type, also those of features that this version does not have yet. */
  public static final List<String> ALL =
      Stream.concat(
              FREQUENT.stream(),
              Stream.of(
                  "payment.failed",
                  "payment.cancelled",
                  "payment.returned",
                  "deposit.pending",
                  "deposit.credited",
                  "deposit.dropped",
                  "deposit.held",
                  "conversion.completed",
                  "offramp.processing",
                  "offramp.settled",
                  "offramp.delivered",
                  "offramp.failed",
                  "offramp.returned",
                  "compliance.review_required",
                  "compliance.approved",
                  "compliance.rejected",
                  "corridor.status_changed",
                  "api_key.created",
                  "api_key.rolled",
                  "api_key.revoked",
                  "api_key.expiring",
                  "api_key.usage_alert",
                  "account.verified",
                  "webhook.test"))
          .toList();

  private static final Set<String> KNOWN = Set.copyOf(ALL);

  private EventTypes() {}

  public static boolean isKnown(String type) {
    return KNOWN.contains(type);
  }
}
