package com.remitflex.web.cli.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The API of a running server, as a command calls it with an API key. */
final class ApiServer {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_STATUS_OF_SUCCESS = 299;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private final String base;
  private final String key;

  /**
   * The API at this address.
   *
   * @param base URL without the path
   */
  ApiServer(String base, String key) {
    this.base = base;
    this.key = key;
  }

  String base() {
    return base;
  }

  String key() {
    return key;
  }

  URI uri(String path) {
    return URI.create(base + path);
  }

  /** The response to a GET. */
  JsonNode get(String path) {
    return send(request(path).GET());
  }

  /** The response to a POST with this JSON. */
  JsonNode post(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /** The response to a DELETE. */
  JsonNode delete(String path) {
    return send(request(path).DELETE());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + key)
        .header("Accept", "application/json");
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() > MAX_STATUS_OF_SUCCESS) {
        throw rejection(base, response.statusCode(), response.body());
      }
      return Json.trusted(response.body());
    } catch (IOException e) {
      throw unreachable(base);
    } catch (IllegalStateException e) {
      throw new ApiCallException(0, "", base + " does not respond as a RemitFlex server does.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiCallException(0, "", "The command was interrupted.");
    }
  }

  static ApiCallException unreachable(String base) {
    return new ApiCallException(
        0,
        "",
        "No server responds at "
            + base
            + ". Start one with ./remitflex up, or name another one with --server.");
  }

  /** The message of an error response, whatever has sent it. */
  static ApiCallException rejection(String base, int status, String body) {
    JsonNode error = error(body);
    String message = error.path("message").asText();
    return new ApiCallException(
        status,
        error.path("field").asText(),
        message.isEmpty() ? base + " responded with HTTP status " + status + "." : message);
  }

  private static JsonNode error(String body) {
    try {
      return body.stripLeading().startsWith("{") ? Json.trusted(body).path("error") : Json.object();
    } catch (IllegalStateException e) {
      return Json.object();
    }
  }
}
