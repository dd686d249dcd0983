package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.strays.StrayKind;
import com.remitflex.features.rails.evm.strays.StrayTransfers;
import com.remitflex.platform.database.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** How far each network was followed, by whichever node. */
public final class ChainStatus {
  /** Why a network is closed before its first check, which takes a moment. */
  static final String NOT_CHECKED = "its values were not checked yet";

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

  /** Whether a check against the chain has closed this network, or its finality is broken. */
  public boolean isClosed(String network) {
    return find(network)
        .filter(chain ->
            chain.pauseReason().isPresent()
                || chain.closedReason().filter(why -> !why.equals(NOT_CHECKED)).isPresent())
        .isPresent();
  }

  /** The transfers to our addresses in the final blocks from a height to another, both included. */
  public static List<FoundTransfer> finalTransfers(
      Handle handle, String network, long from, long to) {
    return TransferStore.finalBetween(handle, network, from, to);
  }

  /** Adds to the number of transfers of nothing. */
  public static void countZeroValues(Handle handle, String network, long transfers) {
    StrayTransfers.count(handle, network, StrayKind.ZERO_VALUE, transfers);
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
      TransferStore.stale(handle, chain.name())
          .forEach(hash ->
              violations.add(
                  chain.name() + " has not decided about a transfer in final blocks: " + hash));
    }
    return violations;
  }
}
