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
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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
                250,
                500,
                1_000,
                2_500,
                5_000,
                10_000,
                25_000,
                50_000,
                100_000,
                250_000,
                500_000,
                1_000_000,
                2_500_000,
                5_000_000,
                10_000_000
              })
          .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final RouteTimers unknown;

  /** The timers by template and method. */
  private final Map<String, Map<String, RouteTimers>> routes = new HashMap<>();

  private final Map<ErrorCode, Counter> errors = new EnumMap<>(ErrorCode.class);
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
    for (ErrorCode code : ErrorCode.values()) {
      errors.put(
          code,
          Counter.builder("remitflex.http.errors")
              .description("Error responses, by their code")
              .tag("code", code.name())
              .register(registry));
    }
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
    record(
        context.route(),
        context.isHead() ? "GET" : context.method(),
        context.principal(),
        status,
        context.elapsedNanos(),
        context.error());
  }

  /**
   * Counts a request.
   *
   * @param method HTTP method, with GET for HEAD
   */
  void record(
      String route,
      String method,
      Optional<Principal> principal,
      int status,
      long nanos,
      Optional<ErrorCode> error) {
    timers(route, method).of(status, caller(principal)).record(nanos, TimeUnit.NANOSECONDS);
    if (error.isPresent()) {
      Objects.requireNonNull(errors.get(error.get())).increment();
    }
  }

  void unreadable() {
    unreadable.increment();
  }

  void overloaded() {
    overloaded.increment();
  }

  private RouteTimers timers(String route, String method) {
    Map<String, RouteTimers> methods = routes.get(route);
    if (methods == null) {
      return unknown;
    }
    RouteTimers found = methods.get(method);
    return found == null ? methods.getOrDefault(PublicRoutes.ANY_METHOD, unknown) : found;
  }

  private static Caller caller(Optional<Principal> principal) {
    if (principal.isEmpty()) {
      return Caller.NOBODY;
    }
    Map<Environment, Caller> callers =
        Objects.requireNonNull(Caller.KEYS.get(principal.get().scope()));
    return Objects.requireNonNull(callers.get(principal.get().environment()));
  }

  /**
   * The kind of caller.
   *
   * @param position its place among all kinds
   */
  private record Caller(int position, String scope, String environment) {
    /** A request without an accepted key. */
    static final Caller NOBODY = new Caller(0, NONE, NONE);

    static final Map<Scope, Map<Environment, Caller>> KEYS = new EnumMap<>(Scope.class);

    static final int COUNT;

    static {
      int count = 1;
      for (Scope scope : Scope.values()) {
        Map<Environment, Caller> callers = new EnumMap<>(Environment.class);
        for (Environment environment : Environment.values()) {
          callers.put(environment, new Caller(count++, scope.word(), environment.word()));
        }
        KEYS.put(scope, callers);
      }
      COUNT = count;
    }
  }

  /** The timers of one route, each made when it is first used. */
  private final class RouteTimers {
    private static final int CLASSES = 5;

    private final String route;
    private final String method;
    private final AtomicReferenceArray<Timer> timers =
        new AtomicReferenceArray<>(CLASSES * Caller.COUNT);

    RouteTimers(String route, String method) {
      this.route = route;
      this.method = method;
    }

    Timer of(int status, Caller caller) {
      int statusClass = Math.clamp(status / 100, 1, CLASSES);
      int position = caller.position() * CLASSES + statusClass - 1;
      Timer timer = timers.get(position);
      return timer != null ? timer : make(position, statusClass, caller);
    }

    private Timer make(int position, int statusClass, Caller caller) {
      Timer timer =
          Timer.builder("remitflex.http.requests")
              .description("Requests, and the time until the response is ready to be sent")
              .tags("method", method, "route", route, "status", statusClass + "xx")
              .tags("scope", caller.scope(), "environment", caller.environment())
              .serviceLevelObjectives(BUCKETS)
              .register(registry);
      timers.set(position, timer);
      return timer;
    }
  }
}
