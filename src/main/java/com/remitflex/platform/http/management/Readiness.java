package com.remitflex.platform.http.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Migrations;
import com.remitflex.platform.http.api.PublicRoutes;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.BuildInfo;
import com.remitflex.platform.jobs.Recent;
import com.remitflex.platform.jobs.Sampled;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.telemetry.Gauges;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** The health endpoints: whether the process runs, and whether it can serve requests. */
public final class Readiness {
  /** Limits the queries, since anyone may call the endpoint. */
  private static final Duration MAX_AGE = Duration.ofMillis(500);

  private static final Duration SAMPLE_INTERVAL = Duration.ofSeconds(5);

  private final Database database;
  private final Migrations migrations;
  private final Supplier<State> databaseState;
  private volatile boolean serving;

  /**
   * Whether the server can serve requests.
   *
   * @param problem why not; empty if it can
   */
  private record State(boolean databaseResponds, Optional<String> problem) {
    Response response() {
      return problem
          .map(reason ->
              Response.json(
                  503, Json.text(Json.object().put("status", "not_ready").put("reason", reason))))
          .orElseGet(() -> Response.json(200, "{\"status\":\"ready\"}"));
    }
  }

  public Readiness(Database database) {
    this.database = database;
    this.migrations = new Migrations(database);
    this.databaseState = new Recent<>(this::checkDatabase, MAX_AGE);
  }

  /** Notes whether the server is started and not shutting down. */
  public void serving(boolean now) {
    serving = now;
  }

  /** Adds the endpoints. */
  public void addTo(PublicRoutes routes) {
    Response alive = Response.json(200, Json.text(alive(BuildInfo.current())));
    routes.page("/healthz", () -> alive);
    routes.page(
        "/readyz",
        () ->
            serving
                ? databaseState.get().response()
                : new State(false, Optional.of("The server is starting or shutting down."))
                    .response());
  }

  /** Registers whether the server is ready; a scrape does not wait for the database. */
  public Sampled<?> measuredBy(MeterRegistry registry) {
    Sampled<State> state = Sampled.every(SAMPLE_INTERVAL, "the database", databaseState);
    Gauges.register(
        registry,
        "remitflex.database.up",
        "1 if the database responds, else 0",
        () -> state.get().map(one -> one.databaseResponds() ? 1L : 0L));
    Gauges.register(
        registry,
        "remitflex.ready",
        "1 if the server can serve requests, as at /readyz, else 0",
        () -> state.get().map(one -> serving && one.problem().isEmpty() ? 1L : 0L));
    return state.start();
  }

  /** What is not known about the build is null. */
  private static ObjectNode alive(BuildInfo build) {
    return Json.object()
        .put("status", "alive")
        .put("version", build.version())
        .put("commit", build.commit().isEmpty() ? null : build.revision())
        .put("date", build.date().map(Json::time).orElse(null));
  }

  private State checkDatabase() {
    try {
      database.use(handle -> handle.execute("SELECT 1"));
    } catch (RuntimeException e) {
      return new State(false, Optional.of("The database does not respond."));
    }
    try {
      return new State(true, migrations.problem().map(Migrations.Problem::message));
    } catch (RuntimeException e) {
      return new State(false, Optional.of("The database does not respond."));
    }
  }
}
