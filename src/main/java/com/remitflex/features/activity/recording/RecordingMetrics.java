package com.remitflex.features.activity.recording;

import com.remitflex.platform.telemetry.Gauges;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;

/** The queue of requests that are to be recorded, and what was not recorded. */
public final class RecordingMetrics {
  private RecordingMetrics() {}

  public static void register(MeterRegistry registry, RequestLog log, Spool spool) {
    Gauges.register(
        registry,
        "remitflex.request.records.queue",
        "Requests that are not in the history yet",
        () -> Optional.of((long) log.queued()));
    Gauges.register(
        registry,
        "remitflex.request.records.queue.limit",
        "Maximum number of queued requests; further ones are dropped",
        () -> Optional.of((long) log.maxQueued()));
    FunctionCounter.builder("remitflex.request.records.dropped", log, RequestLog::dropped)
        .description("Requests that are counted but missing from the history")
        .register(registry);
    FunctionCounter.builder("remitflex.request.records.written", log, RequestLog::written)
        .description("Rows that were written to the history")
        .register(registry);
    FunctionCounter.builder("remitflex.spool.missed", spool, Spool::missed)
        .description("Requests that were not spooled: the spool was full or the disk failed")
        .register(registry);
  }
}
