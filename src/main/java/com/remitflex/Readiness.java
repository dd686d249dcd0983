package com.remitflex;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Migrations;
import com.remitflex.platform.http.api.PublicRoutes;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.BuildInfo;
import com.remitflex.platform.jobs.Recent;
import com.remitflex.platform.json.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** The health endpoints: whether the process runs, and whether it can serve requests. */
final class Readiness {
  /** Limits the queries, since anyone may call the endpoint. */
  private static final Duration MAX_AGE = Duration.ofMillis(500);

  private final Database database;
  private final Migrations migrations;
  private final Supplier<Response> databaseState;
  private volatile boolean serving;

  Readiness(Database database) {
    this.database = database;
    this.migrations = new Migrations(database.dataSource());
    this.databaseState = new Recent<>(this::checkDatabase, MAX_AGE);
  }

  /** Notes whether the server is started and not shutting down. */
  void serving(boolean now) {
    serving = now;
  }

  void addTo(PublicRoutes routes) {
    Response alive = Response.json(200, Json.text(alive(BuildInfo.current())));
    routes.page("/healthz", () -> alive);
    routes.page(
        "/readyz",
        () -> serving ? databaseState.get() : notReady("The server is starting or shutting down."));
  }

  /** What is not known about the build is null. */
  private static ObjectNode alive(BuildInfo build) {
    return Json.object()
        .put("status", "alive")
        .put("version", build.version())
        .put("commit", build.commit().isEmpty() ? null : build.revision())
        .put("date", build.date().map(Json::time).orElse(null));
  }

  private Response checkDatabase() {
    try {
      database.use(handle -> handle.execute("SELECT 1"));
      Optional<Migrations.Problem> problem = migrations.problem();
      return problem
          .map(one -> notReady(one.message()))
          .orElseGet(() -> Response.json(200, "{\"status\":\"ready\"}"));
    } catch (RuntimeException e) {
      return notReady("The database does not respond.");
    }
  }

  private static Response notReady(String reason) {
    return Response.json(
        503, Json.text(Json.object().put("status", "not_ready").put("reason", reason)));
  }
}
