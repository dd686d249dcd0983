package com.remitflex.platform.http.gateway;

import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.RequestContext;
import com.remitflex.platform.http.api.RequestLimit;
import com.remitflex.platform.http.server.ConnectionGuard;
import com.remitflex.platform.http.simulation.RequestSimulation;
import com.remitflex.platform.http.simulation.RequestSimulation.Fault;
import com.remitflex.platform.http.simulation.SimulatedDelays;
import com.remitflex.platform.ids.Environment;
import io.helidon.webserver.CloseConnectionException;
import java.util.List;
import java.util.Optional;

/** Carries out what sandbox requests ask for in the header RemitFlex-Simulate. */
final class Simulations {
  private static final int RETRY_SECONDS = 1;

  private final SimulatedDelays delays = new SimulatedDelays();

  /**
   * Reads the header of a request that may act, and rejects the request if it asks for that.
   *
   * @param window the key's window, in which the request was counted
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR for a wrong header, or the
   *     error that is simulated
   */
  void begin(RequestContext context, Principal principal, Optional<RequestLimit.Window> window) {
    List<String> lines = context.request.headers().all(RequestContext.SIMULATE, List::of);
    if (lines.isEmpty()) {
      return;
    }
    if (principal.environment() != Environment.SANDBOX) {
      throw RequestSimulation.error(
              "This header works only with keys of the sandbox, which begin with rf_test_. Remove"
                  + " it.")
          .exception();
    }
    RequestSimulation simulation = RequestSimulation.parse(lines).orElseThrow();
    if (simulation.isDelayed() && !delays.take(principal.accountId())) {
      throw ApiError.later(
              ErrorCode.SERVICE_UNAVAILABLE,
              "Too many responses are being delayed. The request had no effect; try again.",
              RETRY_SECONDS)
          .exception();
    }
    context.simulation = simulation;
    if (simulation.is(Fault.RATE_LIMIT)) {
      throw rateLimited(window).exception();
    }
    if (simulation.is(Fault.ERROR_BEFORE_COMMIT)) {
      throw ApiError.later(
              ErrorCode.SERVICE_UNAVAILABLE,
              "This error was requested by the header RemitFlex-Simulate. The request had no"
                  + " effect; try again.",
              RETRY_SECONDS)
          .exception();
    }
  }

  private static ApiError rateLimited(Optional<RequestLimit.Window> window) {
    int seconds = window.map(RequestLimit.Window::secondsLeft).orElse(RETRY_SECONDS);
    return ApiError.later(
        ErrorCode.RATE_LIMIT_EXCEEDED,
        "This error was requested by the header RemitFlex-Simulate. Wait %d s, then try again."
            .formatted(seconds),
        seconds);
  }

  /**
   * Holds the response back.
   *
   * @throws CloseConnectionException if there is to be none
   */
  void beforeResponse(RequestContext context) {
    if (context.simulation.isDelayed()) {
      delays.await(context.simulation.delay());
    }
    if (context.simulation.is(Fault.TIMEOUT_AFTER_COMMIT)) {
      ConnectionGuard.current().reset();
      throw new CloseConnectionException("the response was left out, as the request asked");
    }
  }

  /** Ends what a request has begun; called for every request. */
  void end(RequestContext context) {
    if (context.simulation.isDelayed()) {
      delays.release(context.principal().orElseThrow().accountId());
    }
  }

  /** Ends all delays. */
  void drain() {
    delays.end();
  }
}
