package com.remitflex.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Webhooks of payments at the rate that a node must carry: by turns with receivers that respond
 * only, and with further endpoints that never respond.
 */
final class WebhookScenario implements Scenario {
  private static final int ENDPOINTS_PER_ACCOUNT = 25;
  private static final double MIN_RATE = 2_000;
  private static final double MAX_CHANGE = 1.1;

  private final Product product;
  private final Settings settings;
  private final WebhookLoad load;
  private final WebhookSink sink = WebhookSink.hanging();
  private final List<BenchAccount> others = new ArrayList<>();
  private final OpenLoad background;
  private final List<WebhookLoad.Run> alone = new ArrayList<>();
  private final List<WebhookLoad.Run> crowded = new ArrayList<>();

  /**
   * Rate, length and warm-up of a run.
   *
   * @param endpoints endpoints of each paying account
   * @param hanging endpoints that never respond, of every second run
   */
  record Settings(
      int perSecond, int seconds, WebhookLoad.WarmUp warmUp, int endpoints, int hanging) {}

  /** An endpoint that never responds. */
  private record Hanging(BenchAccount account, String id) {}

  WebhookScenario(Product product, Settings settings) {
    this.product = product;
    this.settings = settings;
    this.load = new WebhookLoad(product, settings.perSecond(), settings.endpoints());
    for (int i = 0; i < settings.hanging(); i += ENDPOINTS_PER_ACCOUNT) {
      others.add(BenchAccount.open(product));
    }
    this.background =
        new OpenLoad(product.port(), 2, others.stream().map(BenchAccount::key).toList(), 4);
  }

  @Override
  public String title() {
    return "webhooks of %d payments/s, %d deliveries each"
        .formatted(
            settings.perSecond(), WebhookLoad.EVENTS_PER_PAYMENT * settings.endpoints());
  }

  @Override
  public void warmUp() {
    load.warmUp(settings.warmUp());
  }

  /**
   * The other accounts pay in both runs: the endpoints are the only difference. Every second round
   * begins with the endpoints that never respond, so that neither kind of run is always the later.
   */
  @Override
  public void round() {
    boolean crowdedFirst = alone.size() % 2 == 1;
    if (crowdedFirst) {
      crowded();
    }
    load.drain();
    alone.add(run());
    if (!crowdedFirst) {
      crowded();
    }
  }

  private void crowded() {
    load.drain();
    List<Hanging> hanging = new ArrayList<>();
    for (int i = 0; i < settings.hanging(); i++) {
      BenchAccount account = others.get(i / ENDPOINTS_PER_ACCOUNT);
      hanging.add(new Hanging(account, account.createEndpoint(sink.url("/" + i))));
    }
    crowded.add(run());
    hanging.forEach(one -> one.account().deleteEndpoint(one.id()));
  }

  private WebhookLoad.Run run() {
    Thread paying = Thread.ofPlatform().start(() -> background.run(settings.seconds()));
    WebhookLoad.Run run = load.run(settings.seconds());
    try {
      paying.join();
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
    return run;
  }

  @Override
  public List<Finding> findings() {
    double expected =
        (double) settings.perSecond() * WebhookLoad.EVENTS_PER_PAYMENT * settings.endpoints();
    double rate = median(alone, WebhookLoad.Run::perSecond);
    double p99 = median(alone, run -> run.percentile(0.99));
    double p99Crowded = median(crowded, run -> run.percentile(0.99));
    return List.of(
        new Finding(
            title() + ", to " + WebhookLoad.RECEIVERS + " receivers that respond",
            figure(alone),
            "%.0f/s".formatted(expected),
            "%.2f".formatted(rate / expected),
            Reach.atLeast(rate, Math.min(MIN_RATE, expected) * 0.98, "/s")
                .and(
                    Reach.of(
                        "flat backlog", alone.stream().allMatch(WebhookLoad.Run::isFlat))),
            alone.getLast().cost().toString()),
        new Finding(
            "the same, by turns with " + settings.hanging() + " more that never respond",
            figure(crowded),
            "%.0f ms".formatted(p99),
            "%.2f".formatted(p99Crowded / p99),
            Reach.atMost(p99Crowded / p99, MAX_CHANGE, "times"),
            crowded.getLast().cost().toString()));
  }

  static double median(
      List<WebhookLoad.Run> runs, ToDoubleFunction<WebhookLoad.Run> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  static String figure(List<WebhookLoad.Run> runs) {
    return "%.0f deliveries/s, event to first byte p50 %.0f ms, p99 %.0f ms, backlog %s"
        .formatted(
            median(runs, WebhookLoad.Run::perSecond),
            median(runs, run -> run.percentile(0.5)),
            median(runs, run -> run.percentile(0.99)),
            runs.stream().allMatch(WebhookLoad.Run::isFlat) ? "flat" : "growing");
  }

  @Override
  public String details() {
    return """
        %d accounts with %d endpoints each, at %d receivers of the load program, which respond
        with 200. %d payments per second for %d s, whose life takes no time: %d events each.
        Medians of %d rounds, each without and with endpoints that accept the connection and never
        respond: they belong to other accounts, which pay in both runs. The delay of a webhook is
        the time from the `created_at` of its event, which is before the commit, to its first byte
        at the receiver.

        p99 in ms by rounds, without: %s, and with: %s. Deliveries without an attempt, once a
        second, of the last round: %s, then %s.
        """
        .formatted(
            WebhookLoad.RECEIVERS,
            settings.endpoints(),
            WebhookLoad.RECEIVERS,
            settings.perSecond(),
            settings.seconds(),
            WebhookLoad.EVENTS_PER_PAYMENT,
            alone.size(),
            percentiles(alone),
            percentiles(crowded),
            alone.getLast().samples(),
            crowded.getLast().samples());
  }

  private static String percentiles(List<WebhookLoad.Run> runs) {
    return runs.stream()
        .map(run -> Long.toString(run.percentile(0.99)))
        .collect(Collectors.joining(" "));
  }

  @Override
  public void close() {
    load.close();
    sink.close();
  }
}
