package com.remitflex.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Accounts that pay at a fixed rate, each with webhook endpoints at a receiver of its own that
 * responds at once: how many deliveries arrive, how late, and whether a backlog grows.
 */
final class WebhookLoad implements AutoCloseable {
  static final int EVENTS_PER_PAYMENT = 4;
  static final int RECEIVERS = 10;

  private static final int CONNECTIONS = 32;
  private static final int DRAIN_SECONDS = 60;
  private static final int WINDOW_SECONDS = 10;
  private static final int MAX_WINDOWS = 18;
  private static final double STABLE = 1.2;
  private static final double FLAT = 1.2;

  /** Below this, the difference of two backlogs is the phase in which they were read. */
  private static final double NOISE = 200;

  private final Product product;
  private final Sql sql;
  private final List<WebhookSink> sinks = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();
  private final OpenLoad load;

  /** What was measured in one run; delays in milliseconds, sorted. */
  record Run(double perSecond, List<Long> delays, List<Double> backlog, Cost cost) {
    long percentile(double share) {
      return delays.isEmpty()
          ? 0
          : delays.get((int) Math.min(delays.size() - 1, Math.floor(delays.size() * share)));
    }

    boolean isFlat() {
      int third = Math.max(1, backlog.size() / 3);
      return average(backlog.subList(backlog.size() - third, backlog.size()))
          <= FLAT * average(backlog.subList(0, Math.min(third, backlog.size()))) + NOISE;
    }

    private static double average(List<Double> values) {
      return values.stream().mapToDouble(d -> d).average().orElse(0);
    }

    String samples() {
      return backlog.stream().map("%.0f"::formatted).collect(Collectors.joining(" "));
    }
  }

  /**
   * A load.
   *
   * @param perSecond payments per second of all accounts together
   * @param endpoints endpoints of each account
   */
  WebhookLoad(Product product, int perSecond, int endpoints) {
    this.product = product;
    this.sql = Sql.open(PgAddress.of(product.databaseUrl()));
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < RECEIVERS; i++) {
      WebhookSink sink = WebhookSink.responding();
      sinks.add(sink);
      BenchAccount account = BenchAccount.open(product);
      keys.add(account.key());
      for (int endpoint = 0; endpoint < endpoints; endpoint++) {
        ids.add(account.createEndpoint(sink.url("/" + endpoint)));
      }
    }
    this.load = new OpenLoad(product.port(), CONNECTIONS, keys, perSecond);
  }

  /** Runs until the p99 of two windows in a row is nearly the same, but not for ever. */
  void warmUp(int seconds) {
    load.run(seconds);
    long before = Long.MAX_VALUE;
    for (int window = 0; window < MAX_WINDOWS; window++) {
      long now = run(WINDOW_SECONDS).percentile(0.99);
      if (before <= STABLE * now && now <= STABLE * before) {
        return;
      }
      before = now;
    }
  }

  /** Pays and receives for so many seconds. */
  Run run(int seconds) {
    sinks.forEach(WebhookSink::takeDelays);
    long before = received();
    CpuTime cpuBefore = CpuTime.now(product.pid(), sql);
    long began = System.nanoTime();
    List<Double> backlog = Collections.synchronizedList(new ArrayList<>());
    long end = began + seconds * 1_000_000_000L;
    Thread watch = Thread.ofPlatform().daemon().start(() -> watch(backlog, end));
    load.run(seconds);
    double elapsed = (System.nanoTime() - began) / 1e9;
    long delivered = received() - before;
    CpuTime cpuAfter = CpuTime.now(product.pid(), sql);
    watch.interrupt();
    return new Run(
        delivered / elapsed,
        sinks.stream().flatMap(sink -> sink.takeDelays().stream()).sorted().toList(),
        List.copyOf(backlog),
        Cost.of(cpuBefore, cpuAfter, Math.max(1, delivered)));
  }

  private long received() {
    return sinks.stream().mapToLong(WebhookSink::count).sum();
  }

  /** Once a second: the deliveries that have had no attempt. */
  private void watch(List<Double> backlog, long end) {
    String query =
        "SELECT count(*) FROM webhook_delivery WHERE status = 'pending' AND attempts = 0"
            + " AND endpoint_id IN ('"
            + String.join("','", ids)
            + "')";
    try (Sql own = Sql.open(PgAddress.of(product.databaseUrl()))) {
      while (System.nanoTime() < end) {
        backlog.add(Double.parseDouble(own.text(query)));
        Pause.millis(1_000);
      }
    } catch (RuntimeException e) {
      // The run has ended.
    }
  }

  /** Waits until nothing more arrives. */
  void drain() {
    long end = System.nanoTime() + DRAIN_SECONDS * 1_000_000_000L;
    long last = -1;
    while (last != received() && System.nanoTime() < end) {
      last = received();
      Pause.millis(1_500);
    }
  }

  @Override
  public void close() {
    sinks.forEach(WebhookSink::close);
    sql.close();
  }
}
