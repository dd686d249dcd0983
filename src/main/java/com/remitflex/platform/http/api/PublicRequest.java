package com.remitflex.platform.http.api;

import com.remitflex.platform.access.Client;
import com.remitflex.platform.json.JsonObject;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;

/** A request that needs no API key: for a page, a form, a report. */
public final class PublicRequest {
  private final ServerRequest request;
  private final RequestContext visit;

  public PublicRequest(RequestContext visit) {
    this.request = visit.request;
    this.visit = visit;
  }

  public Client client() {
    return visit.client;
  }

  /** The method as it was sent. */
  public String method() {
    return visit.method();
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

  /**
   * The body's bytes; to be called once.
   *
   * @throws com.remitflex.platform.errors.ApiException REQUEST_TOO_LARGE, VALIDATION_ERROR
   */
  public byte[] body() {
    return visit.body.bytes();
  }

  /**
   * The body as one JSON object whose strings may hold keys: none of them may be kept or told.
   *
   * @throws com.remitflex.platform.errors.ApiException REQUEST_TOO_LARGE, VALIDATION_ERROR,
   *     UNSUPPORTED_MEDIA_TYPE
   */
  public JsonObject unmaskedJson() {
    return visit.body.unmaskedJson();
  }
}
