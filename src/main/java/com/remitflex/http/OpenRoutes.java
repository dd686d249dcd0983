package com.remitflex.http;

import com.remitflex.errors.ApiError;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What is answered without an API key, found before authentication. */
public final class OpenRoutes {
  private final Map<String, Handler> exact = new LinkedHashMap<>();
  private final Map<String, Handler> below = new LinkedHashMap<>();

  /** What answers such a request. */
  @FunctionalInterface
  public interface Handler {
    Reply handle(OpenCall call);

    /** How it tells an error; empty: as the API does. */
    default Optional<Reply> refused(OpenCall call, ApiError error) {
      return Optional.empty();
    }
  }

  /** A page that is the same for everyone. */
  public OpenRoutes page(String path, Supplier<Reply> page) {
    return on("GET", path, call -> page.get());
  }

  /** One method at one path. */
  public OpenRoutes on(String method, String path, Handler handler) {
    exact.put(method + " " + path, handler);
    return this;
  }

  /** Every method at this path and all below it. */
  public OpenRoutes below(String path, Handler handler) {
    below.put(path, handler);
    return this;
  }

  Optional<Handler> find(String method, String path) {
    Handler found = exact.get(method + " " + path);
    if (found != null) {
      return Optional.of(found);
    }
    return below.entrySet().stream()
        .filter(entry -> path.equals(entry.getKey()) || path.startsWith(entry.getKey() + "/"))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
