package com.remitflex;

import com.remitflex.features.rails.evm.follower.ChainMetrics;
import com.remitflex.features.rails.evm.follower.ChainStatus;
import com.remitflex.features.rails.evm.follower.NetworkFollower;
import com.remitflex.features.rails.evm.follower.TransferListener;
import com.remitflex.features.rails.evm.follower.WatchedAddresses;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.rails.evm.rpc.RpcLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The followers of the networks in the file. */
record ChainParts(List<NetworkFollower> followers, ChainStatus status) {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  static ChainParts start(
      Node node, String nodeId, WatchedAddresses watched, TransferListener listener) {
    ChainStatus status = new ChainStatus(node.database());
    List<ChainNetwork> networks = node.config().networks();
    status.configure(networks);
    List<NetworkFollower> followers = new ArrayList<>();
    for (ChainNetwork network : networks) {
      NetworkFollower follower =
          new NetworkFollower(
              node.database(),
              network,
              nodes(network, node.meters()),
              watched,
              listener,
              nodeId,
              PAUSE);
      ChainMetrics.register(follower, node.meters());
      followers.add(node.started(follower.start()));
    }
    ChainMetrics.registerTotals(List.copyOf(followers), node.meters());
    return new ChainParts(List.copyOf(followers), status);
  }

  /** The treasuries, whose incoming transfers are recorded. */
  static WatchedAddresses treasuries(Config config) {
    return name ->
        config.networks().stream()
            .filter(one -> one.name().equals(name))
            .map(ChainNetwork::treasury)
            .toList();
  }

  static EvmNodes nodes(ChainNetwork network, MeterRegistry meters) {
    return new EvmNodes(
        network.name(),
        network.chainId(),
        network.rpcUrls(),
        network.trusted(),
        RpcLimits.usual(),
        meters);
  }
}
