package com.remitflex.platform.http.gateway;

import com.remitflex.platform.http.api.RequestContext;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.telemetry.Span;
import com.remitflex.platform.telemetry.Traces;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.List;

/**
 * The spans of requests. They have the route but never the path, query, headers or body, because a
 * client may have put a secret there.
 */
record RequestTraces(Traces traces) {
  /** Starts the span of a request. */
  Span start(Headers headers) {
    return traces.isOn()
        ? traces.request(name -> headers.all(HeaderNames.create(name), List::of))
        : Span.NONE;
  }

  /** Notes what was requested, and the response. */
  static void describe(Span span, RequestContext context, Response response) {
    if (!span.isRecorded()) {
      return;
    }
    span.name(context.recordedMethod() + " " + context.route());
    span.set("http.request.method", context.recordedMethod());
    span.set("http.route", context.route());
    span.set("http.response.status_code", response.status());
    span.set("remitflex.request_id", context.client.requestId());
    if (response.status() >= 500) {
      span.failed(Integer.toString(response.status()));
    }
  }
}
