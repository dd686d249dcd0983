package com.remitflex.features.http;

import com.remitflex.core.engine.Completed;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.ResponseHeader;
import java.util.Map;
import java.util.function.Supplier;

/** The HTTP response to a command of the engine. */
public final class CommandResponse {
  private static final Map<String, String> REPLAYED =
      Map.of(ResponseHeader.REPLAYED.text(), "true");

  private CommandResponse() {}

  /**
   * The response to a command that took effect.
   *
   * @throws com.remitflex.platform.errors.ApiException the rejection
   */
  public static Response of(Result<Completed> outcome) {
    Completed completed = outcome.orElseThrow();
    return of(completed, completed.result().json());
  }

  /**
   * As {@link #of(Result)}, with a body that is made again for each response, also for that of a
   * repeated request.
   *
   * @throws com.remitflex.platform.errors.ApiException the rejection
   */
  public static Response of(Result<Completed> outcome, Supplier<String> body) {
    return of(outcome.orElseThrow(), body.get());
  }

  private static Response of(Completed completed, String body) {
    Response response = Response.json(completed.result().status(), body);
    return completed.replayed() ? response.with(REPLAYED) : response;
  }
}
