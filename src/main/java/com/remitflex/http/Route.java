package com.remitflex.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One row of the route table.
 *
 * @param method HTTP method
 * @param template path in which `{name}` stands for one segment
 * @param scope the least scope that may call it
 * @param handler what answers it
 */
public record Route(String method, String template, Scope scope, Handler handler) {

  /** What answers a route. */
  @FunctionalInterface
  public interface Handler {
    Reply handle(Call call);
  }

  /** The path's parameters when its segments fit this route's template. */
  Optional<Map<String, String>> match(List<String> segments) {
    List<String> wanted = segments(template);
    if (wanted.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> parameters = Map.of();
    for (int i = 0; i < wanted.size(); i++) {
      String want = wanted.get(i);
      if (want.startsWith("{")) {
        parameters = Map.of(want.substring(1, want.length() - 1), segments.get(i));
      } else if (!want.equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }

  /** The segments of a path; an empty one stays, so that `//` fits no template. */
  static List<String> segments(String path) {
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
