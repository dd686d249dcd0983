package com.remitflex.bench;

import com.remitflex.platform.access.Scope;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An account with money, for which webhook endpoints are created and deleted.
 *
 * @param key an admin key of it
 */
record BenchAccount(Product product, String key) {
  private static final Pattern ENDPOINT = Pattern.compile("\"id\" *: *\"(we_[0-9A-Z]+)\"");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  static BenchAccount open(Product product) {
    String key = Tenants.issue(product, Scope.ADMIN).secret();
    Tenants.fund(product, key);
    return new BenchAccount(product, key);
  }

  /** Creates an endpoint for the events of payments; returns its ID. */
  String createEndpoint(String url) {
    String body = "{\"url\":\"" + url + "\",\"event_types\":[\"payment.*\"]}";
    String response =
        send(
            request("")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)),
            201);
    Matcher id = ENDPOINT.matcher(response);
    if (!id.find()) {
      throw new BenchException("An endpoint has no ID: " + response);
    }
    return id.group(1);
  }

  void deleteEndpoint(String id) {
    send(request("/" + id).DELETE(), 200);
  }

  private HttpRequest.Builder request(String path) {
    String url = "http://127.0.0.1:%d/v1/webhook-endpoints%s".formatted(product.port(), path);
    return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + key);
  }

  private static String send(HttpRequest.Builder request, int status) {
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() != status) {
        throw new BenchException("The server responded: " + response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new BenchException("A connection to the server failed: " + e, e);
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
  }
}
