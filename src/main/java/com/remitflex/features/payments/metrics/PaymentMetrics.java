package com.remitflex.features.payments.metrics;

import com.remitflex.features.payments.PaymentKind;
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
 * The number of payments and off-ramps by status, how late their steps are, and the queues of
 * rails; the same on every node.
 */
public final class PaymentMetrics implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private final Sampled<PaymentService.Totals> totals;
  private final Sampled<PaymentService.Totals> offRamps;
  private final Sampled<PaymentService.Backlog> backlog;
  private final Sampled<List<RailQueue>> queues;

  /**
   * Metrics of all payments.
   *
   * @param rails the names of the rails whose queues are shown
   */
  public PaymentMetrics(PaymentService payments, List<String> rails, MeterRegistry registry) {
    this.totals = totals(payments, registry, PaymentKind.PAYMENT, "remitflex.payments", "Payments");
    this.offRamps =
        totals(payments, registry, PaymentKind.OFF_RAMP, "remitflex.off.ramps", "Off-ramps");
    this.backlog = Sampled.sparingly(INTERVAL, "due payments", payments::backlog);
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

  private static Sampled<PaymentService.Totals> totals(
      PaymentService payments,
      MeterRegistry registry,
      PaymentKind kind,
      String name,
      String plural) {
    Sampled<PaymentService.Totals> totals =
        Sampled.sparingly(INTERVAL, kind.label() + "s by status", () -> payments.totals(kind));
    for (Environment environment : Environment.values()) {
      for (PaymentStatus status : PaymentStatus.values()) {
        Gauges.register(
            registry,
            name,
            plural + " of all accounts, by status",
            () -> totals.get().map(one -> one.of(environment, status)),
            "environment",
            environment.word(),
            "status",
            status.word());
      }
    }
    return totals;
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
    offRamps.start();
    backlog.start();
    return this;
  }

  @Override
  public void close() {
    queues.close();
    totals.close();
    offRamps.close();
    backlog.close();
  }
}
