package com.remitflex.bench;

import java.util.ArrayList;
import java.util.List;

/** How long after its event the first byte of a webhook arrives, at a moderate rate. */
final class WebhookDelayScenario implements Scenario {
  private static final double MAX_P99_MILLIS = 500;

  private final int perSecond;
  private final int seconds;
  private final int warmUpSeconds;
  private final WebhookLoad load;
  private final List<WebhookLoad.Run> runs = new ArrayList<>();

  WebhookDelayScenario(Product product, int perSecond, int seconds, int warmUpSeconds) {
    this.perSecond = perSecond;
    this.seconds = seconds;
    this.warmUpSeconds = warmUpSeconds;
    this.load = new WebhookLoad(product, perSecond, 1);
  }

  @Override
  public String title() {
    return "webhooks of %d payments/s, one endpoint per account".formatted(perSecond);
  }

  @Override
  public void warmUp() {
    load.warmUp(warmUpSeconds);
  }

  @Override
  public void round() {
    load.drain();
    runs.add(load.run(seconds));
  }

  @Override
  public List<Finding> findings() {
    return List.of(
        new Finding(
            title() + ": commit to first byte",
            WebhookScenario.figure(runs),
            "",
            "",
            Reach.below(
                WebhookScenario.median(runs, run -> run.percentile(0.99)), MAX_P99_MILLIS, "ms"),
            runs.getLast().cost().toString()));
  }

  @Override
  public void close() {
    load.close();
  }
}
