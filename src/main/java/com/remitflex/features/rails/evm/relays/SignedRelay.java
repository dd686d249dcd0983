package com.remitflex.features.rails.evm.relays;

import com.remitflex.features.rails.evm.keys.Bytes32;
import java.time.Duration;
import java.util.Optional;

/**
 * A transaction that was signed for a relay.
 *
 * @param version of the relay that it carries
 * @param isVoid whether it is empty
 * @param signedHeight height of the newest block when it was signed
 * @param age since it was signed
 * @param sentAgo since it was sent last; empty if it never was
 * @param isUnderpriced whether no node accepts it, because its fees are too low
 */
record SignedRelay(
    Bytes32 hash,
    long nonce,
    int version,
    boolean isVoid,
    Fees fees,
    String raw,
    long signedHeight,
    Duration age,
    Optional<Duration> sentAgo,
    boolean isUnderpriced) {}
