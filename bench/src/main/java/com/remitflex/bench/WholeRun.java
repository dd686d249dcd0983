package com.remitflex.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every scenario that has a figure to reach, side by side in one run. */
final class WholeRun {
  private static final int CLIENTS = 128;
  private static final int OVERLOAD = 10;

  private final Rounds rounds;
  private final Progress progress = new Progress();

  WholeRun(Rounds rounds) {
    this.rounds = rounds;
  }

  void run() {
    List<Finding> findings = new ArrayList<>();
    Report report;
    try (Rig rig = Rig.start()) {
      findings.addAll(rounds.run(sideBySide(rig), progress));
      progress.show("Checking the database with doctor");
      progress.keep(rig.product().doctor().strip());
      report = new Report("All benchmarks", rig.facts());
    }
    report.add(introduction(progress.elapsed())).add(findings).publish("summary");
  }

  private List<Scenario> sideBySide(Rig rig) {
    int seconds = rounds.seconds();
    return List.of(
        new ReadsScenario(rig, seconds),
        new PaymentsScenario(rig, CLIENTS, seconds, true),
        new MemoryScenario(rig, CLIENTS, seconds),
        new OverloadScenario(rig, CLIENTS, CLIENTS * OVERLOAD, seconds));
  }

  private String introduction(Duration elapsed) {
    return "%s. The run took %d min %d s. How to read the table: [bench](../README.md)."
        .formatted(rounds, elapsed.toMinutes(), elapsed.toSecondsPart());
  }
}
