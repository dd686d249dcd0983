package com.remitflex.features.rails;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.telemetry.Span;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** A rail whose work is a span of the trace in which it is done. */
record TracedRail(Rail rail) implements Rail {
  @Override
  public String name() {
    return rail.name();
  }

  @Override
  public Optional<ApiError> rejection(PaymentOrder order) {
    return rail.rejection(order);
  }

  @Override
  public Optional<Money> fee(PaymentOrder order) {
    return rail.fee(order);
  }

  @Override
  public Duration firstWorkAfter(PaymentOrder order) {
    return rail.firstWorkAfter(order);
  }

  @Override
  public boolean mayWait() {
    return rail.mayWait();
  }

  @Override
  public long finalAfter() {
    return rail.finalAfter();
  }

  @Override
  public Report work(RailOrder order) {
    try (Span span = Span.current().child("rail.report")) {
      span.set("remitflex.environment", order.payment().head().environment().word());
      span.set("remitflex.corridor", order.payment().corridor());
      Report report = rail.work(order);
      span.set(
          "remitflex.rail.outcome", report.getClass().getSimpleName().toLowerCase(Locale.ROOT));
      return report;
    }
  }
}
