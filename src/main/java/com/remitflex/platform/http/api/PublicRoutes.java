package com.remitflex.platform.http.api;

import com.remitflex.platform.errors.ApiError;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The routes that need no API key; they are looked up before authentication. */
public final class PublicRoutes {
  private final PathRouter<Handler> exact = new PathRouter<>();
  private final Map<String, Handler> prefixes = new LinkedHashMap<>();

  /** Responds to the requests of a public route. */
  @FunctionalInterface
  public interface Handler {
    Response handle(PublicRequest request);

    /** The page that shows an error; empty to respond as the API does. */
    default Optional<Response> rejected(PublicRequest request, ApiError error) {
      return Optional.empty();
    }
  }

  /** A page that is the same for everyone. */
  public PublicRoutes page(String path, Supplier<Response> page) {
    return on("GET", path, request -> page.get());
  }

  /**
   * A redirect.
   *
   * @param status 303 or 308
   * @param location path of the target page
   */
  public PublicRoutes redirect(String path, int status, String location) {
    Response redirect =
        new Response(
            status, "text/plain; charset=utf-8", new byte[0], Map.of("Location", location));
    return page(path, () -> redirect);
  }

  /** One method at one path; GET includes HEAD. */
  public PublicRoutes on(String method, String path, Handler handler) {
    exact.add(method, path, handler);
    return this;
  }

  /** Every method at this path and at all paths below it, unless added on its own. */
  public PublicRoutes below(String path, Handler handler) {
    prefixes.put(path, handler);
    return this;
  }

  /** The handler of a request; it rejects an unsupported method with METHOD_NOT_ALLOWED. */
  public Optional<Handler> find(String method, String path) {
    return switch (exact.find(method, path)) {
      case Match.Found<Handler> found -> Optional.of(found.target());
      case Match.WrongMethod<Handler> wrong ->
          Optional.of(request -> {
            throw ApiError.wrongMethod(wrong.allowed()).exception();
          });
      case Match.NotFound<Handler> none -> findPrefix(path);
    };
  }

  private Optional<Handler> findPrefix(String path) {
    for (Map.Entry<String, Handler> entry : prefixes.entrySet()) {
      String prefix = entry.getKey();
      if (path.startsWith(prefix)
          && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')) {
        return Optional.of(entry.getValue());
      }
    }
    return Optional.empty();
  }
}
