package com.remitflex.platform.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Decides which traces are recorded: as the caller of a trace that is continued has decided; all
 * work on traces that are recorded; and a part of all others.
 */
final class TraceSampler implements Sampler {
  private final Sampler others;

  TraceSampler(int percent) {
    this.others = Sampler.traceIdRatioBased(percent / 100.0);
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    SpanContext caller = Span.fromContext(parent).getSpanContext();
    if (caller.isValid()) {
      return caller.isSampled() ? SamplingResult.recordAndSample() : SamplingResult.drop();
    }
    return links.isEmpty()
        ? others.shouldSample(parent, traceId, name, kind, attributes, links)
        : SamplingResult.recordAndSample();
  }

  @Override
  public String getDescription() {
    return "caller, links, " + others.getDescription();
  }
}
