package com.remitflex.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `requests`: what reading a long history costs. */
@Command(
    name = "requests",
    mixinStandardHelpOptions = true,
    description = {
      "Stores a history of 90 days and reads it as the API does: the time of each page, also of"
          + " searches for what is rare or absent.",
      "The report goes to standard output and to bench/results/requests.md."
    })
final class RequestsCommand implements Callable<Integer> {
  @Option(
      names = "--rows",
      defaultValue = "20000000",
      description = "How many requests are stored (default: ${DEFAULT-VALUE}).")
  private long rows;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often each page is read (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Override
  public Integer call() {
    if (rows < HistorySearchScenario.DAYS || rounds < 1) {
      throw new BenchException(
          "--rows must be at least " + HistorySearchScenario.DAYS + ", --rounds at least 1.");
    }
    try (Product product = Product.start();
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()));
        Scenario search = new HistorySearchScenario(product, sql, rows)) {
      search.warmUp();
      for (int round = 0; round < rounds; round++) {
        search.round();
      }
      new Report("Reading a long history of requests", Machine.facts(sql))
          .add(search.findings())
          .add(search.details())
          .publish("requests");
    }
    return 0;
  }
}
