package com.remitflex.features.rails;

import java.time.Duration;

/** What a rail says when an order is handed to it. */
public sealed interface Submission {
  /** It is on its way; ask for a report after this time. */
  record Accepted(Duration reportAfter) implements Submission {}

  /** It was not taken and never will be. */
  record Refused(FailureReason reason) implements Submission {}

  /** Nobody knows; the money stays held, and the same reference is submitted again later. */
  record Unknown(Duration againAfter) implements Submission {}
}
