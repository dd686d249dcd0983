package com.remitflex.core.engine;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.idempotency.IdempotencyRecord;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.telemetry.Span;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A command in the engine, with the outcome for which its caller waits. */
final class QueuedCommand {
  /** Who waits for the command, which decides how soon a batch takes it. */
  enum Origin {
    /** A client, a member or the operator. */
    REQUEST,
    /** A worker of the platform, which has more such commands and can wait. */
    BACKGROUND
  }

  private final Command command;
  private final Origin origin;

  // These are formed by the caller's thread: a batch has only one.
  private final Set<HeadId> heads;
  private final List<IdempotencyRecord.Key> recordKeys;

  private final long addedNanos = System.nanoTime();
  private final CompletableFuture<Result<Completed>> outcome = new CompletableFuture<>();

  /** The span of the caller, which the span of its batch names. */
  private final Span span = Span.current();

  private int lockMisses;
  private int failures;
  private volatile boolean outcomeUnknown;
  private volatile Optional<QueuedCommand> first = Optional.empty();

  QueuedCommand(Command command, Origin origin) {
    this.command = command;
    this.origin = origin;
    this.heads = command.heads();
    this.recordKeys = command.caller().recordKeys();
  }

  Command command() {
    return command;
  }

  /** The accounts whose heads must be locked. */
  Set<HeadId> heads() {
    return heads;
  }

  /** The keys under which an earlier result may be stored. */
  List<IdempotencyRecord.Key> recordKeys() {
    return recordKeys;
  }

  Origin origin() {
    return origin;
  }

  /** Whether it has been in the engine longer than the other one. */
  boolean isOlderThan(QueuedCommand other) {
    return addedNanos - other.addedNanos < 0;
  }

  /** How long it has been in the engine. */
  long ageNanos() {
    return System.nanoTime() - addedNanos;
  }

  Span span() {
    return span;
  }

  CompletableFuture<Result<Completed>> outcome() {
    return outcome;
  }

  /** Counts that another transaction held its head; returns the count. */
  int countLockMiss() {
    return ++lockMisses;
  }

  /** Counts that its transaction failed before COMMIT; returns the count. */
  int countFailure() {
    return ++failures;
  }

  /** Whether a COMMIT with this command was sent and got no response. */
  boolean isOutcomeUnknown() {
    return outcomeUnknown;
  }

  void markOutcomeUnknown() {
    outcomeUnknown = true;
  }

  /** Marks it as a duplicate of an earlier command with the same idempotency key. */
  void markDuplicateOf(QueuedCommand earlier) {
    first = Optional.of(earlier);
  }

  /** Whether an earlier command with the same idempotency key has no outcome yet. */
  boolean isDuplicateInFlight() {
    return first.filter(earlier -> !earlier.outcome.isDone()).isPresent();
  }

  /**
   * Rejects the command, which had no effect. A duplicate learns only that its first request is in
   * progress.
   */
  void reject(Result<Completed> otherwise) {
    outcome.complete(isDuplicateInFlight() ? EngineErrors.inProgress() : otherwise);
  }

  /** As {@link #reject}; returns the outcome. */
  @CheckReturnValue
  Result<Completed> rejected(Result<Completed> otherwise) {
    reject(otherwise);
    return outcome.join();
  }

  /** Reports an unknown outcome, and returns it; the command does not run again after that. */
  @CheckReturnValue
  Result<Completed> giveUp() {
    outcome.complete(EngineErrors.unknown());
    return outcome.join();
  }
}
