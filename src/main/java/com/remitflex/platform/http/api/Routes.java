package com.remitflex.platform.http.api;

import com.remitflex.platform.access.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The route table: every endpoint of the API with its least scope, and how a request finds it. */
public final class Routes {
  private final List<Route> table;

  public Routes(List<Route> table) {
    this.table = List.copyOf(table);
  }

  public List<Route> table() {
    return table;
  }

  /** Whether a path is the template of one of these routes. */
  public boolean hasTemplate(String path) {
    return table.stream().anyMatch(route -> route.template().equals(path));
  }

  /** What a method and a path lead to. */
  public sealed interface Match {
    record Found(Route route, Map<String, String> parameters) implements Match {
      /** Whether a key calls for itself what any key may do with itself. */
      public boolean isOwnKey(Principal principal) {
        String id = parameters.getOrDefault("id", "");
        return route.isForOwnKey() && (id.equals(principal.keyId()) || id.equals(Route.CURRENT_KEY));
      }
    }

    record WrongMethod(String allowed) implements Match {}

    record Nothing() implements Match {}

    /** The route's template; `unknown` where there is no route. */
    default String template() {
      return this instanceof Found found ? found.route().template() : "unknown";
    }
  }

  /** What a method and a path, without its query, lead to; HEAD leads where GET does. */
  public Match find(String method, String path) {
    List<String> segments = Route.segments(path);
    TreeSet<String> allowed = new TreeSet<>();
    String routed = method.equals("HEAD") ? "GET" : method;
    for (Route route : table) {
      Optional<Map<String, String>> parameters = route.match(segments);
      if (parameters.isPresent()) {
        if (route.method().equals(routed)) {
          return new Match.Found(route, parameters.get());
        }
        allowed.add(route.method());
        if (route.method().equals("GET")) {
          allowed.add("HEAD");
        }
      }
    }
    return allowed.isEmpty()
        ? new Match.Nothing()
        : new Match.WrongMethod(String.join(", ", allowed));
  }
}
