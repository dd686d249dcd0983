package com.remitflex.features.treasury.books;

import com.remitflex.features.rails.evm.follower.TransferLogs;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.networks.ChainToken;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.rails.evm.rpc.EventLog;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.rails.evm.rpc.LogFilter;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Reads a network for the books from its nodes. */
public final class RpcBooksSource implements BooksSource {
  private static final int MAX_SENDERS = 500;

  /** The function balanceOf(address) of ERC-20. */
  private static final String BALANCE_OF = "0x70a08231";

  /** What a call of an address without a contract returns. */
  private static final String NOTHING = "0x";

  private final EvmNodes nodes;
  private final List<EvmAddress> contracts;

  public RpcBooksSource(ChainNetwork network, EvmNodes nodes) {
    this.nodes = nodes;
    this.contracts = network.tokens().stream().map(ChainToken::contract).toList();
  }

  @Override
  public Block block(long height) {
    return nodes
        .agreed(node -> node.block(height))
        .orThrow()
        .orElseThrow(() -> new ChainUnavailableException("block " + height + " is missing"));
  }

  @Override
  public List<EventLog> outgoing(long from, Block to, List<EvmAddress> senders) {
    List<EventLog> logs = new ArrayList<>();
    for (int start = 0; start < senders.size(); start += MAX_SENDERS) {
      int end = Math.min(start + MAX_SENDERS, senders.size());
      List<Bytes32> some = senders.subList(start, end).stream().map(TransferLogs::topic).toList();
      LogFilter filter =
          new LogFilter(
              contracts,
              List.of(List.of(TransferLogs.TRANSFER, OutgoingLogs.AUTHORIZATION_USED), some));
      logs.addAll(nodes.agreed(node -> node.logs(from, to, filter)).orThrow());
    }
    return logs;
  }

  @Override
  public BigInteger balance(EvmAddress token, EvmAddress address, Bytes32 blockHash) {
    String data = BALANCE_OF + TransferLogs.topic(address).text().substring(2);
    String result = nodes.agreed(node -> node.call(token, data, blockHash)).orThrow();
    if (result.equals(NOTHING)) {
      // The contract did not exist yet.
      return BigInteger.ZERO;
    }
    return Bytes32.parse(result)
        .map(word -> new BigInteger(1, word.bytes()))
        .orElseThrow(
            () -> new ChainUnavailableException("the token " + token + " returned no balance"));
  }

  @Override
  public BigInteger gasWei(EvmAddress address, Bytes32 blockHash) {
    return nodes.agreed(node -> node.balanceWei(address, blockHash)).orThrow();
  }
}
