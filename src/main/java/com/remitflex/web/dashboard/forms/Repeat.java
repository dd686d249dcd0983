package com.remitflex.web.dashboard.forms;

/** The effect of submitting a form again with the same token. */
public enum Repeat {
  /**
   * The form's command runs in the engine under an idempotency key made of the token, which is
   * committed with the effect. A repetition gets the first outcome, even after a crash.
   */
  ENGINE,
  /**
   * The token is claimed before the form takes effect, and the response is stored encrypted under
   * the token. A repetition gets that response, or a page that says the result is unknown.
   */
  STORED,
  /** The form has no effect that must not happen twice, so it runs again. */
  AGAIN
}
