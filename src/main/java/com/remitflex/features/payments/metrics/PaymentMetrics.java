package com.remitflex.features.payments.metrics;

import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.PaymentService.RailQueue;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.jobs.Sampled;
import com.remitflex.platform.telemetry.Gauges;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The number of payments by status, how late their steps are, and the queues of rails; the same on
 * every node.
 */
public final class PaymentMetrics implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private final Sampled<PaymentService.Totals> totals;
  private final Sampled<PaymentService.Backlog> backlog;
  private final Sampled<List<RailQueue>> queues;

  /**
   * Metrics of all payments.
   *
   * @param rails the names of the rails whose queues are shown
   */
  public PaymentMetrics(PaymentService payments, List<String> rails, MeterRegistry registry) {
    this.totals = Sampled.sparingly(INTERVAL, "payments by status", payments::totals);
    this.backlog = Sampled.sparingly(INTERVAL, "due payments", payments::backlog);
    for (Environment environment : Environment.values()) {
      for (PaymentStatus status : PaymentStatus.values()) {
        Gauges.register(
            registry,
            "remitflex.payments",
            "Payments of all accounts, by status",
            () -> totals.get().map(one -> one.of(environment, status)),
            "environment",
            environment.word(),
            "status",
            status.word());
      }
    }
    this.queues = Sampled.sparingly(INTERVAL, "queues of rails", payments::railQueues);
    for (String rail : rails) {
      register(registry, rail, "processing", RailQueue::orders);
      register(registry, rail, "waiting", RailQueue::waiting);
      register(registry, rail, "overdue", RailQueue::overdue);
    }
    Gauges.register(
        registry,
        "remitflex.payments.overdue",
        "Steps of payments that have been due for more than a minute",
        () -> backlog.get().map(PaymentService.Backlog::overdue));
    Gauges.registerSeconds(
        registry,
        "remitflex.payments.overdue.age",
        "How long the oldest step of a payment has been due",
        () -> backlog.get().map(PaymentService.Backlog::oldest));
  }

  private void register(
      MeterRegistry registry, String rail, String state, ToLongFunction<RailQueue> count) {
    Gauges.register(
        registry,
        "remitflex.rail.orders",
        "Payments in the queue of a rail, and how many of them wait or are late",
        () -> queues.get().map(all -> of(rail, all, count)),
        "rail",
        rail,
        "state",
        state);
  }

  /** Zero for a rail without orders. */
  private static long of(String rail, List<RailQueue> all, ToLongFunction<RailQueue> count) {
    return all.stream().filter(one -> one.rail().equals(rail)).mapToLong(count).sum();
  }

  public PaymentMetrics start() {
    queues.start();
    totals.start();
    backlog.start();
    return this;
  }

  @Override
  public void close() {
    queues.close();
    totals.close();
    backlog.close();
  }
}
