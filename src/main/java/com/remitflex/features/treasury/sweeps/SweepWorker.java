package com.remitflex.features.treasury.sweeps;

import com.remitflex.features.rails.evm.follower.ChainStatus;
import com.remitflex.features.rails.evm.follower.FollowedChain;
import com.remitflex.features.rails.evm.follower.NetworkFollower;
import com.remitflex.features.rails.evm.relays.Relays;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.rails.evm.tokens.AuthorizationReader;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.features.rails.signer.Signer;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sweeps the deposit addresses of one network, on the node that follows it. */
public final class SweepWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SweepWorker.class);

  private final Database database;
  private final NetworkFollower follower;
  private final Pauses pauses;
  private final SweepPlan plan;
  private final SweepSteps steps;
  private final PeriodicTask task;

  /** A worker that does not run yet; it looks once in this time. */
  public SweepWorker(
      Database database,
      NetworkFollower follower,
      Pauses pauses,
      Signer signer,
      Relays relays,
      SweepPlan plan,
      Duration pause) {
    this.database = database;
    this.follower = follower;
    this.pauses = pauses;
    this.plan = plan;
    this.steps =
        new SweepSteps(
            database,
            follower.network(),
            signer,
            relays,
            new AuthorizationReader(follower.nodes()));
    this.task =
        PeriodicTask.every(
            pause,
            "sweeps-" + follower.network().name(),
            "the deposit addresses of " + follower.network().name() + " are swept later",
            this::run);
  }

  public SweepWorker start() {
    task.start();
    return this;
  }

  private void run() {
    String name = follower.network().name();
    Optional<FollowedChain> chain = new ChainStatus(database).find(name);
    boolean isBroken = chain.flatMap(FollowedChain::pauseReason).isPresent();
    if (!follower.isLeading() || isBroken || chain.flatMap(FollowedChain::place).isEmpty()) {
      return;
    }
    boolean isPaused = pauses.isPaused(name);
    FollowedChain.Place place = chain.flatMap(FollowedChain::place).orElseThrow();
    List<Sweep> open = database.with(handle -> SweepStore.open(handle, name));
    open.forEach(sweep -> take(sweep, isPaused, place));
    if (!isPaused) {
      plan.due(follower.network()).forEach(one -> begin(one));
    }
  }

  private void begin(Sweepable one) {
    plan.begin(follower.network(), one)
        .ifPresent(sweep ->
            LOG.info(
                "sweep {}: {} of {} on {} go to the treasury",
                sweep.id(),
                sweep.amount(),
                sweep.address(),
                sweep.network()));
  }

  /** A sweep that fails delays only itself. */
  private void take(Sweep sweep, boolean isPaused, FollowedChain.Place place) {
    try {
      steps.take(sweep, isPaused, place);
    } catch (ChainUnavailableException e) {
      LOG.info("sweep {} waits for the nodes: {}", sweep.id(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("sweep {} is tried again: {}", sweep.id(), e.toString());
    }
  }

  @Override
  public void close() {
    task.close();
  }
}
