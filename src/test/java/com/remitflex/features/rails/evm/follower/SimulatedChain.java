package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.rails.evm.rpc.EventLog;
import com.remitflex.features.rails.evm.rpc.NativeTransfer;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.recipients.wallets.Keccak;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/** A chain that grows, is reorganised and fails as a seeded source of random numbers says. */
final class SimulatedChain implements ChainSource {
  private final EvmAddress token;
  private final EvmAddress recipient;
  private final Random random;
  private final List<Block> canonical = new ArrayList<>();
  private final Map<Bytes32, Block> blocks = new HashMap<>();
  private final Map<Bytes32, List<EventLog>> logs = new HashMap<>();
  private List<EventLog> pool = new ArrayList<>();
  private long serial;
  private int failuresOfHundred;

  SimulatedChain(EvmAddress token, EvmAddress recipient, Random random) {
    this.token = token;
    this.recipient = recipient;
    this.random = random;
    mine(5);
  }

  /** Lets this share of all reads fail. */
  void failing(int ofHundred) {
    failuresOfHundred = ofHundred;
  }

  void mine(int count) {
    for (int i = 0; i < count; i++) {
      mineOne();
    }
  }

  private void mineOne() {
    long height = canonical.size();
    Bytes32 hash = unique("block");
    Bytes32 parent = canonical.isEmpty() ? unique("genesis") : canonical.getLast().hash();
    Block block = new Block(height, hash, parent, height);
    List<EventLog> own = new ArrayList<>();
    // What a reorganisation took out is mined again, sometimes at another place of the block.
    for (EventLog lost : pool) {
      long index = random.nextBoolean() ? lost.index() : 100 + serial++;
      own.add(log(block, lost.transactionHash(), index, lost.data()));
    }
    pool = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      long amount = random.nextInt(4);
      own.add(log(block, unique("transaction"), serial++, "0x%064x".formatted(amount)));
    }
    canonical.add(block);
    blocks.put(hash, block);
    logs.put(hash, own);
  }

  private EventLog log(Block block, Bytes32 transaction, long index, String data) {
    return new EventLog(
        token,
        List.of(TransferLogs.TRANSFER, TransferLogs.topic(token), TransferLogs.topic(recipient)),
        data,
        block.height(),
        block.hash(),
        transaction,
        index);
  }

  /** Removes this number of blocks; a part of their transactions waits to be mined again. */
  void rollBack(int depth) {
    for (int i = 0; i < depth; i++) {
      Block lost = canonical.removeLast();
      for (EventLog log : Objects.requireNonNull(logs.get(lost.hash()))) {
        if (random.nextInt(3) > 0) {
          pool.add(log);
        }
      }
    }
  }

  private Bytes32 unique(String what) {
    return Bytes32.of(Keccak.hash(what + serial++));
  }

  long height() {
    return canonical.size() - 1;
  }

  /** The transfers of more than nothing in the canonical block at a height. */
  List<FoundTransfer> transfersAt(ChainNetwork network, long height) {
    Block block = canonical.get((int) height);
    return TransferLogs.read(
            network, Objects.requireNonNull(logs.get(block.hash())), TransferState.SEEN)
        .stream()
        .filter(one -> one.amountMinor().signum() > 0)
        .toList();
  }

  private void mayFail() {
    if (random.nextInt(100) < failuresOfHundred) {
      throw new ChainUnavailableException("simulated");
    }
  }

  @Override
  public synchronized Block head() {
    mayFail();
    return canonical.getLast();
  }

  @Override
  public synchronized Optional<Block> block(long height) {
    mayFail();
    return height < canonical.size() ? Optional.of(canonical.get((int) height)) : Optional.empty();
  }

  @Override
  public synchronized Optional<Block> block(Bytes32 hash) {
    mayFail();
    return Optional.ofNullable(blocks.get(hash));
  }

  @Override
  public Optional<Block> finalized() {
    return block(Math.max(0, height() - 4));
  }

  @Override
  public synchronized List<EventLog> transfers(Bytes32 blockHash, List<EvmAddress> recipients) {
    mayFail();
    return Objects.requireNonNull(logs.get(blockHash));
  }

  @Override
  public synchronized List<EventLog> transfers(long from, Block to, List<EvmAddress> recipients) {
    mayFail();
    return canonical.subList((int) from, (int) to.height() + 1).stream()
        .flatMap(block -> Objects.requireNonNull(logs.get(block.hash())).stream())
        .toList();
  }

  @Override
  public List<EventLog> unknownTokens(long from, Block to, List<EvmAddress> recipients) {
    mayFail();
    return List.of();
  }

  @Override
  public List<NativeTransfer> nativeTransfers(long height, List<EvmAddress> recipients) {
    mayFail();
    return List.of();
  }

  @Override
  public Map<EvmAddress, BigInteger> balancesWei(Bytes32 hash, List<EvmAddress> addresses) {
    mayFail();
    return Map.of();
  }
}
