package com.remitflex.features.treasury;

import com.remitflex.features.rails.evm.follower.TransferLogs;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.rpc.EventLog;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.recipients.wallets.Keccak;
import com.remitflex.features.treasury.books.BooksSource;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tokens of one network, whose blocks are final immediately. */
final class SimulatedMoney implements BooksSource {
  private static final Bytes32 USED = Bytes32.of(Keccak.hash("AuthorizationUsed(address,bytes32)"));

  private final ChainNetwork network;
  private final List<Block> blocks = new ArrayList<>();
  private final List<EventLog> logs = new ArrayList<>();
  private final Map<Long, Map<String, BigInteger>> balances = new HashMap<>();
  private final Map<String, BigInteger> newest = new HashMap<>();
  private long serial;

  SimulatedMoney(ChainNetwork network) {
    this.network = network;
    mine();
  }

  /** Ends the block that the transfers since the last one are in. */
  Block mine() {
    long height = blocks.size();
    Block block = new Block(height, hash("block " + height), hash("block " + (height - 1)), height);
    blocks.add(block);
    balances.put(height, new HashMap<>(newest));
    return block;
  }

  long height() {
    return blocks.size() - 1L;
  }

  private Bytes32 hash(String what) {
    return Bytes32.of(Keccak.hash(network.name() + " " + what));
  }

  /** Moves tokens in the next block, with the authorisation that was used. */
  EventLog move(
      EvmAddress token, EvmAddress from, EvmAddress to, BigInteger minor, Optional<Bytes32> nonce) {
    Bytes32 transaction = hash("transaction " + serial++);
    nonce.ifPresent(used ->
        logs.add(log(token, List.of(USED, TransferLogs.topic(from), used), "0x", transaction)));
    EventLog transfer =
        log(
            token,
            List.of(TransferLogs.TRANSFER, TransferLogs.topic(from), TransferLogs.topic(to)),
            "0x%064x".formatted(minor),
            transaction);
    logs.add(transfer);
    newest.merge(token + " " + from, minor.negate(), BigInteger::add);
    newest.merge(token + " " + to, minor, BigInteger::add);
    return transfer;
  }

  private EventLog log(EvmAddress token, List<Bytes32> topics, String data, Bytes32 transaction) {
    long height = blocks.size();
    return new EventLog(
        token, topics, data, height, hash("block " + height), transaction, serial++);
  }

  /** What an address holds after the transfers of this moment. */
  BigInteger held(EvmAddress token, EvmAddress address) {
    return newest.getOrDefault(token + " " + address, BigInteger.ZERO);
  }

  @Override
  public Block block(long height) {
    return blocks.get((int) height);
  }

  @Override
  public List<EventLog> outgoing(long from, Block to, List<EvmAddress> senders) {
    List<Bytes32> topics = senders.stream().map(TransferLogs::topic).toList();
    return logs.reversed().stream()
        .takeWhile(log -> log.height() >= from)
        .filter(log -> log.height() >= from && log.height() <= to.height())
        .filter(log -> topics.contains(log.topics().get(1)))
        .toList()
        .reversed();
  }

  @Override
  public BigInteger balance(EvmAddress token, EvmAddress address, Bytes32 blockHash) {
    long height =
        blocks.reversed().stream()
            .filter(one -> one.hash().equals(blockHash))
            .findFirst()
            .orElseThrow()
            .height();
    return balances
        .getOrDefault(height, Map.of())
        .getOrDefault(token + " " + address, BigInteger.ZERO);
  }

  @Override
  public BigInteger gasWei(EvmAddress address, Bytes32 blockHash) {
    return BigInteger.ZERO;
  }
}
