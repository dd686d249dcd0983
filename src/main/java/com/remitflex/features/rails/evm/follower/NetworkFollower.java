package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.networks.NetworkCheck;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one network: checks the file's values against the chain, and as long as they are right,
 * keeps the stored chain up to date. Every node of the cluster checks; the one that leads follows.
 */
public final class NetworkFollower implements AutoCloseable {
  private static final int BALANCES_PAUSES = 10;
  private static final Logger LOG = LoggerFactory.getLogger(NetworkFollower.class);
  private static final Duration LEAD = Duration.ofSeconds(10);
  private static final Duration CHECK_INTERVAL = Duration.ofMinutes(10);
  private static final Duration WARNING_INTERVAL = Duration.ofMinutes(1);
  private static final int CLOSED_PAUSES = 5;

  private final Database database;
  private final ChainNetwork network;
  private final EvmNodes nodes;
  private final ChainFollower follower;
  private final TransferReports reports;
  private final String nodeId;
  private final Duration pause;
  private final PeriodicTask task;
  private volatile Optional<String> closedReason = Optional.of(ChainStatus.NOT_CHECKED);
  private volatile Optional<String> wrongReason = Optional.empty();
  private volatile Optional<FollowedChain> chain = Optional.empty();
  private Optional<Long> unavailableLoggedNanos = Optional.empty();
  private volatile boolean isLeading;
  private boolean stored;
  private long nextCheckNanos = System.nanoTime();

  /**
   * A follower that does not run yet.
   *
   * @param nodeId identifies this process among those on the same database
   * @param pause time between two looks at the chain
   */
  public NetworkFollower(
      Database database,
      ChainNetwork network,
      EvmNodes nodes,
      WatchedAddresses watched,
      TransferListener listener,
      String nodeId,
      Duration pause) {
    this.database = database;
    this.network = network;
    this.nodes = nodes;
    this.follower =
        new ChainFollower(
            database,
            network,
            new RpcChainSource(network, nodes),
            watched,
            ChainFollower.MAX_STEPS,
            pause.multipliedBy(BALANCES_PAUSES));
    this.reports = new TransferReports(database, network.name(), listener);
    this.nodeId = nodeId;
    this.pause = pause;
    this.task =
        new PeriodicTask(
            "chain-" + network.name(),
            Duration.ZERO,
            pause.multipliedBy(CLOSED_PAUSES),
            "network " + network.name() + " could not be followed",
            this::run);
  }

  public NetworkFollower start() {
    task.start();
    return this;
  }

  public ChainNetwork network() {
    return network;
  }

  /** The nodes, for other reads of this network; open until this is closed. */
  public EvmNodes nodes() {
    return nodes;
  }

  /** Why the rail of this network is closed on this node. */
  public Optional<String> closedReason() {
    return closedReason;
  }

  /** Whether this node follows the network at the moment, and not another one. */
  public boolean isLeading() {
    return isLeading && closedReason.isEmpty();
  }

  /** What differs between the file and the chain, as far as this node could compare them. */
  public Optional<String> wrongReason() {
    return wrongReason;
  }

  /** How far the network was followed, as this node last read it. */
  public Optional<FollowedChain> chain() {
    return chain;
  }

  /** Looks at the chain once; answers how long to pause. */
  Duration run() {
    checkIfDue();
    if (closedReason.isPresent()) {
      return pause.multipliedBy(CLOSED_PAUSES);
    }
    isLeading = database.with(handle -> ChainStore.lead(handle, network.name(), nodeId, LEAD));
    if (isLeading) {
      follow();
      reports.run();
    }
    chain = database.with(handle -> ChainStore.find(handle, network.name()));
    return pause;
  }

  private void follow() {
    try {
      follower.follow();
      unavailableLoggedNanos = Optional.empty();
    } catch (ChainUnavailableException e) {
      warn(String.valueOf(e.getMessage()));
    }
  }

  private void checkIfDue() {
    if (closedReason.isEmpty() && System.nanoTime() - nextCheckNanos < 0) {
      return;
    }
    nextCheckNanos = System.nanoTime() + CHECK_INTERVAL.toNanos();
    Optional<String> reason =
        switch (new NetworkCheck(network, nodes).run()) {
          case NetworkCheck.Outcome.Correct correct -> {
            wrongReason = otherChain();
            yield wrongReason;
          }
          case NetworkCheck.Outcome.Wrong(List<String> errors) -> {
            wrongReason = Optional.of(String.join("; ", errors));
            yield wrongReason;
          }
          // An open network stays open: without its nodes, nothing is believed anyway.
          case NetworkCheck.Outcome.Unreachable(String why) ->
              closedReason.isEmpty() ? Optional.empty() : Optional.of(why);
        };
    if (!stored || !reason.equals(closedReason)) {
      report(reason);
    }
  }

  private Optional<String> otherChain() {
    return database
        .with(handle -> ChainStore.find(handle, network.name()))
        .filter(one -> one.chainId() != network.chainId())
        .map(one ->
            "chain_id: a network of this name was followed on chain "
                + one.chainId()
                + "; give this one another name");
  }

  private void report(Optional<String> reason) {
    database.use(handle -> ChainStore.closed(handle, network.name(), reason));
    stored = true;
    closedReason = reason;
    reason.ifPresentOrElse(
        why -> LOG.error("network {} is closed: {}", network.name(), why),
        () -> LOG.info("network {} is open", network.name()));
  }

  /** Reasons name heights and so differ each time: at most one a minute is logged. */
  private void warn(String reason) {
    if (unavailableLoggedNanos.isEmpty()
        || System.nanoTime() - unavailableLoggedNanos.get() > WARNING_INTERVAL.toNanos()) {
      LOG.warn("network {} waits for its nodes: {}", network.name(), reason);
      unavailableLoggedNanos = Optional.of(System.nanoTime());
    }
  }

  /** Ends the look in progress, and lets another node lead. */
  @Override
  public void close() {
    task.close();
    try {
      database.use(handle -> ChainStore.release(handle, network.name(), nodeId));
    } catch (RuntimeException e) {
      LOG.info("network {} will be followed by another node in {}", network.name(), LEAD);
    }
    nodes.close();
  }
}
