package com.remitflex.platform.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports in the server's log, once a minute at most, that spans could not be sent. */
final class ReportedExport implements SpanExporter {
  private static final Logger LOG = LoggerFactory.getLogger(ReportedExport.class);
  private static final long INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

  /** The library's own log goes to standard error, where only JSON lines belong. */
  private static final java.util.logging.Logger LIBRARY =
      java.util.logging.Logger.getLogger("io.opentelemetry");

  static {
    LIBRARY.setLevel(Level.OFF);
  }

  private final SpanExporter exporter;
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong reportedNanos = new AtomicLong(System.nanoTime() - INTERVAL_NANOS);

  ReportedExport(SpanExporter exporter) {
    this.exporter = exporter;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size();
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(() -> {
      if (!result.isSuccess()) {
        lost.addAndGet(count);
        report();
      }
    });
  }

  private void report() {
    long now = System.nanoTime();
    long last = reportedNanos.get();
    if (now - last >= INTERVAL_NANOS && reportedNanos.compareAndSet(last, now)) {
      LOG.warn(
          "{} spans of traces could not be sent; check REMITFLEX_OTLP_ENDPOINT and the receiver",
          lost.getAndSet(0));
    }
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
