package com.remitflex.core.engine;

import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.ResponseHeader;
import java.util.Map;

/** Turns the outcome of a command into the answer of its request. */
public final class Responses {
  private static final Map<String, String> REPLAYED =
      Map.of(ResponseHeader.REPLAYED.text(), "true");

  private Responses() {}

  /**
   * The reply to an outcome.
   *
   * @throws com.remitflex.platform.errors.ApiException the refusal
   */
  public static Response of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Refused refused -> throw refused.error().exception();
      case Outcome.Done done -> {
        Response reply = Response.json(done.answer().status(), done.answer().json());
        yield done.replayed() ? reply.with(REPLAYED) : reply;
      }
    };
  }
}
