package com.remitflex.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Optional;

/** Calls the API over HTTP with one key. */
public final class ApiClient {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private static volatile String openApi;

  private final int port;
  private final String key;

  public ApiClient(int port, String key) {
    this.port = port;
    this.key = key;
  }

  public String key() {
    return key;
  }

  public Answer get(String path) {
    return send(request(path).GET());
  }

  /** A GET of a page that needs no key. */
  public Answer getWithoutKey(String path) {
    return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).GET());
  }

  public Answer post(String path, String json) {
    return send(request(path).POST(json(json)).header("Content-Type", "application/json"));
  }

  /** A POST with an idempotency key. */
  public Answer post(String path, String json, String idempotencyKey) {
    return send(
        request(path)
            .POST(json(json))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", idempotencyKey));
  }

  public Answer patch(String path, String json) {
    return send(
        request(path).method("PATCH", json(json)).header("Content-Type", "application/json"));
  }

  /** A PATCH with an idempotency key. */
  public Answer patch(String path, String json, String idempotencyKey) {
    return send(
        request(path)
            .method("PATCH", json(json))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", idempotencyKey));
  }

  public Answer delete(String path) {
    return send(request(path).DELETE());
  }

  /** A DELETE with an idempotency key. */
  public Answer delete(String path, String idempotencyKey) {
    return send(request(path).DELETE().header("Idempotency-Key", idempotencyKey));
  }

  /** A request with the key, to be completed and sent by {@link #send}. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Bearer " + key);
  }

  public Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = BlockingHttp.send(request.build());
      Contract.check(response, openApi());
      MintedSecrets.requireNoneInAnswer(response.body());
      return new Answer(response);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String openApi() throws IOException {
    String known = openApi;
    if (known == null) {
      URI uri = URI.create("http://127.0.0.1:" + port + "/openapi.json");
      known = BlockingHttp.send(HttpRequest.newBuilder(uri).build()).body();
      openApi = known;
    }
    return known;
  }

  private static BodyPublisher json(String json) {
    return BodyPublishers.ofString(json);
  }

  /** An answer of the API. */
  public record Answer(HttpResponse<String> response) {
    public int status() {
      return response.statusCode();
    }

    public Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }

    public String text() {
      return response.body();
    }

    public JsonNode json() {
      try {
        return MAPPER.readTree(response.body());
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("not JSON: " + response.body(), e);
      }
    }

    public String errorCode() {
      return json().path("error").path("code").asText();
    }

    public String errorField() {
      return json().path("error").path("field").asText();
    }
  }
}
