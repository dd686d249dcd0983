package com.remitflex.features.rails.evm.relays;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.rails.evm.rpc.EvmNode;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.rails.evm.rpc.Parallel;
import com.remitflex.features.rails.evm.rpc.RpcErrorKind;
import com.remitflex.features.rails.evm.rpc.RpcException;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What gas costs, and how much a call needs. Nodes estimate, so their values differ: the middle one
 * of three is between those of two honest ones, and the fee bounds limit the damage of any.
 */
final class GasReader {
  /** The state in which a call is executed differs from the one in which it was estimated. */
  private static final long MARGIN_PERCENT = 125;

  private final EvmNodes nodes;

  /**
   * The prices at one block.
   *
   * @param baseWei base fee of the block
   * @param suggestedWei priority fee
   */
  record Prices(BigInteger baseWei, BigInteger suggestedWei) {}

  /** How much gas a call needs. */
  sealed interface Estimate {
    /**
     * What it needs.
     *
     * @param expected what nodes expect
     * @param limit what it may use at most
     */
    record Gas(long expected, long limit) implements Estimate {}

    /** Enough nodes say that the contract would reject it. */
    record Reverts(String reason) implements Estimate {}

    record Unknown() implements Estimate {}
  }

  /** What one node said. */
  private record Vote(OptionalLong gas, Optional<String> reverted) {}

  GasReader(EvmNodes nodes) {
    this.nodes = nodes;
  }

  Prices prices(Bytes32 head) {
    BigInteger base = nodes.agreed(node -> node.baseFeeWei(head)).orThrow();
    List<BigInteger> suggested = each(EvmNode::priorityFeeWei);
    if (suggested.isEmpty()) {
      throw new ChainUnavailableException("no node suggests a priority fee");
    }
    return new Prices(base, suggested.get((suggested.size() - 1) / 2));
  }

  /** The values of the nodes that respond, the smallest first. */
  private <T extends Comparable<T>> List<T> each(Function<EvmNode, T> question) {
    return Parallel.map(
            nodes.awake(),
            node -> {
              try {
                return Optional.of(question.apply(node));
              } catch (RpcException e) {
                return Optional.<T>empty();
              }
            })
        .stream()
        .flatMap(Optional::stream)
        .sorted()
        .toList();
  }

  Estimate estimate(EvmAddress from, RelayCall call) {
    List<Vote> votes = Parallel.map(nodes.awake(), node -> vote(node, from, call));
    List<Long> gas = new ArrayList<>();
    List<String> reverted = new ArrayList<>();
    votes.forEach(vote -> {
      vote.gas().ifPresent(gas::add);
      vote.reverted().ifPresent(reverted::add);
    });
    if (gas.size() >= nodes.required() && gas.size() >= reverted.size()) {
      long middle = gas.stream().sorted().toList().get((gas.size() - 1) / 2);
      return new Estimate.Gas(middle, middle * MARGIN_PERCENT / 100);
    }
    return reverted.size() >= nodes.required()
        ? new Estimate.Reverts(reverted.getFirst())
        : new Estimate.Unknown();
  }

  private static Vote vote(EvmNode node, EvmAddress from, RelayCall call) {
    try {
      return new Vote(
          OptionalLong.of(node.estimateGas(from, call.to(), call.data())), Optional.empty());
    } catch (RpcException e) {
      return new Vote(
          OptionalLong.empty(),
          e.kind() == RpcErrorKind.REVERTED
              ? Optional.of(String.valueOf(e.getMessage()))
              : Optional.empty());
    }
  }
}
