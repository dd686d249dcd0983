package com.remitflex.engine;

import java.util.concurrent.CompletableFuture;

/** A command in the engine, and the caller who waits for its outcome. */
final class Waiting {
  private final Command command;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private int misses;
  private int failures;
  private volatile boolean outcomeUnknown;

  Waiting(Command command) {
    this.command = command;
  }

  Command command() {
    return command;
  }

  CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  /** Counts that its head was held elsewhere; answers how often now. */
  int miss() {
    return ++misses;
  }

  /** Counts that its transaction failed before COMMIT; answers how often now. */
  int fail() {
    return ++failures;
  }

  /** Whether a COMMIT with this command was sent and never answered. */
  boolean isOutcomeUnknown() {
    return outcomeUnknown;
  }

  void markOutcomeUnknown() {
    outcomeUnknown = true;
  }
}
