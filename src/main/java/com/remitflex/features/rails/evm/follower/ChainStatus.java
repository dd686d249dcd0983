package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.platform.database.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** How far each network was followed, by whichever node. */
public final class ChainStatus {
  private final Database database;

  public ChainStatus(Database database) {
    this.database = database;
  }

  /** Every network that is or was configured. */
  public List<FollowedChain> all() {
    return database.with(ChainStore::all);
  }

  public Optional<FollowedChain> find(String network) {
    return database.with(handle -> ChainStore.find(handle, network));
  }

  /**
   * The stored block at a height of the canonical chain; empty for heights that are not stored any
   * more, or not yet.
   */
  public Optional<Block> block(String network, long height) {
    return database.find(ChainStore.BLOCK, network, height);
  }

  /** Stores which networks the file of this server describes. */
  public void configure(List<ChainNetwork> networks) {
    Map<String, Long> chainIds =
        networks.stream().collect(Collectors.toMap(ChainNetwork::name, ChainNetwork::chainId));
    database.inTransaction(handle -> {
      ChainStore.configure(handle, chainIds);
      return true;
    });
  }

  /** Why configured networks do not work, for `doctor`. */
  public static List<String> violations(Handle handle) {
    List<String> violations = new ArrayList<>();
    for (FollowedChain chain : ChainStore.all(handle)) {
      if (chain.configured()) {
        chain.closedReason().ifPresent(why -> violations.add(chain.name() + " is closed: " + why));
        chain.pauseReason().ifPresent(why -> violations.add(chain.name() + " is paused: " + why));
      }
    }
    return violations;
  }
}
