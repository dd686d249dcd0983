package com.remitflex.web.dashboard.forms;

/** What the repetition of a form does: the same token was submitted before. */
public enum Repeat {
  /**
   * The form's command goes to the engine under an idempotency key made of the token, committed
   * with the effect: a repetition gets the first outcome, whichever process crashed in between.
   */
  ENGINE,
  /**
   * The token is claimed before the form acts, and its response is stored encrypted under the
   * token: a repetition gets that response, or learns that the result is not known.
   */
  STORED,
  /** Nothing happens that must not happen twice: the page says why in the table. */
  AGAIN
}
