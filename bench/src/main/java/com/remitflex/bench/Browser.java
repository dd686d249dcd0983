package com.remitflex.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One client with one connection, which stores cookies and fills in forms. */
final class Browser implements AutoCloseable {
  private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

  private final String base;
  private final HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
  private final Map<String, String> headers;
  private final Map<String, String> cookies = new LinkedHashMap<>();

  private Browser(Product product, Map<String, String> headers) {
    this.base = "http://127.0.0.1:" + product.port();
    this.headers = headers;
  }

  static Browser open(Product product) {
    return new Browser(product, Map.of());
  }

  /** A client of the API. */
  static Browser withKey(Product product, String key) {
    return new Browser(product, Map.of("Authorization", "Bearer " + key));
  }

  String base() {
    return base;
  }

  /** The response to a GET, which must be a success. */
  HttpResponse<byte[]> get(String path) {
    HttpResponse<byte[]> response = send(request(path).GET());
    if (response.statusCode() != 200) {
      throw new BenchException(path + ": status " + response.statusCode());
    }
    return response;
  }

  /** Bytes over the wire of a compressed response. */
  long compressedLength(String path) {
    return send(request(path).header("Accept-Encoding", "gzip").GET()).body().length;
  }

  /** Fills in the form of a page; the response must redirect. */
  void post(String page, Map<String, String> fields) {
    Matcher token = TOKEN.matcher(text(get(page)));
    if (!token.find()) {
      throw new BenchException("There is no form at " + page);
    }
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put("csrf", token.group(1));
    String form =
        all.entrySet().stream()
            .map(
                field ->
                    field.getKey()
                        + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpResponse<byte[]> response =
        send(
            request(page)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    if (response.statusCode() != 303) {
      throw new BenchException("The form at " + page + ": status " + response.statusCode());
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    headers.forEach(request::header);
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    return request;
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
      for (String line : response.headers().allValues("set-cookie")) {
        String[] pair = line.split(";", 2)[0].split("=", 2);
        cookies.put(pair[0], pair[1]);
      }
      return response;
    } catch (IOException e) {
      throw new BenchException("The server does not respond: " + e, e);
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.close();
  }
}
