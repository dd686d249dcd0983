package com.remitflex.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A local server that stores what it receives and responds with a status. */
public final class ForwardTarget implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final HttpServer server;
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private volatile int status = 200;

  /** A request; the names of its headers are in lower case. */
  public record Received(Map<String, String> headers, byte[] body) {}

  private ForwardTarget(HttpServer server) {
    this.server = server;
  }

  /** Starts a receiver; port 0 takes a free one. */
  public static ForwardTarget start(int port) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      ForwardTarget receiver = new ForwardTarget(server);
      server.createContext("/", receiver::receive);
      server.start();
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) ->
              headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
      received.add(new Received(headers, exchange.getRequestBody().readAllBytes()));
      exchange.sendResponseHeaders(status, -1);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port() + "/hooks";
  }

  /** Responds with this status from now on. */
  public void respond(int with) {
    status = with;
  }

  /** The next request. */
  public Received next() {
    try {
      Received next = received.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        throw new AssertionError("nothing was received");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** How many requests wait to be looked at. */
  public int waiting() {
    return received.size();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
