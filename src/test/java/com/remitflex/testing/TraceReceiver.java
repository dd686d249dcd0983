package com.remitflex.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/** A receiver of the OpenTelemetry protocol over HTTP, which decodes what it gets. */
public final class TraceReceiver implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer http;
  private final Queue<ResourceSpans> received = new ConcurrentLinkedQueue<>();

  public TraceReceiver() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.setExecutor(threads);
    http.createContext("/v1/traces", this::receive);
    http.start();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream body = new GZIPInputStream(exchange.getRequestBody())) {
      received.addAll(ExportTraceServiceRequest.parseFrom(body).getResourceSpansList());
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  public String endpoint() {
    return "http://localhost:" + http.getAddress().getPort();
  }

  /** All spans that have arrived. */
  public List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    received.forEach(
        one -> one.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
    return spans;
  }

  /** Everything that has arrived, as text. */
  public String text() {
    return received.toString();
  }

  /** Waits for a span that fits. */
  public Span await(String what, Predicate<Span> fits) {
    return Await.until(
            what, () -> spans().stream().filter(fits).toList(), found -> !found.isEmpty())
        .getFirst();
  }

  /** The attribute of a span; empty if it has none of this name. */
  public static String attribute(Span span, String name) {
    return span.getAttributesList().stream()
        .filter(one -> one.getKey().equals(name))
        .map(KeyValue::getValue)
        .map(value -> value.hasIntValue() ? "" + value.getIntValue() : value.getStringValue())
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() {
    http.stop(0);
    threads.close();
  }
}
