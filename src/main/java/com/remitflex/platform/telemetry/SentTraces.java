package com.remitflex.platform.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Traces that are sent in the background. Spans wait in a bounded queue; when it is full, because
 * the receiver is slow or away, further ones are dropped. No request waits for the receiver.
 */
final class SentTraces implements Traces {
  private static final String PATH = "/v1/traces";
  private static final int MAX_QUEUE = 4_096;
  private static final int MAX_EXPORT = 512;
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long CLOSE_SECONDS = 3;

  /** One for each command of a batch. */
  private static final int MAX_LINKS = 256;

  /** Longer ones may be discarded (W3C Trace Context, 3.3.1.5). */
  private static final int MAX_TRACE_STATE = 512;

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  SentTraces(URI endpoint, int percent, String version) {
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(endpoint + PATH)
            .setTimeout(TIMEOUT)
            .setConnectTimeout(TIMEOUT)
            .setCompression("gzip")
            .setRetryPolicy(null)
            .build();
    this.provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.create(
                    Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        "remitflex",
                        AttributeKey.stringKey("service.version"),
                        version)))
            .setSampler(new TraceSampler(percent))
            .setSpanLimits(SpanLimits.builder().setMaxNumberOfLinks(MAX_LINKS).build())
            .addSpanProcessor(
                BatchSpanProcessor.builder(new ReportedExport(exporter))
                    .setMaxQueueSize(MAX_QUEUE)
                    .setMaxExportBatchSize(MAX_EXPORT)
                    .setScheduleDelay(INTERVAL)
                    .setExporterTimeout(TIMEOUT)
                    .build())
            .build();
    this.tracer = provider.get("com.remitflex");
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public Span request(Function<String, List<String>> headers) {
    Context parent =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, new Headers());
    return RecordedSpan.start(
        tracer, tracer.spanBuilder("request").setParent(parent).setSpanKind(SpanKind.SERVER));
  }

  @Override
  public Span worker(String name) {
    return RecordedSpan.start(tracer, tracer.spanBuilder(name).setNoParent());
  }

  @Override
  public Connection traced(Connection connection) {
    return Span.current().isRecorded() ? TracedConnection.of(connection) : connection;
  }

  @Override
  public void close() {
    provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  /** A header that is sent twice, or is too long, counts as absent. */
  private static final class Headers implements TextMapGetter<Function<String, List<String>>> {
    @Override
    @SuppressWarnings("deprecation") // still abstract, but never called
    public Iterable<String> keys(Function<String, List<String>> carrier) {
      return List.of();
    }

    @Override
    public @Nullable String get(@Nullable Function<String, List<String>> carrier, String name) {
      List<String> values = carrier == null ? List.of() : carrier.apply(name);
      return values.size() == 1 && values.getFirst().length() <= MAX_TRACE_STATE
          ? values.getFirst()
          : null;
    }
  }
}
