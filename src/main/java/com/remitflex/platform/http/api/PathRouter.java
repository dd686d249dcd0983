package com.remitflex.platform.http.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the target of a method and a path, by templates in which `{name}` matches one segment. If
 * several templates fit, the one with the fewest parameters is used.
 */
public final class PathRouter<T> {
  /** The templates with parameters, the fewest first. */
  private final List<Entry<T>> entries = new ArrayList<>();

  /** The targets of templates without parameters, by path and method: no other fits better. */
  private final Map<String, Map<String, Match.Found<T>>> literals = new HashMap<>();

  private record Entry<T>(String method, List<String> template, int parameterCount, T target) {
    Entry(String method, List<String> template, T target) {
      this(
          method,
          template,
          (int) template.stream().filter(segment -> segment.startsWith("{")).count(),
          target);
    }

    boolean fits(List<String> segments) {
      if (template.size() != segments.size()) {
        return false;
      }
      for (int i = 0; i < template.size(); i++) {
        if (!isParameter(i) && !template.get(i).equals(segments.get(i))) {
          return false;
        }
      }
      return true;
    }

    private boolean isParameter(int index) {
      return template.get(index).startsWith("{");
    }

    /** The target with the parameters of a path that fits. */
    Match.Found<T> found(List<String> segments) {
      Map<String, String> parameters = new HashMap<>();
      for (int i = 0; i < template.size(); i++) {
        if (isParameter(i)) {
          String name = template.get(i);
          parameters.put(name.substring(1, name.length() - 1), segments.get(i));
        }
      }
      return new Match.Found<>(target, Map.copyOf(parameters));
    }
  }

  /** Adds a template for one method; GET includes HEAD. */
  public void add(String method, String template, T target) {
    Entry<T> entry = new Entry<>(method, segments(template), target);
    if (entry.parameterCount() == 0) {
      literals
          .computeIfAbsent(template, path -> new HashMap<>())
          .putIfAbsent(method, entry.found(List.of()));
    } else {
      entries.add(entry);
      entries.sort(Comparator.comparingInt(Entry::parameterCount));
    }
  }

  /** Finds the target of a method and of a path without its query. */
  public Match<T> find(String method, String path) {
    if (!path.startsWith("/")) {
      return new Match.NotFound<>();
    }
    String routed = method.equals("HEAD") ? "GET" : method;
    Map<String, Match.Found<T>> literal = literals.getOrDefault(path, Map.of());
    Match.Found<T> exact = literal.get(routed);
    if (exact != null) {
      return exact;
    }
    if (literal.isEmpty() && entries.isEmpty()) {
      return new Match.NotFound<>();
    }
    List<String> segments = segments(path);
    for (Entry<T> entry : entries) {
      if (entry.method().equals(routed) && entry.fits(segments)) {
        return entry.found(segments);
      }
    }
    return wrongMethod(literal.keySet(), segments);
  }

  private Match<T> wrongMethod(Set<String> ofLiteral, List<String> segments) {
    TreeSet<String> allowed = new TreeSet<>(ofLiteral);
    for (Entry<T> entry : entries) {
      if (entry.fits(segments)) {
        allowed.add(entry.method());
      }
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
