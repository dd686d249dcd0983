package com.remitflex.features.payments.metrics;

import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.jobs.Sampled;
import com.remitflex.platform.telemetry.Gauges;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** The number of payments by status, and how late their steps are; the same on every node. */
public final class PaymentMetrics implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private final Sampled<PaymentService.Totals> totals;
  private final Sampled<PaymentService.Backlog> backlog;

  public PaymentMetrics(PaymentService payments, MeterRegistry registry) {
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

  public PaymentMetrics start() {
    totals.start();
    backlog.start();
    return this;
  }

  @Override
  public void close() {
    totals.close();
    backlog.close();
  }
}
