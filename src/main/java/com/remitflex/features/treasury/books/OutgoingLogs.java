package com.remitflex.features.treasury.books;

import com.remitflex.features.rails.evm.follower.FoundTransfer;
import com.remitflex.features.rails.evm.follower.TransferLogs;
import com.remitflex.features.rails.evm.follower.TransferState;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.EventLog;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.recipients.wallets.Keccak;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the transfers from our addresses, with the authorisations that they used. */
public final class OutgoingLogs {
  /** The event of EIP-3009. */
  static final Bytes32 AUTHORIZATION_USED =
      Bytes32.of(Keccak.hash("AuthorizationUsed(address,bytes32)"));

  private static final int NONCE_TOPIC = 2;

  /** Who used authorisations of a token in a transaction. */
  private record Use(Bytes32 transaction, EvmAddress token, Bytes32 authorizer) {}

  private final List<FoundTransfer> transfers;
  private final Map<Use, Set<Bytes32>> nonces = new HashMap<>();

  public OutgoingLogs(ChainNetwork network, List<EventLog> logs) {
    this.transfers = TransferLogs.read(network, logs, TransferState.FINAL);
    logs.stream()
        .filter(log -> log.topics().size() == NONCE_TOPIC + 1)
        .filter(log -> log.topics().getFirst().equals(AUTHORIZATION_USED))
        .forEach(log ->
            nonces
                .computeIfAbsent(
                    new Use(log.transactionHash(), log.contract(), log.topics().get(1)),
                    use -> new HashSet<>())
                .add(log.topics().get(NONCE_TOPIC)));
  }

  List<FoundTransfer> transfers() {
    return transfers;
  }

  /** The nonces that a transfer may have used. */
  public Set<Bytes32> nonces(FoundTransfer transfer) {
    return nonces.getOrDefault(
        new Use(
            transfer.id().transactionHash(),
            transfer.token(),
            TransferLogs.topic(transfer.sender())),
        Set.of());
  }
}
