package com.remitflex.platform.http.gateway;

import com.remitflex.platform.access.Principal;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.PublicRoutes;
import com.remitflex.platform.http.api.RequestContext;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.ids.Environment;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Counts and times the requests by route, status class, scope and environment. Every label has its
 * values from the tables of routes and from enums: what no route has is `unknown`. A request finds
 * its timer by position and allocates nothing.
 */
public final class RequestMetrics {
  private static final String UNKNOWN = "unknown";
  private static final String NONE = "none";

  private static final Duration[] BUCKETS =
      Arrays.stream(
              new long[] {
                250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
                1_000_000, 2_500_000, 5_000_000, 10_000_000
              })
          .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final RouteTimers unknown;

  /** The timers by template and method. */
  private final Map<String, Map<String, RouteTimers>> routes = new HashMap<>();

  private final Counter[] errors;
  private final Counter unreadable;
  private final Counter overloaded;

  /** The metrics of requests to these routes. */
  public RequestMetrics(MeterRegistry registry, Routes api, PublicRoutes publicRoutes) {
    this.registry = registry;
    this.unknown = new RouteTimers(UNKNOWN, UNKNOWN);
    for (Route route : api.table()) {
      add(route.template(), route.method());
    }
    publicRoutes.targets().forEach(one -> add(one.template(), one.method()));
    this.errors =
        Arrays.stream(ErrorCode.values())
            .map(code ->
                Counter.builder("remitflex.http.errors")
                    .description("Error responses, by their code")
                    .tag("code", code.name())
                    .register(registry))
            .toArray(Counter[]::new);
    this.unreadable =
        Counter.builder("remitflex.http.unreadable.requests")
            .description("Requests that were rejected because they are not well-formed HTTP")
            .register(registry);
    this.overloaded =
        Counter.builder("remitflex.http.rejected.connections")
            .description("Connections that got 503 because too many were open")
            .register(registry);
  }

  private void add(String template, String method) {
    routes
        .computeIfAbsent(template, any -> new HashMap<>())
        .put(method, new RouteTimers(template, method));
  }

  /** Counts a request with its response. */
  void record(RequestContext context, int status) {
    timers(context).of(status, caller(context.principal())).record(
        context.elapsedNanos(), TimeUnit.NANOSECONDS);
    Optional<ErrorCode> error = context.error();
    if (error.isPresent()) {
      errors[error.get().ordinal()].increment();
    }
  }

  void unreadable() {
    unreadable.increment();
  }

  void overloaded() {
    overloaded.increment();
  }

  private RouteTimers timers(RequestContext context) {
    Map<String, RouteTimers> methods = routes.get(context.route());
    if (methods == null) {
      return unknown;
    }
    RouteTimers found = methods.get(context.isHead() ? "GET" : context.method());
    return found == null ? methods.getOrDefault(PublicRoutes.ANY_METHOD, unknown) : found;
  }

  /** Position of the caller: 0 for a request without an accepted key. */
  private static int caller(Optional<Principal> principal) {
    return principal.isEmpty()
        ? 0
        : 1
            + principal.get().scope().ordinal() * ENVIRONMENTS.length
            + principal.get().environment().ordinal();
  }

  private static final Scope[] SCOPES = Scope.values();
  private static final Environment[] ENVIRONMENTS = Environment.values();

  /** The timers of one route, each made when it is first used. */
  private final class RouteTimers {
    private static final int CLASSES = 5;

    private final String route;
    private final String method;
    private final AtomicReferenceArray<Timer> timers =
        new AtomicReferenceArray<>(CLASSES * (1 + SCOPES.length * ENVIRONMENTS.length));

    RouteTimers(String route, String method) {
      this.route = route;
      this.method = method;
    }

    Timer of(int status, int caller) {
      int statusClass = Math.clamp(status / 100, 1, CLASSES);
      int position = caller * CLASSES + statusClass - 1;
      Timer timer = timers.get(position);
      return timer != null ? timer : make(position, statusClass, caller);
    }

    private Timer make(int position, int statusClass, int caller) {
      Timer timer =
          Timer.builder("remitflex.http.requests")
              .description("Requests, and the time until the response is ready to be sent")
              .tags("method", method, "route", route, "status", statusClass + "xx")
              .tag("scope", caller == 0 ? NONE : SCOPES[(caller - 1) / ENVIRONMENTS.length].word())
              .tag(
                  "environment",
                  caller == 0 ? NONE : ENVIRONMENTS[(caller - 1) % ENVIRONMENTS.length].word())
              .serviceLevelObjectives(BUCKETS)
              .register(registry);
      timers.set(position, timer);
      return timer;
    }
  }
}
