package com.remitflex.features.webhooks.replay;

import com.remitflex.core.accounts.HeadId;
import java.time.Instant;
import java.util.Optional;

/**
 * A request to deliver events to an endpoint again, which is worked off in the background.
 *
 * @param nextSeq number of the next event to look at
 * @param expected how many deliveries there were when it was requested
 * @param replayed how many have been made due until now
 */
public record Replay(
    String id,
    HeadId head,
    String endpointId,
    Which which,
    long firstSeq,
    long lastSeq,
    long nextSeq,
    long expected,
    long replayed,
    Instant createdAt,
    Optional<Instant> endedAt) {}
