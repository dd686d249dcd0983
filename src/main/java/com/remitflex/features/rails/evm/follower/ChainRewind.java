package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.platform.database.Database;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Takes a network whose finality was broken back to the block at which the branches part. */
public final class ChainRewind {
  private final Database database;
  private final String network;
  private final EvmNodes nodes;

  public ChainRewind(Database database, String network, EvmNodes nodes) {
    this.database = database;
    this.network = network;
    this.nodes = nodes;
  }

  /** The paused network; empty if it is not paused. */
  public Optional<FollowedChain> broken() {
    return database
        .with(handle -> ChainStore.find(handle, network))
        .filter(chain -> chain.pauseReason().isPresent());
  }

  /**
   * The newest stored block that the nodes still agree on.
   *
   * @throws ChainUnavailableException they do not agree, or on none of the stored blocks
   */
  public Block fork() {
    ChainWindow window = database.with(handle -> ChainStore.window(handle, network));
    for (long height :
        window.hashes().keySet().stream().sorted((a, b) -> Long.compare(b, a)).toList()) {
      Optional<Block> block = nodes.agreed(node -> node.block(height)).orThrow();
      Optional<Bytes32> hash = block.map(Block::hash);
      if (hash.isPresent() && window.hashAt(height).equals(hash)) {
        return block.get();
      }
    }
    throw new ChainUnavailableException(
        "the nodes agree on none of the stored blocks of " + network);
  }

  /**
   * Lets the follower continue from the fork: what lay above it is dropped until it is found again.
   *
   * @return false if the network is not as it was read
   */
  public static boolean rewind(Handle handle, FollowedChain chain, Block fork) {
    if (!ChainStore.rewind(handle, chain, fork)) {
      return false;
    }
    TransferStore.dropAbove(handle, chain.name(), fork.height());
    return true;
  }
}
