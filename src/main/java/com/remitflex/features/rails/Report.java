package com.remitflex.features.rails;

import java.time.Duration;

/** What a rail says later of an order that it accepted. */
public sealed interface Report {
  /** Nothing new. */
  record Pending(Duration againAfter) implements Report {}

  /** The money has left; where a bank is paid, ask again after this time. */
  record Settled(Duration againAfter) implements Report {}

  /** The recipient's bank has it. */
  record Delivered() implements Report {}

  record Failed(FailureReason reason) implements Report {}
}
