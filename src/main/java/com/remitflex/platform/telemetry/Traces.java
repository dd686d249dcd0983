package com.remitflex.platform.telemetry;

import java.net.URI;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Starts the traces of requests and workers, and sends them to a receiver if there is one. */
public interface Traces extends AutoCloseable {
  /** Records nothing. */
  Traces OFF = new NoTraces();

  /**
   * Sends to this receiver of the OpenTelemetry protocol (OTLP over HTTP); without one, traces are
   * off, and no class of OpenTelemetry is loaded.
   *
   * @param percent how many of the traces that no client has begun are recorded
   */
  static Traces to(Optional<URI> endpoint, int percent, String version) {
    return endpoint.<Traces>map(uri -> new SentTraces(uri, percent, version)).orElse(OFF);
  }

  /** Whether any trace is recorded. */
  boolean isOn();

  /**
   * Continues the trace that a request names in `traceparent` (W3C Trace Context), or begins one.
   *
   * @param headers the values of the request's header of this name
   */
  Span request(Function<String, List<String>> headers);

  /** Begins the trace of a worker. */
  Span worker(String name);

  /** The connection, with a span for each statement if the thread's trace is recorded. */
  Connection traced(Connection connection);

  /** Sends what was recorded, for a few seconds at most. */
  @Override
  void close();
}
