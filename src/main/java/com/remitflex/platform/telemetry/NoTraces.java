package com.remitflex.platform.telemetry;

import java.sql.Connection;
import java.util.List;
import java.util.function.Function;

/** Traces that are off. */
final class NoTraces implements Traces {
  @Override
  public boolean isOn() {
    return false;
  }

  @Override
  public Span request(Function<String, List<String>> headers) {
    return Span.NONE;
  }

  @Override
  public Span worker(String name) {
    return Span.NONE;
  }

  @Override
  public Connection traced(Connection connection) {
    return connection;
  }

  @Override
  public void close() {
    // Nothing was started.
  }
}
