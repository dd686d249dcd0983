package com.remitflex.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A customer's server on the loopback address, which keeps what it receives. */
public final class WebhookReceiver implements AutoCloseable {
  /** A request that arrived; header names are in lower case. */
  public record Received(String path, Map<String, String> headers, byte[] body, Instant at) {
    public String eventId() {
      return headers.getOrDefault("webhook-id", "");
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** How to respond to a request. */
  public record Reply(int status, Map<String, String> headers, String body) {
    public static Reply of(int status) {
      return new Reply(status, Map.of(), "");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Received> received = Collections.synchronizedList(new ArrayList<>());
  private volatile Function<Received, Reply> replies = one -> Reply.of(200);

  public WebhookReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/", this::receive);
    server.setExecutor(threads);
    server.start();
  }

  private void receive(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) ->
            headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
    Received one =
        new Received(
            exchange.getRequestURI().toString(),
            headers,
            exchange.getRequestBody().readAllBytes(),
            Instant.now());
    received.add(one);
    Reply reply = replies.apply(one);
    reply.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  public String url() {
    return url("/hooks");
  }

  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** Responds so from now on. */
  public void reply(Function<Received, Reply> with) {
    replies = with;
  }

  public void reply(int status) {
    replies = one -> Reply.of(status);
  }

  public List<Received> received() {
    synchronized (received) {
      return List.copyOf(received);
    }
  }

  /** What arrived at a path. */
  public List<Received> received(String path) {
    return received().stream().filter(one -> one.path().equals(path)).toList();
  }

  /** How often each event arrived at a path. */
  public Map<String, Long> counts(String path) {
    return received(path).stream()
        .collect(Collectors.groupingBy(Received::eventId, Collectors.counting()));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
