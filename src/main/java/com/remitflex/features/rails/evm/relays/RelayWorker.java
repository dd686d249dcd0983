package com.remitflex.features.rails.evm.relays;

import com.remitflex.features.rails.evm.follower.ChainStatus;
import com.remitflex.features.rails.evm.follower.FollowedChain;
import com.remitflex.features.rails.evm.follower.FollowedChain.Place;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.relays.GasReader.Prices;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.rails.evm.rpc.Parallel;
import com.remitflex.features.rails.signer.Signer;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works the lines of all relayers of one network, side by side. */
public final class RelayWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RelayWorker.class);
  private static final Duration CLOSED_PAUSE = Duration.ofSeconds(2);

  private final LineContext context;
  private final GasReader gas;
  private final Broadcast broadcast;
  private final PeriodicTask task;
  private List<RelayLine> lines = List.of();
  private Optional<PricesAt> prices = Optional.empty();
  private Optional<Place> worked = Optional.empty();

  private record PricesAt(Bytes32 head, Prices prices) {}

  /**
   * A worker that does not run yet.
   *
   * @param nodes stay open for as long as this runs; the caller closes them
   * @param paused whether nothing new may be signed or sent
   * @param nodeId identifies this process among those on the same database
   */
  public RelayWorker(
      Database database,
      ChainNetwork network,
      EvmNodes nodes,
      Signer signer,
      BooleanSupplier paused,
      String nodeId,
      RelaySettings settings) {
    this.context =
        new LineContext(
            database, network, nodes, signer, new ChainStatus(database), paused, nodeId, settings);
    this.gas = new GasReader(nodes);
    this.broadcast = new Broadcast(nodes);
    this.task =
        new PeriodicTask(
            "relays-" + network.name(),
            Duration.ZERO,
            CLOSED_PAUSE,
            "relays on " + network.name() + " are delayed",
            this::run);
  }

  public RelayWorker start() {
    task.start();
    return this;
  }

  /** Looks once, on the caller's thread. */
  public void runOnce() {
    run();
  }

  private Duration run() {
    Optional<Place> place = place();
    if (place.isEmpty()) {
      return CLOSED_PAUSE;
    }
    try {
      boolean isIdle =
          !context.database().with(handle -> LineStore.hasOpen(handle, context.name()));
      if (!isIdle || !worked.equals(place)) {
        work(place.get());
        worked = place;
      }
      return context.settings().pause();
    } catch (ChainUnavailableException e) {
      // The follower of the network reports it.
      LOG.debug("relays on {} wait: {}", context.name(), e.getMessage());
      return CLOSED_PAUSE;
    }
  }

  /** Where the chain is; empty while nothing may be believed. */
  private Optional<Place> place() {
    return context
        .chains()
        .find(context.name())
        .filter(chain -> chain.closedReason().isEmpty() && chain.pauseReason().isEmpty())
        .flatMap(FollowedChain::place);
  }

  private void work(Place place) {
    Prices now = pricesAt(place.headHash());
    if (lines.isEmpty()) {
      lines = lines();
    }
    Parallel.map(
        lines,
        line -> {
          line.run(place, now);
          return line;
        });
    explain();
  }

  private Prices pricesAt(Bytes32 head) {
    if (prices.filter(known -> known.head().equals(head)).isEmpty()) {
      prices = Optional.of(new PricesAt(head, gas.prices(head)));
    }
    return prices.orElseThrow().prices();
  }

  /** Those of the file, and those that were removed from it and have transactions in flight. */
  private List<RelayLine> lines() {
    List<EvmAddress> configured = context.network().relayers();
    context.database().use(handle -> LineStore.releaseOthers(handle, context.name(), configured));
    List<RelayLine> all = new ArrayList<>();
    configured.forEach(one -> all.add(new RelayLine(context, one, true, broadcast)));
    known().stream()
        .filter(line -> line.inFlight() > 0 && !configured.contains(line.address()))
        .forEach(line -> all.add(new RelayLine(context, line.address(), false, broadcast)));
    return List.copyOf(all);
  }

  private List<RelayerLine> known() {
    return context.database().with(RelayerStore::all).stream()
        .filter(line -> line.network().equals(context.name()))
        .toList();
  }

  /** Relays without a nonce wait only if no relayer can take them. */
  private void explain() {
    List<Optional<String>> reasons =
        known().stream()
            .filter(line -> context.network().relayers().contains(line.address()))
            .map(RelayerLine::waiting)
            .toList();
    Optional<String> reason =
        reasons.stream().allMatch(Optional::isPresent)
            ? reasons.stream().findFirst().flatMap(one -> one)
            : Optional.empty();
    context.database().use(handle -> LineStore.allWait(handle, context.name(), reason));
  }

  @Override
  public void close() {
    task.close();
    broadcast.close();
    try {
      lines.forEach(RelayLine::release);
    } catch (RuntimeException e) {
      LOG.info("another node continues the relays on {} soon", context.name());
    }
  }
}
