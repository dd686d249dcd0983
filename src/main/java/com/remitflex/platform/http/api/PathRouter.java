package com.remitflex.platform.http.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds the target of a method and a path, by templates in which `{name}` matches one segment. If
 * several templates fit, the one with the fewest parameters is used.
 */
public final class PathRouter<T> {
  private final List<Entry<T>> entries = new ArrayList<>();

  private record Entry<T>(String method, List<String> template, T target) {
    /** The parameters of a path that fits; empty if it does not. */
    Optional<Map<String, String>> match(List<String> segments) {
      if (template.size() != segments.size()) {
        return Optional.empty();
      }
      Map<String, String> parameters = new HashMap<>();
      for (int i = 0; i < template.size(); i++) {
        String expected = template.get(i);
        if (expected.startsWith("{")) {
          parameters.put(expected.substring(1, expected.length() - 1), segments.get(i));
        } else if (!expected.equals(segments.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(Map.copyOf(parameters));
    }
  }

  /** Adds a template for one method; GET includes HEAD. */
  public void add(String method, String template, T target) {
    entries.add(new Entry<>(method, segments(template), target));
  }

  /** Finds the target of a method and of a path without its query. */
  public Match<T> find(String method, String path) {
    if (!path.startsWith("/")) {
      return new Match.NotFound<>();
    }
    List<String> segments = segments(path);
    String routed = method.equals("HEAD") ? "GET" : method;
    TreeSet<String> allowed = new TreeSet<>();
    Optional<Match.Found<T>> best = Optional.empty();
    for (Entry<T> entry : entries) {
      Optional<Map<String, String>> parameters = entry.match(segments);
      if (parameters.isEmpty()) {
        continue;
      }
      allowed.add(entry.method());
      boolean isBetter = best.isEmpty() || parameters.get().size() < best.get().parameters().size();
      if (entry.method().equals(routed) && isBetter) {
        best = Optional.of(new Match.Found<>(entry.target(), parameters.get()));
      }
    }
    if (best.isPresent()) {
      return best.get();
    }
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    return allowed.isEmpty()
        ? new Match.NotFound<>()
        : new Match.WrongMethod<>(String.join(", ", allowed));
  }

  /** The segments of a path that begins with a slash; `//` has an empty one between. */
  public static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    int start = 1;
    for (int i = 1; i <= path.length(); i++) {
      if (i == path.length() || path.charAt(i) == '/') {
        segments.add(path.substring(start, i));
        start = i + 1;
      }
    }
    return segments;
  }
}
