package com.remitflex.features.treasury.alarms;

import com.remitflex.features.treasury.books.BookStore;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.Sampled;
import com.remitflex.platform.telemetry.Gauges;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;

/** The number of open alarms, by kind; the same on every node. */
public final class TreasuryMetrics implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private static final Duration BEHIND_AFTER = Duration.ofMinutes(5);

  private final Sampled<List<Alarm>> open;
  private final Sampled<Long> behind;

  public TreasuryMetrics(Database database, Alarms alarms, MeterRegistry registry) {
    this.open = Sampled.sparingly(INTERVAL, "treasury alerts", alarms::open);
    this.behind =
        Sampled.sparingly(
            INTERVAL,
            "treasury ledger behind",
            () -> database.with(handle -> BookStore.behind(handle, BEHIND_AFTER)));
    Gauges.register(
        registry,
        "remitflex.treasury.ledger.behind",
        "Networks whose treasury ledger has lacked final blocks for five minutes",
        behind);
    for (AlarmKind kind : AlarmKind.all()) {
      Gauges.register(
          registry,
          "remitflex.treasury.alerts",
          "Differences between the treasury ledger and the chains, by kind",
          () -> open.get().map(all -> all.stream().filter(one -> one.kind() == kind).count()),
          "kind",
          kind.word());
    }
  }

  public TreasuryMetrics start() {
    open.start();
    behind.start();
    return this;
  }

  @Override
  public void close() {
    open.close();
    behind.close();
  }
}
