package com.remitflex.features.accounts.deposits.metrics;

import com.remitflex.features.accounts.deposits.DepositService;
import com.remitflex.features.accounts.deposits.DepositStatus;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.jobs.Sampled;
import com.remitflex.platform.telemetry.Gauges;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** The number of deposits by status; the same on every node. */
public final class DepositMetrics implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private final Sampled<DepositService.Totals> totals;

  public DepositMetrics(DepositService deposits, MeterRegistry registry) {
    this.totals = Sampled.sparingly(INTERVAL, "deposits by status", deposits::totals);
    for (Environment environment : Environment.values()) {
      Gauges.register(
          registry,
          "remitflex.deposits.undecided",
          "Held deposits that no operator has decided, except those below the minimum",
          () -> totals.get().map(one -> one.undecidedIn(environment)),
          "environment",
          environment.word());
      for (DepositStatus status : DepositStatus.values()) {
        Gauges.register(
            registry,
            "remitflex.deposits",
            "Deposits of all accounts, by status",
            () -> totals.get().map(one -> one.of(environment, status)),
            "environment",
            environment.word(),
            "status",
            status.word());
      }
    }
  }

  public DepositMetrics start() {
    totals.start();
    return this;
  }

  @Override
  public void close() {
    totals.close();
  }
}
