package com.remitflex.features.accounts.deposits.sandbox;

import com.remitflex.features.accounts.deposits.TransferReport;
import com.remitflex.features.accounts.deposits.TransferReports;
import com.remitflex.features.accounts.deposits.addresses.DepositNetwork;
import com.remitflex.features.accounts.deposits.addresses.DepositNetworks;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The blocks of the sandbox's networks: reports simulated transfers as a real chain would, first
 * more and more confirmations, then that a block is final or was removed. Any node may claim any
 * transfer; a report that is repeated after a crash has no second effect.
 */
public final class SandboxDepositWorker implements AutoCloseable {
  private static final int MAX_CLAIMED = 128;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** The block after which a transfer disappears that a reorganisation removes. */
  private static final int REMOVED_AFTER = 2;

  private final Database database;
  private final TransferReports reports;
  private final DepositNetworks networks;
  private final Duration block;
  private final PeriodicTask task;

  public SandboxDepositWorker(
      Database database, TransferReports reports, DepositNetworks networks, Duration block) {
    this.database = database;
    this.reports = reports;
    this.networks = networks;
    this.block = block;
    this.task =
        new PeriodicTask(
            "sandbox-deposits", POLL, AFTER_FAILURE, "sandbox deposits are delayed", this::work);
  }

  public SandboxDepositWorker start() {
    task.start();
    return this;
  }

  private Duration work() {
    return workOnce() < MAX_CLAIMED ? POLL : Duration.ZERO;
  }

  /** Reports the next block of the transfers that are due; returns how many were due. */
  int workOnce() {
    List<SandboxTransfer> claimed =
        database.withEngineSettings(handle -> SandboxTransferStore.claim(handle, MAX_CLAIMED));
    if (!claimed.isEmpty()) {
      report(claimed.stream().map(one -> one.after(one.confirmations() + 1)).toList());
    }
    return claimed.size();
  }

  private void report(List<SandboxTransfer> confirmed) {
    List<TransferReports.Outcome> outcomes =
        reports.take(Environment.SANDBOX, confirmed.stream().map(this::report).toList());
    List<SandboxTransfer> open = new ArrayList<>();
    List<SandboxTransfer> done = new ArrayList<>();
    for (int i = 0; i < confirmed.size(); i++) {
      SandboxTransfer one = confirmed.get(i);
      // What was not applied stays claimed and comes again when the claim expires.
      if (outcomes.get(i) != TransferReports.Outcome.AGAIN) {
        (isLast(one) ? done : open).add(one);
      }
    }
    database.useEngineSettings(handle -> {
      SandboxTransferStore.confirm(handle, open, block);
      SandboxTransferStore.delete(handle, done);
    });
  }

  private TransferReport report(SandboxTransfer one) {
    if (isRemovedNow(one)) {
      return new TransferReport.Unseen(one.transfer());
    }
    return isFinal(one)
        ? new TransferReport.Final(one.transfer(), one.confirmations())
        : new TransferReport.Confirmed(one.transfer(), one.confirmations());
  }

  private boolean isLast(SandboxTransfer one) {
    return isRemovedNow(one) || isFinal(one);
  }

  private static boolean isRemovedNow(SandboxTransfer one) {
    return one.isRemoved() && one.confirmations() >= REMOVED_AFTER;
  }

  /** A network that is no longer offered is final immediately. */
  private boolean isFinal(SandboxTransfer one) {
    return one.confirmations()
        >= networks
            .find(Environment.SANDBOX, one.transfer().id().network())
            .map(DepositNetwork::finalAfter)
            .orElse(0);
  }

  @Override
  public void close() {
    task.close();
  }
}
