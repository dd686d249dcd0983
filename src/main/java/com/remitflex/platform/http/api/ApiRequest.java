package com.remitflex.platform.http.api;

import com.remitflex.platform.access.AuthenticatedRequest;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.IdempotencyKey;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.access.SimulatedDelivery;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.json.JsonObject;
import io.helidon.http.HeaderNames;
import java.util.List;
import java.util.Optional;

/** One authenticated request as a route's handler sees it. */
public final class ApiRequest implements AuthenticatedRequest {
  private final RequestContext context;
  private final Principal principal;
  private final Match.Found<Route> found;
  private final Routes routes;

  public ApiRequest(
      RequestContext context, Principal principal, Match.Found<Route> found, Routes routes) {
    this.routes = routes;
    this.context = context;
    this.principal = principal;
    this.found = found;
  }

  @Override
  public Principal principal() {
    return principal;
  }

  /** The table that contains the route of this request. */
  public Routes routes() {
    return routes;
  }

  @Override
  public Client client() {
    return context.client;
  }

  @Override
  public String method() {
    return context.method();
  }

  @Override
  public String path() {
    return context.path();
  }

  /**
   * The media type among these that the client's Accept header prefers (RFC 9110, 12.5.1); the
   * first one if it accepts none of them.
   */
  public String preferred(List<String> mediaTypes) {
    return new Accept(context.request.headers().all(HeaderNames.ACCEPT, List::of)).best(mediaTypes);
  }

  /** The first value of a header. */
  public Optional<String> header(String name) {
    return context.request.headers().first(HeaderNames.create(name));
  }

  /** The path segment at the place of `{name}` in the route's template. */
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
    return Query.parse(context.request.prologue().query().rawValue());
  }

  /**
   * The Idempotency-Key header.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  @Override
  public Optional<IdempotencyKey> idempotencyKey() {
    return IdempotencyKey.parse(
        context.request.headers().all(RequestContext.IDEMPOTENCY_KEY, List::of));
  }

  @Override
  public SimulatedDelivery simulatedDelivery() {
    return context.simulation.delivery();
  }

  /**
   * Reads the body, which must be one JSON object. Call it only once.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, REQUEST_TOO_LARGE,
   *     UNSUPPORTED_MEDIA_TYPE
   */
  public JsonObject body() {
    return context.body.json();
  }

  /** As {@link #body}, but an absent body is read as an empty object. */
  public JsonObject bodyIfAny() {
    return context.body.isPresent() ? context.body.json() : JsonObject.empty();
  }

  /** The error for an ID that is unknown, or belongs to another account or environment. */
  public static ApiError notFound(String noun) {
    return ApiError.of(
        ErrorCode.NOT_FOUND, "No " + noun + " with this ID exists. Check the ID and the key.");
  }
}
