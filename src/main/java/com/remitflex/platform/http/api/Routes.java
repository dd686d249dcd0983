package com.remitflex.platform.http.api;

import java.util.List;

/** The route table: every endpoint of the API, and the lookup by method and path. */
public final class Routes {
  private static final String UNKNOWN = "unknown";

  private final List<Route> table;
  private final PathRouter<Route> router = new PathRouter<>();

  public Routes(List<Route> table) {
    this.table = List.copyOf(table);
    this.table.forEach(route -> router.add(route.method(), route.template(), route));
  }

  public List<Route> table() {
    return table;
  }

  /** Whether a path is the template of one of these routes. */
  public boolean hasTemplate(String path) {
    return table.stream().anyMatch(route -> route.template().equals(path));
  }

  /** Finds the route of a method and of a path without its query. */
  public Match<Route> find(String method, String path) {
    return router.find(method, path);
  }

  /** The template of the route that was found, or `unknown`. */
  public static String template(Match<Route> match) {
    return match instanceof Match.Found<Route> found ? found.target().template() : UNKNOWN;
  }
}
