package com.remitflex.http;

import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** One authenticated request as a route's handler sees it. */
public final class Call {
  private final Principal principal;
  private final Client client;
  private final String method;
  private final String path;
  private final Map<String, String> parameters;
  private final Supplier<Query> query;
  private final Supplier<Optional<IdempotencyKey>> idempotencyKey;
  private final Supplier<JsonObject> body;
  private final boolean hasBody;

  Call(
      Principal principal,
      Client client,
      String method,
      String path,
      Map<String, String> parameters,
      Supplier<Query> query,
      Supplier<Optional<IdempotencyKey>> idempotencyKey,
      Supplier<JsonObject> body,
      boolean hasBody) {
    this.principal = principal;
    this.client = client;
    this.method = method;
    this.path = path;
    this.parameters = parameters;
    this.query = query;
    this.idempotencyKey = idempotencyKey;
    this.body = body;
    this.hasBody = hasBody;
  }

  public Principal principal() {
    return principal;
  }

  public Client client() {
    return client;
  }

  public String method() {
    return method;
  }

  public String path() {
    return path;
  }

  /** The path segment that stands where the route's template has `{name}`. */
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalStateException("no parameter " + name + " in " + path);
    }
    return value;
  }

  /**
   * The query string, parsed.
   *
   * @throws com.remitflex.errors.ApiException VALIDATION_ERROR
   */
  public Query query() {
    return query.get();
  }

  /**
   * The Idempotency-Key header.
   *
   * @throws com.remitflex.errors.ApiException VALIDATION_ERROR
   */
  public Optional<IdempotencyKey> idempotencyKey() {
    return idempotencyKey.get();
  }

  /**
   * Reads the body, which must be one JSON object; to be called once.
   *
   * @throws com.remitflex.errors.ApiException VALIDATION_ERROR, REQUEST_TOO_LARGE,
   *     UNSUPPORTED_MEDIA_TYPE
   */
  public JsonObject body() {
    return body.get();
  }

  /** As {@link #body}, where no body at all is an object without members. */
  public JsonObject bodyIfAny() {
    return hasBody ? body.get() : JsonObject.empty();
  }

  /** The answer for an id that is unknown, someone else's, or the other environment's. */
  public static ApiError notFound(String noun) {
    return ApiError.of(
        ErrorCode.NOT_FOUND, "No " + noun + " with this id exists. Check the id and the key.");
  }
}
