package com.remitflex.core.engine;

import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.ResponseHeader;
import java.util.Map;

/** Turns the outcome of a command into the answer of its request. */
public final class Responses {
  private static final Map<String, String> REPLAYED =
      Map.of(ResponseHeader.REPLAYED.text(), "true");

  private Responses() {}

  /**
   * The response to a command that took effect.
   *
   * @throws com.remitflex.platform.errors.ApiException the rejection
   */
  public static Response of(Result<Completed> outcome) {
    Completed done = outcome.orElseThrow();
    Response response = Response.json(done.result().status(), done.result().json());
    return done.replayed() ? response.with(REPLAYED) : response;
  }
}
