package com.remitflex.features.rails.evm.relays;

import java.time.Duration;

/**
 * How the lines of relayers work.
 *
 * @param pause between two looks
 * @param lead how long a node keeps a line that it does not work any more
 * @param maxUnmined transactions of one relayer that wait for a block; nodes keep only so many
 * @param stuckAfter when a transaction that waits for a block is replaced by one with higher fees
 * @param resendAfter when a transaction that waits for a block is sent again
 * @param retryAfter when a call that would be reverted is tried again
 */
public record RelaySettings(
    Duration pause,
    Duration lead,
    int maxUnmined,
    Duration stuckAfter,
    Duration resendAfter,
    Duration retryAfter) {
  public static RelaySettings usual() {
    return new RelaySettings(
        Duration.ofMillis(150),
        Duration.ofSeconds(10),
        16,
        Duration.ofSeconds(45),
        Duration.ofSeconds(10),
        Duration.ofSeconds(3));
  }
}
