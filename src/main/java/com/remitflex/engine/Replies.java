package com.remitflex.engine;

import com.remitflex.http.Reply;
import com.remitflex.http.ResponseHeader;
import java.util.Map;

/** Turns the outcome of a command into the answer of its request. */
public final class Replies {
  private static final Map<String, String> REPLAYED =
      Map.of(ResponseHeader.REPLAYED.text(), "true");

  private Replies() {}

  /**
   * The reply to an outcome.
   *
   * @throws com.remitflex.errors.ApiException the refusal
   */
  public static Reply of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Refused refused -> throw refused.error().exception();
      case Outcome.Done done -> {
        Reply reply = Reply.json(done.answer().status(), done.answer().json());
        yield done.replayed() ? reply.with(REPLAYED) : reply;
      }
    };
  }
}
