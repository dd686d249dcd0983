package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.follower.FollowedChain.Gap;
import com.remitflex.features.rails.evm.follower.FollowedChain.Place;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.rails.evm.rpc.EventLog;
import com.remitflex.features.rails.evm.rpc.Parallel;
import com.remitflex.features.rails.evm.strays.StrayKind;
import com.remitflex.features.rails.evm.strays.StrayTransfer;
import com.remitflex.features.rails.evm.strays.StrayTransfers;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Database;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the stored chain of one network, and the transfers on it, as the nodes agree. Each step is
 * one transaction, and is stored only if the network is as it was read: a crash loses nothing, and
 * two processes that follow at the same time do no damage.
 */
final class ChainFollower {
  private static final Logger LOG = LoggerFactory.getLogger(ChainFollower.class);
  static final int MAX_STEPS = 256;
  private static final int MAX_RANGE = 2_000;
  private static final int MAX_RANGES = 10;

  private final Database database;
  private final ChainNetwork network;
  private final ChainSource source;
  private final WatchedAddresses watched;
  private final ChainWalk walk;
  private final StrayReader strays;
  private final NativeBalances balances;
  private int range = MAX_RANGE;

  /**
   * Follows with these limits.
   *
   * @param maxSteps number of blocks above which some are skipped and read later
   * @param balancesInterval time between two looks at balances of native coin
   */
  ChainFollower(
      Database database,
      ChainNetwork network,
      ChainSource source,
      WatchedAddresses watched,
      int maxSteps,
      Duration balancesInterval) {
    this.database = database;
    this.network = network;
    this.source = source;
    this.watched = watched;
    this.strays = new StrayReader(network, source);
    this.balances = new NativeBalances(network, source, balancesInterval);
    this.walk = new ChainWalk(source, network.finality(), maxSteps);
  }

  /**
   * Looks at the chain once, and stores what has changed.
   *
   * @throws ChainUnavailableException the nodes do not respond or do not agree
   */
  void follow() {
    FollowedChain chain = read();
    if (chain.pauseReason().isPresent()) {
      return;
    }
    switch (step(chain)) {
      case ChainStep.Unchanged unchanged -> {}
      case ChainStep.Advanced advanced -> store(chain, advanced);
      case ChainStep.Breach breach -> pause(chain, breach.reason());
    }
    closeGap();
  }

  private FollowedChain read() {
    return database
        .with(handle -> ChainStore.find(handle, network.name()))
        .orElseThrow(() -> new IllegalStateException("not configured: " + network.name()));
  }

  private ChainStep step(FollowedChain chain) {
    if (chain.chainId() != network.chainId()) {
      throw new ChainUnavailableException(
          "a network of this name was followed on chain "
              + chain.chainId()
              + ": give this one another name");
    }
    Optional<Place> place = chain.place();
    return place.isEmpty()
        ? walk.start()
        : walk.next(
            place.get(),
            chain.gap(),
            database.with(handle -> ChainStore.window(handle, network.name())));
  }

  /** Reads the logs of the added blocks, then stores both. */
  private void store(FollowedChain chain, ChainStep.Advanced step) {
    // After the blocks: an address that was shown in the meantime can be paid in later ones only.
    List<EvmAddress> recipients = watched.on(network.name());
    List<FoundTransfer> found =
        TransferLogs.read(network, logs(step.added(), recipients), TransferState.SEEN);
    List<StrayTransfer> uncredited = strays.read(chain.place(), step.place(), recipients);
    Map<EvmAddress, BigInteger> wei = balances.read(step.place(), recipients);
    database.inTransaction(handle -> {
      if (ChainStore.advance(handle, chain, step)) {
        apply(handle, step, known(handle, found));
        // Last: a transfer becomes final by its block, which may be old if the chain was not read
        // for a while.
        ChainStore.prune(handle, network.name(), step.place().finalHeight());
        recordStrays(handle, uncredited);
        recordStrays(handle, balances.store(handle, step.place().finalHeight(), wei));
      }
      return true;
    });
  }

  private List<EventLog> logs(List<Block> blocks, List<EvmAddress> recipients) {
    if (recipients.isEmpty() || blocks.isEmpty()) {
      return List.of();
    }
    return Parallel.map(blocks, block -> source.transfers(block.hash(), recipients)).stream()
        .flatMap(List::stream)
        .toList();
  }

  private void apply(Handle handle, ChainStep.Advanced step, List<FoundTransfer> found) {
    if (!step.added().isEmpty()) {
      List<Bytes32> blocks = step.added().stream().map(Block::hash).toList();
      TransferStore.dropFrom(handle, network.name(), step.added().getFirst().height(), blocks);
    }
    record(handle, found);
    long from = step.gap().map(gap -> gap.to() + 1).orElse(0L);
    TransferStore.finish(handle, network.name(), from, step.place().finalHeight());
    TransferStore.forgetUnknown(handle, network.name());
  }

  /** With the log index under which each is known; the treasury's are matched by other means. */
  private List<FoundTransfer> known(Handle handle, List<FoundTransfer> found) {
    Set<Bytes32> transactions =
        found.stream().map(one -> one.id().transactionHash()).collect(Collectors.toSet());
    if (transactions.isEmpty()) {
      return found;
    }
    List<FoundTransfer> once =
        TransferStore.finalOnce(handle, network.name(), transactions).stream()
            .filter(one -> !one.recipient().equals(network.treasury()))
            .toList();
    return MovedTransfers.known(found, once);
  }

  private void record(Handle handle, List<FoundTransfer> found) {
    List<FoundTransfer> valuable =
        found.stream().filter(one -> one.amountMinor().compareTo(BigInteger.ZERO) > 0).toList();
    TransferStore.record(handle, valuable);
    countZeroValues(handle, found.size() - valuable.size());
  }

  private void countZeroValues(Handle handle, long transfers) {
    StrayTransfers.count(handle, network.name(), StrayKind.ZERO_VALUE, transfers);
  }

  /** Records what has a value, and counts everything: what has none is too cheap to send. */
  private void recordStrays(Handle handle, List<StrayTransfer> transfers) {
    List<StrayTransfer> valuable =
        transfers.stream().filter(one -> one.amount().signum() > 0).toList();
    StrayTransfers.record(handle, valuable);
    valuable.stream()
        .collect(Collectors.groupingBy(StrayTransfer::kind, Collectors.counting()))
        .forEach((kind, count) -> StrayTransfers.count(handle, network.name(), kind, count));
    countZeroValues(handle, transfers.size() - valuable.size());
  }

  /** Reads the logs of skipped blocks, in ranges that become smaller when the nodes reject them. */
  private void closeGap() {
    for (int i = 0; i < MAX_RANGES; i++) {
      FollowedChain chain = read();
      if (chain.gap().isEmpty() || chain.pauseReason().isPresent()) {
        return;
      }
      try {
        closeRange(chain, chain.gap().get());
        range = Math.min(MAX_RANGE, range * 2);
      } catch (ChainUnavailableException e) {
        range = Math.max(1, range / 2);
        throw e;
      }
    }
  }

  private void closeRange(FollowedChain chain, Gap gap) {
    long to = Math.min(gap.to(), gap.from() + range - 1);
    Block last =
        source
            .block(to)
            .orElseThrow(() -> new ChainUnavailableException("block " + to + " is missing"));
    List<EvmAddress> recipients = watched.on(network.name());
    List<EventLog> logs =
        recipients.isEmpty() ? List.of() : source.transfers(gap.from(), last, recipients);
    List<FoundTransfer> found = TransferLogs.read(network, logs, TransferState.FINAL);
    Optional<Gap> rest = to < gap.to() ? Optional.of(new Gap(to + 1, gap.to())) : Optional.empty();
    database.inTransaction(handle -> {
      List<FoundTransfer> known = known(handle, found);
      Optional<String> breach = contradiction(handle, gap.from(), to, known);
      if (breach.isPresent()) {
        pauseIn(handle, chain, breach.get());
      } else if (ChainStore.shrinkGap(handle, chain, rest)) {
        record(handle, known);
        TransferStore.dropBetween(handle, network.name(), gap.from(), to);
        TransferStore.forgetUnknown(handle, network.name());
      }
      return true;
    });
  }

  /** What was final before must still be there. */
  private Optional<String> contradiction(
      Handle handle, long from, long to, List<FoundTransfer> found) {
    Set<TransferId> now = found.stream().map(FoundTransfer::id).collect(Collectors.toSet());
    Set<TransferId> before = new HashSet<>();
    TransferStore.finalBetween(handle, network.name(), from, to)
        .forEach(one -> before.add(one.id()));
    before.removeAll(now);
    return before.stream()
        .findFirst()
        .map(one -> "transfer " + one.transactionHash() + " was final, and is in no block now");
  }

  private void pause(FollowedChain chain, String reason) {
    database.inTransaction(handle -> {
      pauseIn(handle, chain, reason);
      return true;
    });
  }

  private void pauseIn(Handle handle, FollowedChain chain, String reason) {
    if (ChainStore.pause(handle, chain, reason)) {
      LOG.error(
          "network {} is paused, because finality was broken: {}. Nothing is credited or paid there"
              + " until an operator has decided.",
          network.name(),
          reason);
    }
  }
}
