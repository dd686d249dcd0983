package com.remitflex.features.payments;

import java.time.Instant;
import java.util.Optional;

/**
 * An event of a payment's timeline.
 *
 * @param seq the account's number of the event
 * @param decidedBy ID of the person who decided the review; empty for every other event
 * @param reviewReason the reason of a rejected review
 */
public record PaymentEvent(
    String id,
    long seq,
    String type,
    Instant createdAt,
    Optional<String> decidedBy,
    Optional<String> reviewReason) {}
