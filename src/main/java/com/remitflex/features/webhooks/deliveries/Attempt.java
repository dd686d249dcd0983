package com.remitflex.features.webhooks.deliveries;

import java.time.Instant;
import java.util.Optional;

/**
 * One attempt to deliver an event.
 *
 * @param number from 1
 * @param status HTTP status of the response
 * @param error why there was no response
 * @param address the address that was connected to
 * @param response the first 4 KiB of the response, masked
 */
public record Attempt(
    Delivery.Key delivery,
    long number,
    Instant startedAt,
    long latencyMicros,
    Optional<Long> status,
    Optional<String> error,
    Optional<String> address,
    String response) {}
