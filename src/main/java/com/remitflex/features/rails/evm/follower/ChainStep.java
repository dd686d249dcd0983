package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.rpc.Block;
import java.util.List;
import java.util.Optional;

/** What the next look at a chain leads to. */
sealed interface ChainStep {
  /** There is nothing new, or the nodes are behind what is stored. */
  record Unchanged() implements ChainStep {}

  /**
   * The chain has moved.
   *
   * @param added the new blocks, the lowest first, each the parent of the next
   * @param replacedFrom the stored blocks from this height on are not canonical any more, or are
   *     among those added
   * @param place where the chain is afterwards
   * @param gap final blocks that were skipped, whose logs are to be read later
   */
  record Advanced(
      List<Block> added,
      long replacedFrom,
      FollowedChain.Place place,
      Optional<FollowedChain.Gap> gap)
      implements ChainStep {}

  /** A block that was final is not on the canonical chain. */
  record Breach(String reason) implements ChainStep {}
}
