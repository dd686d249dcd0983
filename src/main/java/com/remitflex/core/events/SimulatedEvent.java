package com.remitflex.core.events;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.access.SimulatedDelivery;
import java.time.Instant;

/**
 * A wish of a sandbox request: how its event, and the later ones about the same object, reach
 * webhook endpoints.
 *
 * @param subject ID of the object that the event is about
 * @param seq number of the event
 */
public record SimulatedEvent(
    HeadId head, String subject, long seq, SimulatedDelivery delivery, Instant createdAt) {}
