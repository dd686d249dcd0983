package com.remitflex.core.engine;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.BatchTransaction.LockMode;
import com.remitflex.core.idempotency.IdempotencyRecord;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.SqlErrorKind;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all commands: it takes those in the queue as a batch, decides them one after the other and
 * commits them together. No timer delays a batch: it holds the commands that came during the commit
 * of the one before.
 */
public final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private static final int QUEUE_CAPACITY = 4_096;
  private static final int MAX_BATCH_SIZE = 256;
  private static final int MAX_LOCK_MISSES = 3;
  private static final int MAX_FAILURES = 3;
  private static final long MAX_WAIT_SECONDS = 10;
  private static final long MAX_OUTCOME_WAIT_SECONDS = 30;

  /** Shorter than the lock timeout, so that a duplicate is rejected before its first request is. */
  private static final long MAX_DUPLICATE_WAIT_MILLIS = 1_000;

  private static final long RETRY_PAUSE_MILLIS = 5;
  private static final long OUTAGE_PAUSE_MILLIS = 200;

  private final Database database;
  private final CallerGuard guard;
  private final CommandQueue queue = new CommandQueue(QUEUE_CAPACITY);

  /** The commands whose heads another node holds: the writer never waits for a lock. */
  private final CommandQueue lockQueue = new CommandQueue(QUEUE_CAPACITY);

  /** The first of several commands with one idempotency key, while it has no outcome. */
  private final Map<IdempotencyRecord.Key, QueuedCommand> inFlight = new ConcurrentHashMap<>();

  private final Thread writer;
  private final Thread lockWaiter;

  public Engine(Database database, CallerGuard guard) {
    this.database = database;
    this.guard = guard;
    this.writer =
        Thread.ofPlatform()
            .name("engine-writer")
            .unstarted(() -> serve(queue, LockMode.SKIP_LOCKED));
    this.lockWaiter =
        Thread.ofPlatform()
            .name("engine-lock-waiter")
            .unstarted(() -> serve(lockQueue, LockMode.WAIT_FOR_FIRST));
  }

  public Engine start() {
    writer.start();
    lockWaiter.start();
    return this;
  }

  /** Runs one command and waits for its outcome. */
  @CheckReturnValue
  public Result<Completed> run(Command command) {
    return await(enqueue(command));
  }

  /** Runs several commands, in this order where they change the same account. */
  @CheckReturnValue
  public List<Result<Completed>> runAll(List<? extends Command> commands) {
    List<QueuedCommand> queued = new ArrayList<>();
    for (Command command : commands) {
      queued.add(enqueue(command));
    }
    return queued.stream().map(this::await).toList();
  }

  private QueuedCommand enqueue(Command command) {
    QueuedCommand queued = new QueuedCommand(command);
    command.caller().recordKey().ifPresent(key -> findDuplicate(key, queued));
    if (!queue.add(queued)) {
      reject(queued, overloaded());
    }
    return queued;
  }

  private void findDuplicate(IdempotencyRecord.Key key, QueuedCommand queued) {
    QueuedCommand first = inFlight.putIfAbsent(key, queued);
    if (first == null) {
      var _ = queued.outcome().thenRun(() -> inFlight.remove(key, queued));
    } else {
      queued.markDuplicateOf(first);
    }
  }

  /** Once a batch has taken the command, only the batch knows its outcome. */
  private Result<Completed> await(QueuedCommand queued) {
    try {
      if (queued.isDuplicateInFlight() && !endsSoon(queued) && removeDuplicate(queued)) {
        return rejected(queued, overloaded());
      }
      return queued.outcome().get(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return remove(queued) ? rejected(queued, overloaded()) : awaitBatch(queued);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return remove(queued) ? rejected(queued, overloaded()) : giveUp(queued);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static boolean endsSoon(QueuedCommand queued)
      throws InterruptedException, ExecutionException {
    try {
      queued.outcome().get(MAX_DUPLICATE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private boolean removeDuplicate(QueuedCommand queued) {
    return queued.isDuplicateInFlight() && remove(queued);
  }

  private boolean remove(QueuedCommand queued) {
    return queue.remove(queued) || lockQueue.remove(queued);
  }

  private static Result<Completed> awaitBatch(QueuedCommand queued) {
    try {
      return queued.outcome().get(MAX_OUTCOME_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return giveUp(queued);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return giveUp(queued);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Reports an unknown outcome; the command does not run again after that. */
  private static Result<Completed> giveUp(QueuedCommand queued) {
    queued.outcome().complete(unknown());
    return queued.outcome().join();
  }

  private void serve(CommandQueue from, LockMode mode) {
    try {
      while (true) {
        List<QueuedCommand> batch = from.take(MAX_BATCH_SIZE);
        if (batch.isEmpty()) {
          return;
        }
        runSafely(batch, mode);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** On any error, the thread continues and each caller gets an outcome. */
  private void runSafely(List<QueuedCommand> batch, LockMode mode) {
    try {
      run(batch, mode);
    } catch (RuntimeException | Error e) {
      LOG.error("a batch of {} commands failed unexpectedly", batch.size(), e);
      batch.forEach(Engine::giveUp);
    }
  }

  private void run(List<QueuedCommand> given, LockMode mode) {
    List<QueuedCommand> batch = given.stream().filter(one -> !one.outcome().isDone()).toList();
    if (batch.isEmpty()) {
      return;
    }
    Map<QueuedCommand, Result<Completed>> outcomes;
    try {
      outcomes = transact(batch, mode);
    } catch (CommitUnansweredException e) {
      LOG.warn("no response to the COMMIT of {} commands; checking them", batch.size(), e);
      batch.forEach(QueuedCommand::markOutcomeUnknown);
      pause(OUTAGE_PAUSE_MILLIS);
      requeue(batch, mode);
      return;
    } catch (RuntimeException | Error e) {
      failed(batch, mode, e);
      return;
    }
    // Committed: from here on no command of the batch may run again.
    outcomes.forEach((queued, outcome) -> queued.outcome().complete(outcome));
    List<QueuedCommand> missed =
        batch.stream().filter(queued -> !outcomes.containsKey(queued)).toList();
    if (!missed.isEmpty()) {
      missed(missed, mode);
    }
  }

  private void requeue(List<QueuedCommand> batch, LockMode mode) {
    switch (mode) {
      case SKIP_LOCKED -> queue.requeue(batch);
      case WAIT_FOR_FIRST -> lockQueue.requeue(batch);
    }
  }

  private Map<QueuedCommand, Result<Completed>> transact(List<QueuedCommand> batch, LockMode mode) {
    boolean committing = false;
    try (Handle handle = database.openForEngine()) {
      handle.begin();
      Map<QueuedCommand, Result<Completed>> outcomes;
      try {
        outcomes = new BatchTransaction(handle, guard).run(batch, mode);
      } catch (RuntimeException | Error e) {
        rollback(handle, e);
        throw e;
      }
      committing = true;
      handle.commit();
      return outcomes;
    } catch (RuntimeException | Error e) {
      // Also when only the return of the connection to the pool failed.
      if (committing) {
        throw new CommitUnansweredException(e);
      }
      throw e;
    }
  }

  private static void rollback(Handle handle, Throwable cause) {
    try {
      handle.rollback();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  /** Commands whose head another node holds are retried first; after some misses they wait. */
  private void missed(List<QueuedCommand> missed, LockMode mode) {
    if (mode == LockMode.WAIT_FOR_FIRST) {
      lockQueue.requeue(missed);
      return;
    }
    List<QueuedCommand> retried = new ArrayList<>();
    for (QueuedCommand queued : missed) {
      if (queued.countLockMiss() < MAX_LOCK_MISSES) {
        retried.add(queued);
      } else if (queued.isOutcomeUnknown()) {
        lockQueue.requeue(List.of(queued));
      } else if (!lockQueue.add(queued)) {
        reject(queued, overloaded());
      }
    }
    if (!retried.isEmpty()) {
      pause(RETRY_PAUSE_MILLIS);
      queue.requeue(retried);
    }
  }

  /** This attempt committed no command of the batch. */
  private void failed(List<QueuedCommand> batch, LockMode mode, Throwable failure) {
    SqlErrorKind kind = SqlErrorKind.find(failure).orElse(SqlErrorKind.DATA);
    switch (kind) {
      case AWAY -> retry(batch, mode, failure, OUTAGE_PAUSE_MILLIS);
      case RUN_AGAIN -> retry(batch, mode, failure, RETRY_PAUSE_MILLIS);
      case LOCK_TIMEOUT -> {
        switch (mode) {
          case SKIP_LOCKED -> split(batch, mode, failure, overloaded());
          case WAIT_FOR_FIRST -> lockTimedOut(batch);
        }
      }
      case DATA -> split(batch, mode, failure, unexpected());
    }
  }

  private void retry(
      List<QueuedCommand> batch, LockMode mode, Throwable failure, long pauseMillis) {
    LOG.warn("retrying a batch of {} commands: {}", batch.size(), failure.toString());
    List<QueuedCommand> retried = new ArrayList<>();
    for (QueuedCommand queued : batch) {
      // A command whose COMMIT had no response may have taken effect: it waits for the truth.
      if (queued.isOutcomeUnknown() || queued.countFailure() < MAX_FAILURES) {
        retried.add(queued);
      } else {
        reject(queued, unreachable());
      }
    }
    pause(pauseMillis);
    requeue(retried, mode);
  }

  /** The heads of the first command stayed locked: rejects all commands of these heads. */
  private void lockTimedOut(List<QueuedCommand> batch) {
    Set<HeadId> held = batch.getFirst().command().heads();
    List<QueuedCommand> retried = new ArrayList<>();
    List<QueuedCommand> unknown = new ArrayList<>();
    for (QueuedCommand queued : batch) {
      if (!queued.command().heads().equals(held)) {
        retried.add(queued);
      } else if (queued.isOutcomeUnknown()) {
        // Not rejected: it may have taken effect, and the lock may be that of its own COMMIT.
        unknown.add(queued);
      } else {
        reject(queued, overloaded());
      }
    }
    LOG.warn(
        "{} commands timed out waiting for the lock on {}", batch.size() - retried.size(), held);
    retried.addAll(unknown);
    lockQueue.requeue(retried);
  }

  /** Halves the batch until the failing command is alone, so that the others are not affected. */
  private void split(
      List<QueuedCommand> batch, LockMode mode, Throwable failure, Result<Completed> outcome) {
    if (batch.size() > 1) {
      int half = batch.size() / 2;
      run(batch.subList(0, half), mode);
      run(batch.subList(half, batch.size()), mode);
      return;
    }
    LOG.error("{} failed", batch.getFirst().command().getClass().getSimpleName(), failure);
    if (batch.getFirst().isOutcomeUnknown()) {
      // It may have taken effect: it is checked again until its caller gives up.
      pause(OUTAGE_PAUSE_MILLIS);
      requeue(batch, mode);
    } else {
      batch.getFirst().outcome().complete(outcome);
    }
  }

  /**
   * Rejects a command that had no effect. A duplicate learns only that its first request is in
   * progress.
   */
  private static void reject(QueuedCommand queued, Result<Completed> otherwise) {
    queued.outcome().complete(queued.isDuplicateInFlight() ? inProgress() : otherwise);
  }

  private static Result<Completed> rejected(QueuedCommand queued, Result<Completed> otherwise) {
    reject(queued, otherwise);
    return queued.outcome().join();
  }

  private static Result<Completed> inProgress() {
    return Result.rejected(
        ApiError.later(
            ErrorCode.IDEMPOTENCY_IN_PROGRESS,
            "The first request with this Idempotency-Key is still in progress. Send it again with"
                + " the same key to get its response.",
            1));
  }

  private static Result<Completed> unexpected() {
    return Result.rejected(
        ErrorCode.INTERNAL_ERROR,
        "The server failed unexpectedly. This request had no effect. Report the X-Request-Id.");
  }

  private static Result<Completed> unknown() {
    return Result.rejected(
        ErrorCode.INTERNAL_ERROR,
        "The connection to the database was lost during this request, and it is not known yet"
            + " whether the request took effect. Send it again with the same Idempotency-Key, or"
            + " check first whether it took effect.");
  }

  private static Result<Completed> overloaded() {
    return Result.rejected(
        ApiError.later(
            ErrorCode.SERVICE_UNAVAILABLE,
            "The server is overloaded or shutting down. This request had no effect; try again.",
            1));
  }

  private static Result<Completed> unreachable() {
    return Result.rejected(
        ApiError.later(
            ErrorCode.SERVICE_UNAVAILABLE,
            "The database is unreachable at the moment. This request had no effect; try again.",
            1));
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Accepts no more commands and finishes those in the queues. */
  @Override
  public void close() {
    queue.close();
    try {
      writer.join(TimeUnit.SECONDS.toMillis(MAX_WAIT_SECONDS));
      lockQueue.close();
      lockWaiter.join(TimeUnit.SECONDS.toMillis(MAX_WAIT_SECONDS));
      rejectLeft();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rejectLeft() {
    List<QueuedCommand> left = new ArrayList<>(queue.drain());
    left.addAll(lockQueue.drain());
    for (QueuedCommand queued : left) {
      queued.outcome().complete(queued.isOutcomeUnknown() ? unknown() : overloaded());
    }
  }

  /** The connection was lost during COMMIT: the outcome is unknown. */
  private static final class CommitUnansweredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommitUnansweredException(Throwable cause) {
      super(cause);
    }
  }
}
