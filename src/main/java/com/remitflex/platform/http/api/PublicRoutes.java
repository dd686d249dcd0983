package com.remitflex.platform.http.api;

import com.remitflex.platform.errors.ApiError;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** What is answered without an API key, found before authentication. */
public final class PublicRoutes {
  /** By path, and then by method. */
  private final Map<String, Map<String, Handler>> exact = new LinkedHashMap<>();

  private final Map<String, Handler> below = new LinkedHashMap<>();

  /** What answers such a request. */
  @FunctionalInterface
  public interface Handler {
    Response handle(PublicRequest call);

    /** How it tells an error; empty: as the API does. */
    default Optional<Response> refused(PublicRequest call, ApiError error) {
      return Optional.empty();
    }
  }

  /** A page that is the same for everyone. */
  public PublicRoutes page(String path, Supplier<Response> page) {
    return on("GET", path, call -> page.get());
  }

  /**
   * A page that is somewhere else now.
   *
   * @param status 303 or 308
   * @param location the path of the other page
   */
  public PublicRoutes redirect(String path, int status, String location) {
    Response reply =
        new Response(
            status, "text/plain; charset=utf-8", new byte[0], Map.of("Location", location));
    return page(path, () -> reply);
  }

  /** One method at one path; GET takes HEAD too. */
  public PublicRoutes on(String method, String path, Handler handler) {
    exact.computeIfAbsent(path, key -> new TreeMap<>()).put(method, handler);
    return this;
  }

  /** Every method at this path and all below it. */
  public PublicRoutes below(String path, Handler handler) {
    below.put(path, handler);
    return this;
  }

  /** What answers; a method that the path does not take is answered with METHOD_NOT_ALLOWED. */
  public Optional<Handler> find(String method, String path) {
    Map<String, Handler> methods = exact.get(path);
    if (methods != null) {
      Handler found = methods.get(method.equals("HEAD") ? "GET" : method);
      return Optional.of(found == null ? wrongMethod(methods) : found);
    }
    return below.entrySet().stream()
        .filter(entry -> path.equals(entry.getKey()) || path.startsWith(entry.getKey() + "/"))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static Handler wrongMethod(Map<String, Handler> methods) {
    TreeSet<String> allowed = new TreeSet<>(methods.keySet());
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    return call -> {
      throw ApiError.wrongMethod(String.join(", ", allowed)).exception();
    };
  }
}
