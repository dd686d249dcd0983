package com.remitflex.bench;

import com.remitflex.platform.access.Scope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Webhooks of payments that are created at a fixed rate: first to receivers that respond at once,
 * then the same with further endpoints that never respond.
 */
final class WebhookScenario implements Scenario {
  private static final int CONNECTIONS = 32;
  private static final int RECEIVERS = 10;
  private static final int ENDPOINTS_PER_ACCOUNT = 25;
  private static final int EVENTS_PER_PAYMENT = 4;
  private static final int DRAIN_SECONDS = 60;
  private static final double MIN_RATE = 2_000;
  private static final double MAX_P99_MILLIS = 500;
  private static final double MAX_CHANGE = 1.1;
  private static final double FLAT = 1.2;

  /** Below this, the difference of two backlogs is the phase in which they were read. */
  private static final double NOISE = 200;

  private final Product product;
  private final Settings settings;
  private final Sql sql;
  private final List<WebhookSink> sinks = new ArrayList<>();
  private final WebhookSink hanging = WebhookSink.hanging();
  private final OpenLoad load;
  private final List<Run> runs = new ArrayList<>();

  /**
   * Rate, length and warm-up of a run.
   *
   * @param endpoints endpoints of each paying account
   * @param hanging endpoints that never respond, of the second run
   */
  record Settings(int perSecond, int seconds, int warmUp, int endpoints, int hanging) {}

  /** What was measured. */
  private record Run(
      String name, double perSecond, List<Long> delays, List<Double> backlog, Cost cost) {
    long percentile(double share) {
      return delays.get((int) Math.min(delays.size() - 1, Math.floor(delays.size() * share)));
    }

    boolean isFlat() {
      int third = Math.max(1, backlog.size() / 3);
      double first = backlog.subList(0, third).stream().mapToDouble(d -> d).average().orElse(0);
      double last =
          backlog.subList(backlog.size() - third, backlog.size()).stream()
              .mapToDouble(d -> d)
              .average()
              .orElse(0);
      return last <= FLAT * first + NOISE;
    }
  }

  WebhookScenario(Product product, Settings settings) {
    this.product = product;
    this.settings = settings;
    this.sql = Sql.open(PgAddress.of(product.databaseUrl()));
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < RECEIVERS; i++) {
      WebhookSink sink = WebhookSink.responding();
      sinks.add(sink);
      String key = account();
      keys.add(key);
      for (int endpoint = 0; endpoint < settings.endpoints(); endpoint++) {
        create(key, sink.url("/" + endpoint));
      }
    }
    this.load = new OpenLoad(product.port(), CONNECTIONS, keys, settings.perSecond());
  }

  private String account() {
    String key = Tenants.issue(product, Scope.ADMIN).secret();
    Tenants.fund(product, key);
    return key;
  }

  private void create(String key, String url) {
    String body = "{\"url\":\"" + url + "\",\"event_types\":[\"payment.*\"]}";
    try (HttpConnection connection = HttpConnection.open(product.port())) {
      connection.send(new JsonRequest("/v1/webhook-endpoints", key, body).bytes(), 201);
    }
  }

  @Override
  public String title() {
    return "webhooks of payments";
  }

  @Override
  public void warmUp() {
    load.run(settings.warmUp());
  }

  @Override
  public void round() {
    drain();
    runs.add(run("all receivers respond"));
    drain();
    List<String> others = new ArrayList<>();
    for (int i = 0; i < settings.hanging(); i++) {
      if (i % ENDPOINTS_PER_ACCOUNT == 0) {
        others.add(account());
      }
      create(others.getLast(), hanging.url("/" + i));
    }
    OpenLoad background = new OpenLoad(product.port(), 2, others, 4);
    Thread paying = Thread.ofPlatform().start(() -> background.run(settings.seconds()));
    runs.add(run(settings.hanging() + " more never respond"));
    try {
      paying.join();
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
  }

  private Run run(String name) {
    sinks.forEach(WebhookSink::takeDelays);
    long before = received();
    CpuTime cpuBefore = CpuTime.now(product.pid(), sql);
    long began = System.nanoTime();
    List<Double> backlog = Collections.synchronizedList(new ArrayList<>());
    Thread watch = Thread.ofPlatform().daemon().start(() -> watch(backlog, began));
    load.run(settings.seconds());
    double elapsed = (System.nanoTime() - began) / 1e9;
    long delivered = received() - before;
    CpuTime cpuAfter = CpuTime.now(product.pid(), sql);
    watch.interrupt();
    List<Long> delays =
        sinks.stream()
            .flatMap(sink -> sink.takeDelays().stream())
            .sorted()
            .collect(Collectors.toList());
    return new Run(
        name,
        delivered / elapsed,
        delays,
        List.copyOf(backlog),
        Cost.of(cpuBefore, cpuAfter, Math.max(1, delivered)));
  }

  private long received() {
    return sinks.stream().mapToLong(WebhookSink::count).sum();
  }

  /** Once a second: what is committed as an event and not yet received. */
  private void watch(List<Double> backlog, long began) {
    try (Sql own = Sql.open(PgAddress.of(product.databaseUrl()))) {
      while (System.nanoTime() - began < settings.seconds() * 1_000_000_000L) {
        backlog.add(
            Double.parseDouble(
                own.text(
                    "SELECT count(*) FROM webhook_delivery d JOIN webhook_endpoint e"
                        + " ON e.id = d.endpoint_id WHERE d.status = 'pending'"
                        + " AND d.attempts = 0 AND e.url NOT LIKE '"
                        + hanging.url("/")
                        + "%'")));
        Pause.millis(1_000);
      }
    } catch (RuntimeException e) {
      // The run has ended.
    }
  }

  private void drain() {
    long end = System.nanoTime() + DRAIN_SECONDS * 1_000_000_000L;
    long last = -1;
    while (last != received() && System.nanoTime() < end) {
      last = received();
      Pause.millis(1_500);
    }
  }

  @Override
  public List<Finding> findings() {
    Run alone = runs.get(runs.size() - 2);
    Run crowded = runs.getLast();
    double expected =
        (double) settings.perSecond() * EVENTS_PER_PAYMENT * settings.endpoints();
    return List.of(
        new Finding(
            "%s, %d payments/s, %d deliveries each, %s"
                .formatted(
                    title(),
                    settings.perSecond(),
                    EVENTS_PER_PAYMENT * settings.endpoints(),
                    alone.name()),
            figure(alone),
            "%.0f/s".formatted(expected),
            "",
            Reach.atLeast(alone.perSecond(), Math.min(MIN_RATE, expected) * 0.98, "/s")
                .and(Reach.of("flat backlog", alone.isFlat()))
                .and(Reach.below(alone.percentile(0.99), MAX_P99_MILLIS, "ms")),
            alone.cost().toString()),
        new Finding(
            "the same, " + crowded.name(),
            figure(crowded),
            "",
            "%.2f".formatted((double) crowded.percentile(0.99) / alone.percentile(0.99)),
            Reach.atMost(
                crowded.percentile(0.99), Math.max(1, MAX_CHANGE * alone.percentile(0.99)), "ms"),
            crowded.cost().toString()));
  }

  private static String figure(Run run) {
    return "%.0f deliveries/s, event to first byte p50 %d ms, p99 %d ms, backlog %s"
        .formatted(
            run.perSecond(),
            run.percentile(0.5),
            run.percentile(0.99),
            run.isFlat() ? "flat" : "growing");
  }

  @Override
  public String details() {
    return """
        %d accounts with %d endpoints each, at %d receivers of the load program, which respond
        with 200. %d payments per second for %d s, whose life takes no time: %d events each. The
        delay of a webhook is the time from the `created_at` of its event to its first byte at the
        receiver. In the second run, %d endpoints of other accounts, which pay too, accept the
        connection and never respond. `doctor` checked every row at the end.

        Pending deliveries without an attempt, once a second: %s, then %s.
        """
        .formatted(
            RECEIVERS,
            settings.endpoints(),
            RECEIVERS,
            settings.perSecond(),
            settings.seconds(),
            EVENTS_PER_PAYMENT,
            settings.hanging(),
            samples(runs.get(runs.size() - 2)),
            samples(runs.getLast()));
  }

  private static String samples(Run run) {
    return run.backlog().stream().map("%.0f"::formatted).collect(Collectors.joining(" "));
  }

  @Override
  public void close() {
    sinks.forEach(WebhookSink::close);
    hanging.close();
    sql.close();
  }
}
