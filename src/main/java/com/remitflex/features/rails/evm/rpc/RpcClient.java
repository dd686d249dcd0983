package com.remitflex.features.rails.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.remitflex.platform.json.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls the JSON-RPC interface at one URL. A call has a time limit for the whole response and a
 * limit on its size; redirects are not followed.
 */
final class RpcClient {
  private static final int HTTP_OK = 200;
  private static final int HTTP_TOO_MANY_REQUESTS = 429;

  private final HttpClient http;
  private final RpcUrl url;
  private final RpcLimits limits;
  private final RpcHealth health;
  private final AtomicLong nextId = new AtomicLong(1);

  RpcClient(HttpClient http, RpcUrl url, RpcLimits limits, RpcHealth health) {
    this.http = http;
    this.url = url;
    this.limits = limits;
    this.health = health;
  }

  /** The connections to all nodes of a network. */
  static HttpClient http(RpcLimits limits) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(limits.connect())
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  /**
   * Calls a method and returns its result, which may be a JSON null.
   *
   * @throws RpcException the node reported an error, did not respond, or not correctly
   */
  JsonNode call(String method, Object... parameters) {
    long started = System.nanoTime();
    try {
      JsonNode result = exchange(method, parameters);
      health.succeeded(System.nanoTime() - started);
      return result;
    } catch (RpcException e) {
      health.failed(e, System.nanoTime() - started);
      throw e;
    }
  }

  private JsonNode exchange(String method, Object... parameters) {
    long id = nextId.getAndIncrement();
    HttpRequest request =
        HttpRequest.newBuilder(url.uri())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("User-Agent", "RemitFlex")
            .POST(BodyPublishers.ofByteArray(RpcJson.request(id, method, array(parameters))))
            .build();
    HttpResponse<byte[]> response = send(request, limits.call());
    if (response.statusCode() == HTTP_TOO_MANY_REQUESTS) {
      throw new RpcException(RpcErrorKind.TRANSIENT, "HTTP 429: too many requests");
    }
    try {
      return RpcJson.result(response.body(), id);
    } catch (RpcException e) {
      // Some nodes report errors of JSON-RPC with another status than 200.
      if (response.statusCode() != HTTP_OK && e.kind() == RpcErrorKind.TRANSIENT) {
        throw new RpcException(RpcErrorKind.TRANSIENT, "HTTP " + response.statusCode());
      }
      throw e;
    }
  }

  private HttpResponse<byte[]> send(HttpRequest request, Duration timeout) {
    CompletableFuture<HttpResponse<byte[]>> pending =
        http.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.maxBytes()));
    try {
      return pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new RpcException(RpcErrorKind.TRANSIENT, reason(e));
    } catch (TimeoutException e) {
      pending.cancel(true);
      throw new RpcException(
          RpcErrorKind.TRANSIENT, "no complete response within " + timeout.toMillis() + " ms");
    } catch (InterruptedException e) {
      pending.cancel(true);
      Thread.currentThread().interrupt();
      throw new RpcException(RpcErrorKind.TRANSIENT, "interrupted");
    }
  }

  /** The URL is not part of it: it may contain a key. */
  private static String reason(Throwable cause) {
    return switch (cause) {
      case HttpTimeoutException timeout -> "no connection in time";
      case ConnectException refused -> "no connection";
      case ExecutionException wrapped when wrapped.getCause() instanceof Exception inner ->
          reason(inner);
      case IOException wrapped when wrapped.getCause() instanceof IOException inner ->
          reason(inner);
      case IOException io when String.valueOf(io.getMessage()).contains("exceed") ->
          "the response is too large";
      default -> cause.getClass().getSimpleName();
    };
  }

  private static ArrayNode array(Object... parameters) {
    ArrayNode array = Json.array();
    for (Object one : parameters) {
      switch (one) {
        case JsonNode node -> array.add(node);
        case Boolean flag -> array.add(flag);
        default -> array.add(one.toString());
      }
    }
    return array;
  }
}
