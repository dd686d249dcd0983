package com.remitflex.core.engine;

import com.remitflex.platform.errors.Result;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A command in the engine, and the caller who waits for its outcome. */
final class QueuedCommand {
  private final Command command;
  private final CompletableFuture<Result<Completed>> outcome = new CompletableFuture<>();
  private int misses;
  private int failures;
  private volatile boolean outcomeUnknown;
  private volatile Optional<QueuedCommand> first = Optional.empty();

  QueuedCommand(Command command) {
    this.command = command;
  }

  Command command() {
    return command;
  }

  CompletableFuture<Result<Completed>> outcome() {
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

  /** Tells it of an earlier one with the same idempotency key. */
  void comesAfter(QueuedCommand earlier) {
    first = Optional.of(earlier);
  }

  /** Whether an earlier one with the same idempotency key has no outcome yet. */
  boolean isTwinOfOneUnderWay() {
    return first.filter(twin -> !twin.outcome.isDone()).isPresent();
  }
}
