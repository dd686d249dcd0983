package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.networks.ChainToken;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.rpc.EventLog;
import com.remitflex.features.rails.evm.rpc.EvmNode;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.rails.evm.rpc.LogFilter;
import com.remitflex.features.rails.evm.rpc.NativeTransfer;
import com.remitflex.features.rails.evm.rpc.Parallel;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads a chain from its nodes. Logs are asked for by the contracts of configured tokens, so that a
 * stranger's contract cannot make a response too large.
 */
final class RpcChainSource implements ChainSource {
  private static final int MAX_RECIPIENTS = 500;

  private final EvmNodes nodes;
  private final List<EvmAddress> contracts;

  RpcChainSource(ChainNetwork network, EvmNodes nodes) {
    this.nodes = nodes;
    this.contracts = network.tokens().stream().map(ChainToken::contract).toList();
  }

  @Override
  public Block head() {
    return nodes.head().orThrow();
  }

  @Override
  public Optional<Block> block(long height) {
    return nodes.agreed(node -> node.block(height)).orThrow();
  }

  @Override
  public Optional<Block> block(Bytes32 hash) {
    return nodes.agreed(node -> node.block(hash)).orThrow();
  }

  @Override
  public Optional<Block> finalized() {
    return nodes.finalized().orThrow();
  }

  @Override
  public List<EventLog> transfers(Bytes32 blockHash, List<EvmAddress> recipients) {
    return logs(contracts, recipients, (node, filter) -> node.logs(blockHash, filter));
  }

  @Override
  public List<EventLog> transfers(long from, Block to, List<EvmAddress> recipients) {
    return logs(contracts, recipients, (node, filter) -> node.logs(from, to, filter));
  }

  @Override
  public List<EventLog> unknownTokens(long from, Block to, List<EvmAddress> recipients) {
    return logs(List.of(), recipients, (node, filter) -> node.logs(from, to, filter)).stream()
        .filter(log -> !contracts.contains(log.contract()))
        .toList();
  }

  @Override
  public List<NativeTransfer> nativeTransfers(long height, List<EvmAddress> recipients) {
    Set<EvmAddress> set = Set.copyOf(recipients);
    return nodes.agreed(node -> node.nativeTransfers(height, set)).orThrow();
  }

  @Override
  public Map<EvmAddress, BigInteger> balancesWei(Bytes32 blockHash, List<EvmAddress> addresses) {
    List<BigInteger> balances =
        Parallel.map(
            addresses,
            address -> nodes.agreed(node -> node.balanceWei(address, blockHash)).orThrow());
    return IntStream.range(0, addresses.size())
        .boxed()
        .collect(Collectors.toMap(addresses::get, balances::get));
  }

  private List<EventLog> logs(
      List<EvmAddress> of,
      List<EvmAddress> recipients,
      BiFunction<EvmNode, LogFilter, List<EventLog>> read) {
    List<EventLog> logs = new ArrayList<>();
    for (int start = 0; start < recipients.size(); start += MAX_RECIPIENTS) {
      int end = Math.min(start + MAX_RECIPIENTS, recipients.size());
      List<Bytes32> some =
          recipients.subList(start, end).stream().map(TransferLogs::topic).toList();
      LogFilter filter =
          new LogFilter(of, List.of(List.of(TransferLogs.TRANSFER), List.of(), some));
      logs.addAll(nodes.agreed(node -> read.apply(node, filter)).orThrow());
    }
    return logs;
  }
}
