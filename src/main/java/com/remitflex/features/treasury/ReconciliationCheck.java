package com.remitflex.features.treasury;

import com.remitflex.features.treasury.alarms.Alarm;
import com.remitflex.features.treasury.alarms.Alarms;
import com.remitflex.features.treasury.proof.Proof;
import com.remitflex.features.treasury.proof.Reconciliation;
import com.remitflex.features.treasury.proof.ReconciliationText;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.Sampled;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the ledgers agree with the chains, and every alert of the treasury that is open. */
public final class ReconciliationCheck implements HealthCheck, AutoCloseable {
  private static final String NAME = "Reconciliation";
  private static final Duration INTERVAL = Duration.ofSeconds(15);
  private static final int MAX_ALERTS = 20;

  private final Sampled<Found> found;

  private record Found(Proof proof, List<Alarm> alarms, Instant at) {}

  public ReconciliationCheck(Database database, Reconciliation reconciliation, Alarms alarms) {
    this.found =
        Sampled.sparingly(
            INTERVAL,
            "reconciliation",
            () -> new Found(reconciliation.quick(database), alarms.open(), Instant.now()));
  }

  public ReconciliationCheck start() {
    found.start();
    return this;
  }

  @Override
  public List<HealthItem> items() {
    Optional<Found> now = found.get();
    if (now.isEmpty()) {
      return List.of(HealthItem.unknown(NAME, "The ledgers are being compared with the chains."));
    }
    List<HealthItem> items = new ArrayList<>();
    items.add(result(now.get()));
    now.get().alarms().stream()
        .limit(MAX_ALERTS)
        .map(ReconciliationCheck::alert)
        .forEach(items::add);
    return items;
  }

  private static HealthItem result(Found found) {
    String text = ReconciliationText.of(found.proof(), found.at());
    return found.proof().holds()
        ? HealthItem.ok(NAME, text, found.at())
        : HealthItem.problem(
            NAME, text, found.at(), "Run ./remitflex reconcile: it names each difference.");
  }

  private static HealthItem alert(Alarm alarm) {
    String name = "Alert " + alarm.kind().word().replace('_', ' ') + " on " + alarm.scope();
    String next = "Run ./remitflex reconcile. Record or explain it, then resume the rail.";
    return alarm.kind().pauses()
        ? HealthItem.problem(name, alarm.message(), alarm.raisedAt(), next)
        : HealthItem.attention(name, alarm.message(), alarm.raisedAt(), next);
  }

  @Override
  public void close() {
    found.close();
  }
}
