package com.remitflex.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `exchange`: the processor time of quotes, conversions and off-ramps. */
@Command(
    name = "exchange",
    mixinStandardHelpOptions = true,
    description = {
      "Processor time of a quote, a conversion and an off-ramp, compared with that of a payment in"
          + " the same run, all of one hot account.",
      "The table goes to standard output and to bench/results/exchange.md. Run it on a quiet"
          + " machine."
    })
final class ExchangeCommand implements Callable<Integer> {
  @Option(
      names = "--requests",
      defaultValue = "3000",
      description = "Requests of each kind per round (default: ${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--clients",
      defaultValue = "64",
      description = "Connections to the server (default: ${DEFAULT-VALUE}).")
  private int clients;

  @Override
  public Integer call() {
    if (requests < 1 || count < 1 || clients < 1) {
      throw new BenchException("--requests, --rounds and --clients must be at least 1.");
    }
    Progress progress = new Progress();
    try (Product product = Product.start();
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      Scenario exchange = new ExchangeScenario(product, sql, clients, requests);
      List<Finding> findings = Rounds.run(List.of(exchange), count, progress);
      progress.keep(product.doctor().strip());
      new Report("Quotes, conversions and off-ramps, compared with payments", Machine.facts(sql))
          .add(
              "%d rounds of %d requests of each kind on %d connections, one kind after the other;"
                  .formatted(count, requests, clients)
                  + " medians. No payment falls due during the run.")
          .add(findings)
          .publish("exchange");
    }
    return 0;
  }
}
