package com.remitflex;

import com.remitflex.features.rails.Rail;
import com.remitflex.features.rails.evm.follower.ChainMetrics;
import com.remitflex.features.rails.evm.follower.ChainStatus;
import com.remitflex.features.rails.evm.follower.NetworkFollower;
import com.remitflex.features.rails.evm.follower.TransferListener;
import com.remitflex.features.rails.evm.follower.WatchedAddresses;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.payouts.PayoutAddresses;
import com.remitflex.features.rails.evm.payouts.PayoutRail;
import com.remitflex.features.rails.evm.relays.RelaySettings;
import com.remitflex.features.rails.evm.relays.RelayWorker;
import com.remitflex.features.rails.evm.relays.Relays;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.rails.evm.rpc.RpcLimits;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.features.rails.signer.MissingSigner;
import com.remitflex.features.rails.signer.Signer;
import com.remitflex.features.rails.signer.SignerException;
import com.remitflex.features.rails.signer.SignerSettings;
import com.remitflex.features.rails.signer.wire.SignerConnection;
import com.remitflex.features.recipients.wallets.ForbiddenAddresses;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The followers of the networks in the file, the relayers and the rails that pay wallets. */
record ChainParts(
    List<NetworkFollower> followers,
    ChainStatus status,
    Signer signer,
    Relays relays,
    List<Rail> rails) {
  private static final Logger LOG = LoggerFactory.getLogger(ChainParts.class);

  static ChainParts start(
      Node node,
      Pauses pauses,
      String nodeId,
      WatchedAddresses watched,
      TransferListener listener) {
    ChainStatus status = new ChainStatus(node.database());
    List<ChainNetwork> networks = node.config().networks();
    status.configure(networks);
    List<NetworkFollower> followers =
        networks.stream().map(network -> follow(node, network, nodeId, watched, listener)).toList();
    ChainMetrics.registerTotals(followers, node.meters());
    Signer signer = node.started(signer(node.config().signer()));
    Relays relays = new Relays(node.database());
    List<Rail> rails =
        followers.stream()
            .filter(follower -> PayoutRail.isPossible(follower.network()))
            .map(follower -> payOut(node, pauses, nodeId, follower, signer, relays))
            .toList();
    return new ChainParts(followers, status, signer, relays, rails);
  }

  private static NetworkFollower follow(
      Node node,
      ChainNetwork network,
      String nodeId,
      WatchedAddresses watched,
      TransferListener listener) {
    NetworkFollower follower =
        new NetworkFollower(
            node.database(),
            network,
            nodes(network, node.meters()),
            watched,
            listener,
            nodeId,
            node.config().chainPoll());
    ChainMetrics.register(follower, node.meters());
    return node.started(follower.start());
  }

  /** The rail of a network, and the worker that sends its transactions. */
  private static Rail payOut(
      Node node,
      Pauses pauses,
      String nodeId,
      NetworkFollower follower,
      Signer signer,
      Relays relays) {
    BooleanSupplier paused = () -> pauses.isPaused(follower.network().name());
    node.started(
        new RelayWorker(
                node.database(),
                follower.network(),
                follower.nodes(),
                signer,
                paused,
                nodeId,
                RelaySettings.usual())
            .start());
    return new PayoutRail(
        node.database(),
        follower.network(),
        follower.nodes(),
        relays,
        signer,
        paused,
        follower::wrongReason);
  }

  /** The configured signer. One that cannot be opened stops no more than what needs it. */
  private static Signer signer(Optional<SignerSettings> settings) {
    if (settings.isEmpty()) {
      return new MissingSigner("REMITFLEX_SIGNER is not set");
    }
    try {
      return SignerConnection.open(settings.get());
    } catch (SignerException e) {
      LOG.error("nothing can be signed: {}", e.getMessage());
      return new MissingSigner(String.valueOf(e.getMessage()));
    }
  }

  /** The addresses of the networks themselves, which a live payment must not name. */
  ForbiddenAddresses forbidden() {
    return PayoutAddresses.of(followers.stream().map(NetworkFollower::network).toList());
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
