package com.remitflex.features.rails;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.telemetry.Span;
import java.util.Locale;
import java.util.Optional;

/** A rail whose calls are spans of the trace in which they are made. */
record TracedRail(Rail rail) implements Rail {
  @Override
  public Optional<ApiError> rejection(PaymentOrder order) {
    return rail.rejection(order);
  }

  @Override
  public Submission submit(PaymentOrder order) {
    try (Span span = started("rail.submit", order)) {
      Submission submission = rail.submit(order);
      span.set("remitflex.rail.outcome", word(submission));
      return submission;
    }
  }

  @Override
  public Report report(PaymentOrder order, Stage stage) {
    try (Span span = started("rail.report", order)) {
      Report report = rail.report(order, stage);
      span.set("remitflex.rail.outcome", word(report));
      return report;
    }
  }

  private static Span started(String name, PaymentOrder order) {
    Span span = Span.current().child(name);
    span.set("remitflex.environment", order.head().environment().word());
    span.set("remitflex.corridor", order.corridor());
    return span;
  }

  private static String word(Object outcome) {
    return outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
