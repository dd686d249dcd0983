package com.remitflex.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Another URL of a node: it passes on what the node returns, or changes it. */
public final class LyingNode implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpServer server;
  private final URI node;
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
  private volatile Lie lie = Lie.NONE;
  private volatile Predicate<JsonNode> withheld = request -> false;
  private final Map<String, String> rejected = new ConcurrentHashMap<>();

  /** What it returns instead of the node's response; it may change that, or never return. */
  @FunctionalInterface
  public interface Lie {
    Lie NONE = (request, response) -> MAPPER.writeValueAsBytes(response);

    byte[] answer(JsonNode request, JsonNode response) throws IOException;
  }

  private LyingNode(HttpServer server, URI node) {
    this.server = server;
    this.node = node;
  }

  /** A URL that is honest until {@link #lie} is called. */
  public static LyingNode before(Anvil anvil) {
    return before(anvil.url());
  }

  /** As {@link #before(Anvil)}, before any URL. */
  public static LyingNode before(String url) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      LyingNode lying = new LyingNode(server, URI.create(url));
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", lying::handle);
      server.start();
      return lying;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public void lie(Lie newLie) {
    lie = newLie;
  }

  public void beHonest() {
    lie = Lie.NONE;
    withheld = request -> false;
    rejected.clear();
  }

  /** Answers calls of this method with nothing, and does not pass them on. */
  public void withhold(String method) {
    withholdIf(request -> request.path("method").asText().equals(method));
  }

  /** Rejects calls of this method with this error, and does not pass them on. */
  public void reject(String method, String message) {
    rejected.put(method, message);
  }

  /** Answers these requests with nothing, and does not pass them on. */
  public void withholdIf(Predicate<JsonNode> condition) {
    withheld = condition;
  }

  /** A lie about one method; its `result` is replaced by what `change` makes of the response. */
  public void lieAbout(String method, java.util.function.UnaryOperator<JsonNode> change) {
    lie((request, response) ->
        MAPPER.writeValueAsBytes(
            request.path("method").asText().equals(method) ? change.apply(response) : response));
  }

  /** How often a method was called. */
  public int calls(String method) {
    return calls.getOrDefault(method, new AtomicInteger()).get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      JsonNode request = MAPPER.readTree(body);
      calls
          .computeIfAbsent(request.path("method").asText(), name -> new AtomicInteger())
          .incrementAndGet();
      byte[] answer = withheld.test(request) ? new byte[0] : answer(request, body);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private byte[] answer(JsonNode request, byte[] body) throws IOException {
    String error = rejected.get(request.path("method").asText());
    if (error == null) {
      return lie.answer(request, forward(body));
    }
    ObjectNode response = MAPPER.createObjectNode().put("jsonrpc", "2.0");
    response.set("id", request.path("id"));
    response.putObject("error").put("code", -32_000).put("message", error);
    return MAPPER.writeValueAsBytes(response);
  }

  private JsonNode forward(byte[] body) throws IOException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(node)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofByteArray(body))
              .build();
      byte[] response = HTTP.send(request, BodyHandlers.ofByteArray()).body();
      return MAPPER.readTree(new String(response, StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
