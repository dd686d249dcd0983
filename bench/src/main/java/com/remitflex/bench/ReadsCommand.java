package com.remitflex.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** `reads`: what a GET costs, compared with a response without any work and with PostgreSQL. */
@Command(
    name = "reads",
    mixinStandardHelpOptions = true,
    description = {
      "GET requests per second and their processor time: the calling key, one payment, a page of"
          + " payments. They are compared with /healthz of the same server, and with the same"
          + " SELECT in pgbench.",
      "The table goes to standard output and to bench/results/reads.md. Run it on a quiet machine."
    })
final class ReadsCommand implements Callable<Integer> {
  @Mixin private Rounds rounds;

  @Override
  public Integer call() {
    rounds.check();
    try (Rig rig = Rig.start()) {
      Scenario reads = new ReadsScenario(rig, rounds.seconds());
      List<Finding> findings = rounds.run(List.of(reads), new Progress());
      new Report("Requests that only read", rig.facts())
          .add(rounds + ".")
          .add(findings)
          .add(reads.details())
          .publish("reads");
    }
    return 0;
  }
}
