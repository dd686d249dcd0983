package com.remitflex.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `memory`: the resident memory of the server under load. */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    description = {
      "Resident memory of the server while 128 clients create payments, and the processor time of a"
          + " payment.",
      "The table goes to standard output and to bench/results/memory.md."
    })
final class MemoryCommand implements Callable<Integer> {
  @Mixin private Rounds rounds;

  @Option(
      names = "--clients",
      defaultValue = "128",
      description = "Connections to the server (default: ${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--crowd",
      defaultValue = "1280",
      description =
          "Connections that create payments before each round; 0: none (default:"
              + " ${DEFAULT-VALUE}).")
  private int crowd;

  @Override
  public Integer call() {
    rounds.check();
    if (clients < 1 || crowd < 0) {
      throw new BenchException("--clients must be at least 1, and --crowd at least 0.");
    }
    try (Product product = Product.start();
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      List<String> keys = Tenants.open(product, 1);
      Scenario memory =
          new MemoryScenario(
              product,
              sql,
              () -> keys,
              new MemoryScenario.Clients(clients, crowd),
              rounds.seconds());
      List<Finding> findings = rounds.run(List.of(memory), new Progress());
      new Report("Memory under load", Machine.facts(sql))
          .add(rounds + ".")
          .add(findings)
          .add(memory.details())
          .publish("memory");
    }
    return 0;
  }
}
