package com.remitflex.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `payments`: payments per second through the engine, and by PostgreSQL without the server. */
@Command(
    name = "payments",
    mixinStandardHelpOptions = true,
    description = {
      "Payments per second on one hot account and on 100 accounts: the server over HTTP, compared"
          + " with a pgbench script of the same work in one transaction per payment.",
      "The table goes to standard output and to bench/results/payments.md. Run it on a quiet"
          + " machine."
    })
final class PaymentsCommand implements Callable<Integer> {
  @Mixin private Rounds rounds;

  @Option(
      names = "--clients",
      defaultValue = "128",
      description = "Connections to the server (default: ${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--engine-only",
      description = "Leave pgbench out, and bench/results/payments.md as it is.")
  private boolean engineOnly;

  @Override
  public Integer call() {
    rounds.check();
    if (clients < 1) {
      throw new BenchException("--clients must be at least 1.");
    }
    Progress progress = new Progress();
    try (Rig rig = Rig.start()) {
      Scenario payments = new PaymentsScenario(rig, clients, rounds.seconds(), !engineOnly);
      List<Finding> findings = rounds.run(List.of(payments), progress);
      progress.keep(rig.product().doctor().strip());
      Report report =
          new Report("Payments per second: the server and PostgreSQL without it", rig.facts())
              .add("Creation only: no payment falls due during the run. " + rounds + ".")
              .add(findings)
              .add(payments.details());
      if (engineOnly) {
        System.out.print(report.markdown());
      } else {
        report.publish("payments");
      }
    }
    return 0;
  }
}
