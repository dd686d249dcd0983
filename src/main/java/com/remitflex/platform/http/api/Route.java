package com.remitflex.platform.http.api;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.errors.ErrorCode;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One row of the route table.
 *
 * @param method HTTP method
 * @param template path in which `{name}` matches one segment
 * @param scope the minimum scope of the key
 * @param operation its documentation
 * @param isForOwnKey whether any key may call it with its own ID as `{id}`, whatever its scope
 */
public record Route(
    String method,
    String template,
    Scope scope,
    Operation operation,
    Handler handler,
    boolean isForOwnKey) {
  /** The alias of the caller's own key ID in a path. */
  public static final String CURRENT_KEY = "current";

  /** The errors of every route, whatever the request. */
  private static final List<ErrorCode> COMMON =
      List.of(
          ErrorCode.UNAUTHORIZED,
          ErrorCode.API_KEY_REVOKED,
          ErrorCode.HTTPS_REQUIRED,
          ErrorCode.VALIDATION_ERROR,
          ErrorCode.HEADERS_TOO_LARGE,
          ErrorCode.RATE_LIMIT_EXCEEDED,
          ErrorCode.INTERNAL_ERROR,
          ErrorCode.SERVICE_UNAVAILABLE);

  public Route(String method, String template, Scope scope, Operation operation, Handler handler) {
    this(method, template, scope, operation, handler, false);
  }

  /** The same route, which any key may also call for itself, whatever its scope. */
  public Route orWithItsOwnKey() {
    return new Route(method, template, scope, operation, handler, true);
  }

  /** Responds to the requests of a route. */
  @FunctionalInterface
  public interface Handler {
    Response handle(ApiRequest request);
  }

  /** Every code that this route can respond with, in the order of {@link ErrorCode}. */
  public List<ErrorCode> errors() {
    Set<ErrorCode> errors = EnumSet.copyOf(COMMON);
    errors.addAll(operation.errors());
    if (scope != Scope.READ) {
      errors.add(ErrorCode.INSUFFICIENT_PERMISSIONS);
    }
    if (operation.request().isPresent()) {
      errors.add(ErrorCode.REQUEST_TOO_LARGE);
      errors.add(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }
    if (!method.equals("GET")) {
      // Every write of a canary key is rejected with it.
      errors.add(ErrorCode.LIMIT_EXCEEDED);
    }
    if (isIdempotent()) {
      errors.add(ErrorCode.IDEMPOTENCY_CONFLICT);
      errors.add(ErrorCode.IDEMPOTENCY_IN_PROGRESS);
      errors.add(ErrorCode.IDEMPOTENCY_KEY_EXPIRED);
    }
    return List.copyOf(errors);
  }

  /** Whether it takes an Idempotency-Key. */
  public boolean isIdempotent() {
    return !method.equals("GET");
  }
}
