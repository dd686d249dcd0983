package com.remitflex.features.rails;

import java.time.Duration;

/** A rail's response to the submission of an order. */
public sealed interface Submission {
  /** The rail carries out the order; ask for a report after this time. */
  record Accepted(Duration reportAfter) implements Submission {}

  /** The rail will never carry out the order. */
  record Refused(FailureReason reason) implements Submission {}

  /** The outcome is unknown: the money stays held, and the order is submitted again later. */
  record Unknown(Duration againAfter) implements Submission {}
}
