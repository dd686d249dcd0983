package com.remitflex.features.treasury.alarms;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that was found wrong.
 *
 * @param scope the network, or the currency where no single network is known
 * @param endedAt when it was no longer found
 */
public record Alarm(
    AlarmKind kind,
    String scope,
    String subject,
    String message,
    BigInteger amountMinor,
    Instant raisedAt,
    Optional<Instant> endedAt) {}
