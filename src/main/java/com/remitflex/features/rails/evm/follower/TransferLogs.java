package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.networks.ChainToken;
import com.remitflex.features.rails.evm.rpc.EventLog;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the event Transfer(address,address,uint256) of ERC-20. */
public final class TransferLogs {
  public static final Bytes32 TRANSFER =
      new Bytes32("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");

  private static final int TOPICS = 3;
  private static final int PADDING = 12;
  private static final int WORD = 32;

  private TransferLogs() {}

  /** An address as a topic: with zeros before it. */
  public static Bytes32 topic(EvmAddress address) {
    byte[] topic = new byte[WORD];
    byte[] bytes = address.bytes();
    System.arraycopy(bytes, 0, topic, PADDING, bytes.length);
    return Bytes32.of(topic);
  }

  /** The transfers among these logs; a log in another form is none. */
  public static List<FoundTransfer> read(
      ChainNetwork network, List<EventLog> logs, TransferState state) {
    return logs.stream().flatMap(log -> read(network, log, state).stream()).toList();
  }

  private static Optional<FoundTransfer> read(
      ChainNetwork network, EventLog log, TransferState state) {
    Optional<ChainToken> token = network.token(log.contract());
    return token.flatMap(known ->
        amount(log)
            .map(minor ->
                new FoundTransfer(
                    new TransferId(network.name(), log.transactionHash(), log.index()),
                    log.contract(),
                    known.currency(),
                    address(log.topics().get(1)),
                    address(log.topics().get(2)),
                    minor,
                    log.height(),
                    log.blockHash(),
                    state)));
  }

  /** The amount, if this is a transfer of an amount. */
  static Optional<BigInteger> amount(EventLog log) {
    boolean isTransfer = log.topics().size() == TOPICS && log.topics().getFirst().equals(TRANSFER);
    return isTransfer
        ? Bytes32.parse(log.data()).map(amount -> new BigInteger(1, amount.bytes()))
        : Optional.empty();
  }

  static EvmAddress address(Bytes32 topic) {
    return EvmAddress.of(Arrays.copyOfRange(topic.bytes(), PADDING, WORD));
  }
}
