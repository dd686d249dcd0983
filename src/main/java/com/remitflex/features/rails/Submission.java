package com.remitflex.features.rails;

import java.time.Duration;

/**
 * The place of an order in the queue of its rail. It is written in the transaction that starts the
 * payment, so that neither exists without the other.
 *
 * @param rail the name of the rail
 * @param firstWorkAfter how long after its submission the rail first works on the order
 */
public record Submission(String rail, Duration firstWorkAfter) {}
