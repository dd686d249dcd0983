package com.remitflex.features.rails;

import java.time.Duration;

/** A rail's report on an order that it accepted. */
public sealed interface Report {
  /** No progress. */
  record Pending(Duration againAfter) implements Report {}

  /** The money has left the platform; for a bank account, ask again after this time. */
  record Settled(Duration againAfter) implements Report {}

  /** The recipient's bank has received the money. */
  record Delivered() implements Report {}

  record Failed(FailureReason reason) implements Report {}
}
