package com.remitflex.platform.http.api;

import com.remitflex.platform.access.Client;
import com.remitflex.platform.json.JsonObject;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A request to a route that needs no API key. */
public final class PublicRequest {
  private final ServerRequest request;
  private final RequestContext context;

  public PublicRequest(RequestContext context) {
    this.request = context.request;
    this.context = context;
  }

  public Client client() {
    return context.client;
  }

  /** The method as it was sent. */
  public String method() {
    return context.method();
  }

  /** The path as it was sent, without the query. */
  public String path() {
    return request.prologue().uriPath().rawPath();
  }

  /** The query as it was sent; empty without one. */
  public String rawQuery() {
    return request.prologue().query().rawValue();
  }

  /** The values of every line of this header. */
  public List<String> header(String name) {
    return request.headers().all(HeaderNames.create(name), List::of);
  }

  /** All headers by their names in lower case; several lines of one are joined with a comma. */
  public Map<String, String> headers() {
    Map<String, String> headers = new TreeMap<>();
    request
        .headers()
        .forEach(header ->
            headers.put(
                header.name().toLowerCase(Locale.ROOT), String.join(", ", header.allValues())));
    return headers;
  }

  /**
   * The body's bytes. Call it only once.
   *
   * @throws com.remitflex.platform.errors.ApiException REQUEST_TOO_LARGE, VALIDATION_ERROR
   */
  public byte[] body() {
    return context.body.bytes();
  }

  /**
   * The body as one JSON object with the API keys in its strings. They must not be stored, logged
   * or returned.
   *
   * @throws com.remitflex.platform.errors.ApiException REQUEST_TOO_LARGE, VALIDATION_ERROR,
   *     UNSUPPORTED_MEDIA_TYPE
   */
  public JsonObject unmaskedJson() {
    return context.body.unmaskedJson();
  }
}
