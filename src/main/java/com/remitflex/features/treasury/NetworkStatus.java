package com.remitflex.features.treasury;

import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.EvmNodes.UrlHealth;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A network as this node knows it.
 *
 * @param closedReason why its rail is closed
 * @param stopReason why following it has stopped: a final block was replaced
 * @param head height of the newest block
 * @param finalHeight height of the newest final block
 * @param movedAt when a new block was found last
 * @param balances empty while they are read for the first time, or if that failed
 */
public record NetworkStatus(
    ChainNetwork network,
    Optional<String> closedReason,
    Optional<String> stopReason,
    Optional<Long> head,
    Optional<Long> finalHeight,
    Optional<Instant> movedAt,
    List<UrlHealth> nodes,
    Optional<NetworkBalances> balances) {

  /** Whether a node does not respond, or is wrong. */
  public boolean hasFailingNode() {
    return nodes.stream().anyMatch(node -> node.error().isPresent());
  }

  /** Every node with what it last said. */
  public String nodeText() {
    return nodes.stream()
        .map(node ->
            node.name()
                + node.error()
                    .map(error -> ": " + error)
                    .or(() -> node.head().map(head -> " is at block " + head))
                    .orElse(""))
        .collect(Collectors.joining("; "));
  }

  /** The newest blocks in words. */
  public String blockText() {
    return head.map(height -> "Newest block " + height).orElse("No block yet")
        + finalHeight.map(height -> ", final up to " + height).orElse("")
        + ".";
  }
}
