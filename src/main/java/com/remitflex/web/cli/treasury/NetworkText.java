package com.remitflex.web.cli.treasury;

import com.remitflex.features.rails.evm.follower.FollowedChain;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.Agreement;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.rails.evm.rpc.RpcLimits;
import com.remitflex.features.rails.pauses.Pause;
import com.remitflex.features.treasury.BalanceReader;
import com.remitflex.features.treasury.NetworkBalances;
import com.remitflex.platform.json.Json;
import com.remitflex.web.cli.Console;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;

/**
 * The state of one network as text.
 *
 * @param chain as a server has followed it; empty if none has
 * @param pauses those that stop its rail
 */
record NetworkText(ChainNetwork network, Optional<FollowedChain> chain, List<Pause> pauses) {

  /** Prints it, and returns whether the network works. */
  boolean print() {
    Optional<String> obstacle = obstacle();
    Console.print("");
    Console.print(
        "Network "
            + network.name()
            + " (chain "
            + network.chainId()
            + "): "
            + obstacle.orElse(pauses.isEmpty() ? "open" : "open, its rail is paused"));
    chain.ifPresent(NetworkText::printBlocks);
    Console.notice("Asking the nodes of " + network.name() + " ...");
    boolean responds;
    try (EvmNodes nodes =
        new EvmNodes(
            network.name(),
            network.chainId(),
            network.rpcUrls(),
            network.trusted(),
            RpcLimits.usual(),
            new SimpleMeterRegistry())) {
      Agreement<NetworkBalances> balances = BalanceReader.read(network, nodes);
      nodes.health().forEach(NetworkText::printUrl);
      responds = printBalances(balances);
    }
    Console.print("");
    return obstacle.isEmpty() && responds;
  }

  private Optional<String> obstacle() {
    if (chain.isEmpty()) {
      return Optional.of("not followed yet: no server with this network has run");
    }
    return chain
        .get()
        .closedReason()
        .map(why -> "closed: " + why)
        .or(() -> chain.get().pauseReason().map(why -> "stopped: " + why));
  }

  private static void printBlocks(FollowedChain chain) {
    chain
        .place()
        .ifPresent(place ->
            line(
                "Blocks",
                "newest %d, final %d, %d apart%s"
                    .formatted(
                        place.headHeight(),
                        place.finalHeight(),
                        place.headHeight() - place.finalHeight(),
                        chain.movedAt().map(at -> ", last new one " + Json.time(at)).orElse(""))));
    chain
        .gap()
        .ifPresent(gap ->
            line("To read", "blocks " + gap.from() + " to " + gap.to() + ", after a downtime"));
  }

  private static void printUrl(EvmNodes.UrlHealth url) {
    String state =
        url.error()
            .map(error -> "does not work: " + error)
            .or(() -> url.head().map(head -> "newest block " + head))
            .orElse("was not asked");
    line("Node", url.name() + ", " + state);
  }

  private boolean printBalances(Agreement<NetworkBalances> balances) {
    return switch (balances) {
      case Agreement.NotAgreed<NetworkBalances>(String reason) -> {
        line("Balances", "unknown: " + reason);
        yield false;
      }
      case Agreement.Agreed<NetworkBalances>(NetworkBalances found) -> {
        line("Treasury", network.treasury().text());
        found
            .treasury()
            .forEach(one -> line("", one.amount().toPlainString() + " " + one.currency().name()));
        found
            .relayers()
            .forEach(one ->
                line(
                    "Relayer",
                    one.relayer().text()
                        + ", "
                        + one.coins().toPlainString()
                        + " of the native coin for gas"));
        yield true;
      }
    };
  }

  private static void line(String label, String value) {
    Console.print("  %-10s %s".formatted(label, value));
  }
}
