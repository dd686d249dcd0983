package com.remitflex.platform.http.api;

import com.remitflex.platform.access.AuthenticatedRequest;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.IdempotencyKey;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.json.JsonObject;
import io.helidon.http.HeaderNames;
import java.util.List;
import java.util.Optional;

/** One authenticated request as a route's handler sees it. */
public final class ApiRequest implements AuthenticatedRequest {
  private final RequestContext visit;
  private final Principal principal;
  private final Routes.Match.Found found;
  private final Routes routes;

  public ApiRequest(
      RequestContext visit, Principal principal, Routes.Match.Found found, Routes routes) {
    this.routes = routes;
    this.visit = visit;
    this.principal = principal;
    this.found = found;
  }

  @Override
  public Principal principal() {
    return principal;
  }

  /** The table that this call was found in. */
  public Routes routes() {
    return routes;
  }

  @Override
  public Client client() {
    return visit.client;
  }

  @Override
  public String method() {
    return visit.method();
  }

  @Override
  public String path() {
    return visit.path();
  }

  /**
   * The media type of these that the client wants most by its Accept header (RFC 9110, 12.5.1); the
   * first of them when it names none.
   */
  public String preferred(List<String> mediaTypes) {
    return new Accept(visit.request.headers().all(HeaderNames.ACCEPT, List::of)).best(mediaTypes);
  }

  /** The first value of a header. */
  public Optional<String> header(String name) {
    return visit.request.headers().first(HeaderNames.create(name));
  }

  /** The path segment that stands where the route's template has `{name}`. */
  public String parameter(String name) {
    String value = found.parameters().get(name);
    if (value == null) {
      throw new IllegalStateException("no parameter " + name + " in " + path());
    }
    return value;
  }

  /**
   * The query string, parsed.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public Query query() {
    return Query.parse(visit.request.prologue().query().rawValue());
  }

  /**
   * The Idempotency-Key header.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  @Override
  public Optional<IdempotencyKey> idempotencyKey() {
    return IdempotencyKey.parse(
        visit.request.headers().all(HeaderNames.create(IdempotencyKey.HEADER), List::of));
  }

  /**
   * Reads the body, which must be one JSON object; to be called once.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, REQUEST_TOO_LARGE,
   *     UNSUPPORTED_MEDIA_TYPE
   */
  public JsonObject body() {
    return visit.body.json();
  }

  /** As {@link #body}, where no body at all is an object without members. */
  public JsonObject bodyIfAny() {
    return visit.body.isThere() ? visit.body.json() : JsonObject.empty();
  }

  /** The answer for an id that is unknown, someone else's, or the other environment's. */
  public static ApiError notFound(String noun) {
    return ApiError.of(
        ErrorCode.NOT_FOUND, "No " + noun + " with this id exists. Check the id and the key.");
  }
}
