package com.remitflex.features.corridors.changes;

import com.remitflex.features.corridors.Corridor;
import java.time.Instant;

/**
 * A change of a corridor's status, of which each account gets an event.
 *
 * @param number of the change, from 1, in the order of the changes
 * @param doneUntil the last account that has its events; empty before the first
 */
record StatusChange(
    long number,
    String corridor,
    Corridor.Status status,
    Corridor.Status previousStatus,
    String reason,
    Instant changedAt,
    String doneUntil) {}
