package com.remitflex.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `start`: how long the server takes until it serves requests, and a command until it ends. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = {
      "Starts the server on an external and on the embedded PostgreSQL until the first"
          + " authenticated response, and runs a CLI command, all with the launcher.",
      "The table goes to standard output and to bench/results/start.md. Run it on a quiet"
          + " machine."
    })
final class StartCommand implements Callable<Integer> {
  @Option(
      names = "--rounds",
      defaultValue = "7",
      description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Override
  public Integer call() {
    if (rounds < 1) {
      throw new BenchException("--rounds must be at least 1.");
    }
    try (Product product = Product.start()) {
      Scenario start = new StartScenario(product);
      List<Finding> findings = Rounds.run(List.of(start), rounds, new Progress());
      new Report("Start", Machine.facts())
          .add("%d rounds; medians.".formatted(rounds))
          .add(findings)
          .add(start.details())
          .publish("start");
    }
    return 0;
  }
}
