package com.remitflex.core.engine;

import com.remitflex.platform.errors.ApiError;

/** How a command ended. */
public sealed interface Outcome {
  /**
   * It took effect, now or when it was sent before.
   *
   * @param replayed whether the effect is of an earlier request with the same idempotency key
   */
  record Done(CommandResult answer, boolean replayed) implements Outcome {}

  /** It had no effect. */
  record Refused(ApiError error) implements Outcome {}
}
