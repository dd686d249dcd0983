package com.remitflex.features.rails.evm.rpc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The nodes of one network. A fact is believed only if two of them return the same value, or the
 * single one that the operator trusts; so one that lies is outvoted by the others or stops
 * progress, but changes nothing.
 */
public final class EvmNodes implements AutoCloseable {
  private static final int INDEPENDENT = 2;

  private final HttpClient http;
  private final List<EvmNode> nodes;
  private final long chainId;
  private final int required;
  private final Counter disagreements;

  /** What one node returned for a question. */
  private sealed interface Vote<T> {
    record Said<T>(EvmNode node, T value) implements Vote<T> {}

    record Failed<T>(EvmNode node, String reason) implements Vote<T> {}
  }

  /**
   * The state of one URL.
   *
   * @param head the newest height that it reported
   * @param error why its last call failed
   */
  public record UrlHealth(String name, Optional<Long> head, Optional<String> error) {}

  /**
   * The nodes at these URLs.
   *
   * @param trusted whether a single URL is enough
   */
  public EvmNodes(
      String network,
      long chainId,
      List<RpcUrl> urls,
      boolean trusted,
      RpcLimits limits,
      MeterRegistry meters) {
    this.http = RpcClient.http(limits);
    this.chainId = chainId;
    this.required = trusted && urls.size() == 1 ? 1 : INDEPENDENT;
    this.nodes = urls.stream().map(url -> node(network, url, limits, meters)).toList();
    this.disagreements =
        Counter.builder("remitflex.chain.disagreements")
            .description("Facts about which nodes returned different values")
            .tags("network", network)
            .register(meters);
  }

  private EvmNode node(String network, RpcUrl url, RpcLimits limits, MeterRegistry meters) {
    RpcHealth health = new RpcHealth(network, url, meters);
    return new EvmNode(url, new RpcClient(http, url, limits, health), health);
  }

  public List<EvmNode> all() {
    return nodes;
  }

  public List<UrlHealth> health() {
    return nodes.stream()
        .map(one -> new UrlHealth(one.url().name(), one.health().head(), one.health().lastError()))
        .toList();
  }

  /** Lets every node say again which chain it is on. */
  public void recheckChainIds() {
    nodes.forEach(EvmNode::forgetChainId);
  }

  /** Asks as many nodes as must agree, and the others only if those do not. */
  public <T> Agreement<T> agreed(Function<EvmNode, T> question) {
    List<EvmNode> order =
        nodes.stream().sorted(Comparator.comparing(one -> one.health().isResting())).toList();
    List<EvmNode> first = order.subList(0, Math.min(required, order.size()));
    List<Vote<T>> votes = new ArrayList<>(ask(first, question));
    Optional<T> agreed = outcome(votes);
    if (agreed.isEmpty()) {
      List<EvmNode> others = order.subList(first.size(), order.size());
      if (!others.isEmpty()) {
        votes.addAll(ask(others, question));
      }
      agreed = outcome(votes);
    }
    if (values(votes).size() > 1) {
      disagreements.increment();
    }
    return agreed
        .<Agreement<T>>map(Agreement.Agreed::new)
        .orElseGet(() -> new Agreement.NotAgreed<>(reason(votes)));
  }

  /** How many nodes must say the same. */
  public int required() {
    return required;
  }

  /**
   * The newest block on which enough nodes agree. Heights are only claims: of three nodes, the
   * second highest is tried first, then lower ones.
   */
  public Agreement<Block> head() {
    List<Vote<Long>> votes = ask(awake(), EvmNode::headHeight);
    List<Long> heights =
        votes.stream()
            .flatMap(vote ->
                vote instanceof Vote.Said<Long> said ? Stream.of(said.value()) : Stream.empty())
            .sorted(Comparator.reverseOrder())
            .toList();
    for (int i = required - 1; i < heights.size(); i++) {
      long height = heights.get(i);
      Agreement<Optional<Block>> block = agreed(node -> node.block(height));
      if (block instanceof Agreement.Agreed<Optional<Block>>(Optional<Block> found)
          && found.isPresent()) {
        return new Agreement.Agreed<>(found.get());
      }
    }
    return new Agreement.NotAgreed<>(
        heights.size() < required ? reason(votes) : "the nodes do not agree on the newest block");
  }

  /** The newest block that enough nodes call finalized; empty if they know of none. */
  public Agreement<Optional<Block>> finalized() {
    List<Long> heights =
        ask(awake(), EvmNode::finalized).stream()
            .flatMap(vote ->
                vote instanceof Vote.Said<Optional<Block>> said
                    ? said.value().stream()
                    : Stream.empty())
            .map(Block::height)
            .sorted(Comparator.reverseOrder())
            .toList();
    if (heights.size() < required) {
      return new Agreement.NotAgreed<>("too few nodes report a finalized block");
    }
    long height = heights.get(required - 1);
    return agreed(node -> node.block(height));
  }

  /** The nodes that have not just failed; all, if those are too few to agree. */
  public List<EvmNode> awake() {
    List<EvmNode> awake = nodes.stream().filter(one -> !one.health().isResting()).toList();
    return awake.size() < required ? nodes : awake;
  }

  private <T> List<Vote<T>> ask(List<EvmNode> some, Function<EvmNode, T> question) {
    return Parallel.map(some, node -> vote(node, question));
  }

  private <T> Vote<T> vote(EvmNode node, Function<EvmNode, T> question) {
    try {
      if (node.chainId() != chainId) {
        String reason = "it is on chain " + node.chainId() + " instead of " + chainId;
        node.health().rest(reason);
        node.forgetChainId();
        return new Vote.Failed<>(node, reason);
      }
      return new Vote.Said<>(node, question.apply(node));
    } catch (RpcException e) {
      return new Vote.Failed<>(node, String.valueOf(e.getMessage()));
    }
  }

  /** The one value that enough nodes returned; two such values are no agreement. */
  private <T> Optional<T> outcome(List<Vote<T>> votes) {
    List<T> winners =
        values(votes).entrySet().stream()
            .filter(one -> one.getValue() >= required)
            .map(Map.Entry::getKey)
            .toList();
    return winners.size() == 1 ? Optional.of(winners.getFirst()) : Optional.empty();
  }

  private static <T> Map<T, Integer> values(List<Vote<T>> votes) {
    Map<T, Integer> values = new LinkedHashMap<>();
    for (Vote<T> vote : votes) {
      if (vote instanceof Vote.Said<T> said) {
        values.merge(said.value(), 1, Integer::sum);
      }
    }
    return values;
  }

  private static <T> String reason(List<Vote<T>> votes) {
    return votes.stream()
        .map(vote ->
            switch (vote) {
              case Vote.Said<T> said -> said.node().url() + ": responded";
              case Vote.Failed<T> failed -> failed.node().url() + ": " + failed.reason();
            })
        .collect(Collectors.joining("; ", "no agreement of independent nodes (", ")"));
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
