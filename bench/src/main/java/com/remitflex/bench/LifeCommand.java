package com.remitflex.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `life`: payments from their creation to their delivery, at a fixed rate. */
@Command(
    name = "life",
    mixinStandardHelpOptions = true,
    description = {
      "Creates payments at a fixed rate and lets the sandbox deliver each: the latency of creation,"
          + " the backlog of due payments, and the processor time of a whole life.",
      "The table goes to standard output and to bench/results/life.md. Run it on a quiet machine."
    })
final class LifeCommand implements Callable<Integer> {
  @Option(
      names = "--rate",
      defaultValue = "700",
      description = "Payments per second (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--seconds",
      defaultValue = "180",
      description = "Length of the measured run (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "30",
      description = "Seconds of the same load before it (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--accounts",
      defaultValue = "10",
      description = "Accounts that pay (default: ${DEFAULT-VALUE}).")
  private int accounts;

  @Override
  public Integer call() {
    if (rate < 1 || seconds < 3 || warmUp < 1 || accounts < 1) {
      throw new BenchException(
          "--rate, --warm-up and --accounts must be at least 1, --seconds at least 3.");
    }
    LifeScenario.Settings settings = new LifeScenario.Settings(rate, seconds, warmUp, accounts);
    Progress progress = new Progress();
    try (Product product = Product.startWithPayouts();
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      Scenario life = new LifeScenario(product, settings);
      List<Finding> findings = Rounds.once(List.of(life), progress);
      progress.keep(product.doctor().strip());
      new Report("The whole life of a payment", Machine.facts(sql))
          .add(findings)
          .add(life.details())
          .publish("life");
    }
    return 0;
  }
}
