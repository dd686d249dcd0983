package com.remitflex.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `webhooks`: deliveries per second, and their delay, also beside receivers that hang. */
@Command(
    name = "webhooks",
    mixinStandardHelpOptions = true,
    description = {
      "Creates payments at a fixed rate and receives their webhooks: deliveries per second, the"
          + " time from an event to its first byte, and both again beside endpoints that never"
          + " respond.",
      "The table goes to standard output and to bench/results/webhooks.md. Run it on a quiet"
          + " machine."
    })
final class WebhooksCommand implements Callable<Integer> {
  @Option(
      names = "--rate",
      defaultValue = "250",
      description = "Payments per second (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--endpoints",
      defaultValue = "2",
      description = "Endpoints of each account (default: ${DEFAULT-VALUE}).")
  private int endpoints;

  @Option(
      names = "--hanging",
      defaultValue = "50",
      description = "Endpoints that never respond (default: ${DEFAULT-VALUE}).")
  private int hanging;

  @Option(
      names = "--delay-rate",
      defaultValue = "300",
      description =
          "Payments per second at which the delay is measured (default: ${DEFAULT-VALUE}).")
  private int delayRate;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "Length of each run (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--warm-up",
      defaultValue = "30",
      description =
          "Seconds of the same load before; it goes on until p99 is stable (default:"
              + " ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--max-warm-up",
      defaultValue = "200",
      description = "Maximum seconds of this (default: ${DEFAULT-VALUE}).")
  private int maxWarmUp;

  @Override
  public Integer call() {
    if (Math.min(Math.min(rate, delayRate), Math.min(hanging, rounds)) < 1
        || endpoints < 1
        || endpoints > 25
        || seconds < 3
        || warmUp < 1) {
      throw new BenchException(
          "--rate, --delay-rate, --hanging, --rounds and --warm-up must be at least 1, --endpoints"
              + " 1 to 25, --seconds at least 3.");
    }
    WebhookLoad.WarmUp time = new WebhookLoad.WarmUp(warmUp, maxWarmUp);
    WebhookScenario.Settings settings =
        new WebhookScenario.Settings(rate, seconds, time, endpoints, hanging);
    Progress progress = new Progress();
    try (Product product = Product.startWithWebhooks();
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      Scenario webhooks = new WebhookScenario(product, settings);
      List<Finding> findings = new ArrayList<>(Rounds.run(List.of(webhooks), rounds, progress));
      Scenario delay = new WebhookDelayScenario(product, delayRate, seconds, time);
      findings.addAll(Rounds.run(List.of(delay), rounds, progress));
      progress.keep(product.doctor().strip());
      new Report("Webhooks", Machine.facts(sql))
          .add(findings)
          .add(webhooks.details())
          .publish("webhooks");
    }
    return 0;
  }
}
