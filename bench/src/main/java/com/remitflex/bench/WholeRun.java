package com.remitflex.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every scenario that has a figure to reach, side by side in one run. */
final class WholeRun {
  private static final int CLIENTS = 128;
  private static final int OVERLOAD = 10;
  private static final long HISTORY = 2_000_000;
  private static final long SMALL = 10_000;
  private static final long LARGE = 200_000;
  private static final int GROWTH_REQUESTS = 60;

  private final Rounds rounds;
  private final Progress progress = new Progress();

  WholeRun(Rounds rounds) {
    this.rounds = rounds;
  }

  void run() {
    List<Finding> findings = new ArrayList<>();
    Report report;
    try (Rig rig = Rig.start()) {
      findings.addAll(rounds.run(underLoad(rig), progress));
      findings.addAll(rounds.run(besideTheServer(rig), progress));
      progress.show("Checking the database with doctor");
      progress.keep(rig.product().doctor().strip());
      report = new Report("All benchmarks", rig.facts());
    }
    findings.addAll(life());
    findings.addAll(growth());
    findings.addAll(start());
    report
        .add(introduction(progress.elapsed()))
        .add(Finding.table(findings, quoted()))
        .publish("summary");
  }

  private List<Finding> life() {
    try (Product product = Product.startWithPayouts()) {
      Scenario life = new LifeScenario(product, LifeScenario.Settings.usual());
      return Rounds.once(List.of(life), progress);
    }
  }

  private List<Finding> growth() {
    try (Product product = Product.start();
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      return rounds.run(
          List.of(new GrowthScenario(product, sql, SMALL, LARGE, GROWTH_REQUESTS)), progress);
    }
  }

  private List<Finding> start() {
    try (Product product = Product.start()) {
      return rounds.run(List.of(new StartScenario(product)), progress);
    }
  }

  /** The results of those scenarios of which this run measures a smaller version. */
  private static List<String> quoted() {
    return Stream.of("requests", "growth").flatMap(name -> Report.lastRows(name).stream()).toList();
  }

  private List<Scenario> underLoad(Rig rig) {
    int seconds = rounds.seconds();
    return List.of(
        new ReadsScenario(rig, seconds),
        new PaymentsScenario(rig, CLIENTS, seconds, true),
        new MemoryScenario(
            rig.product(),
            rig.sql(),
            () -> rig.keys(1),
            new MemoryScenario.Clients(CLIENTS, 0),
            seconds),
        new OverloadScenario(rig, CLIENTS, CLIENTS * OVERLOAD, seconds));
  }

  /** What runs parts of the product in this process, as another node would. */
  private List<Scenario> besideTheServer(Rig rig) {
    return List.of(
        new KeyCheckScenario(rig.product()),
        new RecordScenario(rig.product(), rig.sql(), rounds.seconds()),
        new HistorySearchScenario(rig.product(), rig.sql(), HISTORY));
  }

  private String introduction(Duration elapsed) {
    return "%s. The run took %d min %d s. How to read the table: [bench](../README.md)."
        .formatted(rounds, elapsed.toMinutes(), elapsed.toSecondsPart());
  }
}
