package com.remitflex.platform.telemetry;

import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;

/** A span of OpenTelemetry. One whose trace is not recorded still has a trace ID for the log. */
final class RecordedSpan implements Span {
  private final Tracer tracer;
  private final io.opentelemetry.api.trace.Span span;
  private final Span before;

  private RecordedSpan(Tracer tracer, io.opentelemetry.api.trace.Span span) {
    this.tracer = tracer;
    this.span = span;
    this.before = CurrentSpan.replace(this, span.getSpanContext().getTraceId());
  }

  /** Starts a span and makes it the current one of this thread. */
  static Span start(Tracer tracer, SpanBuilder builder) {
    return new RecordedSpan(tracer, builder.startSpan());
  }

  private SpanContext context() {
    return span.getSpanContext();
  }

  String traceId() {
    return context().getTraceId();
  }

  @Override
  public boolean isRecorded() {
    return span.isRecording();
  }

  @Override
  public Span child(String name) {
    return isRecorded()
        ? start(tracer, tracer.spanBuilder(name).setParent(Context.root().with(span)))
        : NONE;
  }

  @Override
  public Span startLinked(String name, List<Span> others) {
    SpanBuilder builder = tracer.spanBuilder(name).setNoParent();
    for (Span other : others) {
      if (other instanceof RecordedSpan recorded) {
        builder.addLink(recorded.context());
      }
    }
    Span linked = start(tracer, builder);
    others.forEach(other -> other.link(linked));
    return linked;
  }

  @Override
  public void link(Span other) {
    if (other instanceof RecordedSpan recorded) {
      span.addLink(recorded.context());
    }
  }

  @Override
  public void name(String name) {
    span.updateName(name);
  }

  @Override
  public void set(String attribute, String value) {
    span.setAttribute(attribute, value);
  }

  @Override
  public void set(String attribute, long value) {
    span.setAttribute(attribute, value);
  }

  @Override
  public void failed(String type) {
    span.setAttribute("error.type", type);
    span.setStatus(StatusCode.ERROR);
  }

  @Override
  public void close() {
    span.end();
    CurrentSpan.restore(before);
  }
}
