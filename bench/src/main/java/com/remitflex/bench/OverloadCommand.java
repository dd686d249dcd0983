package com.remitflex.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `overload`: what the server still does with ten times the clients, and how it recovers. */
@Command(
    name = "overload",
    mixinStandardHelpOptions = true,
    description = {
      "Payments per second with ten times the clients, each with its own connection, compared with"
          + " the usual number of clients; and how soon the server has recovered.",
      "The table goes to standard output and to bench/results/overload.md. Run it on a quiet"
          + " machine."
    })
final class OverloadCommand implements Callable<Integer> {
  @Mixin private Rounds rounds;

  @Option(
      names = "--clients",
      defaultValue = "128",
      description = "The usual number of clients (default: ${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--times",
      defaultValue = "10",
      description =
          "How many times as many clients overload the server (default: ${DEFAULT-VALUE}).")
  private int times;

  @Override
  public Integer call() {
    rounds.check();
    if (clients < 1 || times < 2) {
      throw new BenchException("--clients must be at least 1, --times at least 2.");
    }
    try (Rig rig = Rig.start()) {
      Scenario overload =
          new OverloadScenario(rig, clients, clients * times, rounds.seconds());
      List<Finding> findings = rounds.run(List.of(overload), new Progress());
      new Report("Overload", rig.facts())
          .add(rounds + ".")
          .add(findings)
          .add(overload.details())
          .publish("overload");
    }
    return 0;
  }
}
