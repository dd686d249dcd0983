package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.keys.Bytes32;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a network was followed.
 *
 * @param configured whether a network of this name is in the file of the server that started last
 * @param closedReason why the rail is closed; empty if every value of the file was right
 * @param place empty before the first block
 * @param gap final blocks whose logs are still to be read
 * @param pauseReason why an operator must decide before anything else is believed
 * @param version changes with each step
 */
public record FollowedChain(
    String name,
    long chainId,
    boolean configured,
    Optional<String> closedReason,
    Optional<Place> place,
    Optional<Gap> gap,
    Optional<Instant> movedAt,
    Optional<String> pauseReason,
    long version) {

  /** The newest block and the newest final block on the canonical chain. */
  public record Place(long headHeight, Bytes32 headHash, long finalHeight, Bytes32 finalHash) {}

  /** Heights, both included. */
  public record Gap(long from, long to) {}

  /** How many blocks confirm a block at this height, itself included. */
  public long confirmations(long height) {
    return place.map(one -> Math.max(0, one.headHeight() - height + 1)).orElse(0L);
  }
}
