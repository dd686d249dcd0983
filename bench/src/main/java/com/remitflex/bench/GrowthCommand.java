package com.remitflex.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `growth`: what requests cost in an account with many payments, compared with a small account. */
@Command(
    name = "growth",
    mixinStandardHelpOptions = true,
    description = {
      "Stores two accounts in one database, with few payments and with many, and sends each request"
          + " to both in turn. Every request should take as long in the one as in the other.",
      "The table goes to standard output and to bench/results/growth.md. Run it on a quiet machine."
    })
final class GrowthCommand implements Callable<Integer> {
  private static final long MAX_FOR_DOCTOR = 1_000_000;

  @Option(
      names = "--rows",
      defaultValue = "5000000",
      description = "Payments in the large account (default: ${DEFAULT-VALUE}).")
  private long rows;

  @Option(
      names = "--small",
      defaultValue = "10000",
      description = "Payments in the small account, at least 10000 (default: ${DEFAULT-VALUE}).")
  private long small;

  @Option(
      names = "--rounds",
      defaultValue = "7",
      description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--requests",
      defaultValue = "150",
      description = "Requests of each kind and account per round (default: ${DEFAULT-VALUE}).")
  private int requests;

  @Override
  public Integer call() {
    if (rows < small || small < GrowthScenario.minSmall() || rounds < 1 || requests < 1) {
      throw new BenchException(
          "--small must be at least %d, --rows at least --small, the others at least 1."
              .formatted(GrowthScenario.minSmall()));
    }
    Progress progress = new Progress();
    try (Product product = Product.start();
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      Scenario growth = new GrowthScenario(product, sql, small, rows, requests);
      List<Finding> findings = Rounds.run(List.of(growth), rounds, progress);
      if (rows <= MAX_FOR_DOCTOR) {
        progress.keep(product.doctor().strip());
      }
      new Report("An account that grows", Machine.facts(sql))
          .add("%d rounds; medians.".formatted(rounds))
          .add(findings)
          .add(growth.details())
          .publish("growth");
    }
    return 0;
  }
}
