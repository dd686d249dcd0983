package com.remitflex.platform.http.api;

import com.remitflex.platform.errors.ApiError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The routes that need no API key; they are looked up before authentication. */
public final class PublicRoutes {
  /** The method of a target that gets every method. */
  public static final String ANY_METHOD = "any";

  private static final String UNKNOWN = "unknown";

  private final PathRouter<Target> exact = new PathRouter<>();
  private final Map<String, Target> prefixes = new LinkedHashMap<>();
  private final List<Target> targets = new ArrayList<>();

  /**
   * A handler with its place in the table.
   *
   * @param method HTTP method, or {@link #ANY_METHOD}
   * @param template its path, or the path above all of its paths
   */
  public record Target(String method, String template, Handler handler) {}

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
    Target target = new Target(method, path, handler);
    exact.add(method, path, target);
    targets.add(target);
    return this;
  }

  /** Every method at this path and at all paths below it, unless added on its own. */
  public PublicRoutes below(String path, Handler handler) {
    Target target = new Target(ANY_METHOD, path, handler);
    prefixes.put(path, target);
    targets.add(target);
    return this;
  }

  /** All targets. */
  public List<Target> targets() {
    return List.copyOf(targets);
  }

  /**
   * The target of a request. For an unsupported method, its handler rejects with METHOD_NOT_ALLOWED
   * and its method and template are `unknown`.
   */
  public Optional<Target> find(String method, String path) {
    return switch (exact.find(method, path)) {
      case Match.Found<Target> found -> Optional.of(found.target());
      case Match.WrongMethod<Target> wrong -> Optional.of(wrongMethod(wrong.allowed()));
      case Match.NotFound<Target> none -> findPrefix(path);
    };
  }

  private static Target wrongMethod(String allowed) {
    return new Target(
        UNKNOWN,
        UNKNOWN,
        request -> {
          throw ApiError.wrongMethod(allowed).exception();
        });
  }

  private Optional<Target> findPrefix(String path) {
    for (Map.Entry<String, Target> entry : prefixes.entrySet()) {
      String prefix = entry.getKey();
      if (path.startsWith(prefix)
          && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')) {
        return Optional.of(entry.getValue());
      }
    }
    return Optional.empty();
  }
}
