package com.remitflex.core.engine;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.BatchTransaction.LockMode;
import com.remitflex.core.engine.EngineListener.Failure;
import com.remitflex.core.engine.EngineListener.Phase;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.SqlErrorKind;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.telemetry.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes batches from a queue, commits each in one transaction, and handles its failures. */
final class BatchRunner {
  private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

  private static final int MAX_LOCK_MISSES = 3;
  private static final int MAX_FAILURES = 3;
  private static final long RETRY_PAUSE_MILLIS = 5;
  private static final long OUTAGE_PAUSE_MILLIS = 200;

  private final Database database;
  private final CallerGuard guard;
  private final EngineListener listener;
  private final CommandQueue queue;
  private final CommandQueue lockQueue;

  /**
   * A runner for both queues of an engine.
   *
   * @param lockQueue the commands whose heads another node holds
   */
  BatchRunner(
      Database database,
      CallerGuard guard,
      EngineListener listener,
      CommandQueue queue,
      CommandQueue lockQueue) {
    this.database = database;
    this.guard = guard;
    this.listener = listener;
    this.queue = queue;
    this.lockQueue = lockQueue;
  }

  /** Runs the commands of this queue in batches, until the queue is closed and empty. */
  void serve(CommandQueue from, LockMode mode) {
    try {
      while (true) {
        List<QueuedCommand> batch = from.take();
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
      batch.forEach(queued -> {
        var _ = queued.giveUp();
      });
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
    } catch (Writes.UnansweredException e) {
      listener.failed(Failure.UNKNOWN_OUTCOME);
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
    // Its callers are woken by another thread: this one can begin the next batch.
    Thread.ofVirtual()
        .name("engine-outcomes")
        .start(() -> outcomes.forEach((queued, outcome) -> queued.outcome().complete(outcome)));
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
    List<Span> callers = batch.stream().map(QueuedCommand::span).toList();
    try (Span span = Span.linked("engine.batch", callers)) {
      span.set("remitflex.commands", batch.size());
      try {
        return commit(batch, mode);
      } catch (RuntimeException | Error e) {
        span.failed(e.getClass().getSimpleName());
        throw e;
      }
    }
  }

  private Map<QueuedCommand, Result<Completed>> commit(List<QueuedCommand> batch, LockMode mode) {
    boolean committed = false;
    PhaseTimer timer = new PhaseTimer(listener);
    try (Handle handle = database.openForEngine()) {
      handle.begin();
      timer.end(Phase.CONNECT);
      BatchTransaction transaction = new BatchTransaction(handle, guard, timer);
      Map<QueuedCommand, Result<Completed>> outcomes;
      try {
        outcomes = transaction.run(batch, mode);
      } catch (RuntimeException | Error e) {
        rollback(handle, e);
        throw e;
      }
      committed = true;
      listener.committed(outcomes.size(), transaction.events());
      return outcomes;
    } catch (RuntimeException | Error e) {
      // Also when only the return of the connection to the pool failed.
      if (committed) {
        throw new Writes.UnansweredException(e);
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
    listener.missedLock(missed.size());
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
        queued.reject(EngineErrors.overloaded());
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
    listener.failed(failure(kind));
    switch (kind) {
      case AWAY -> retry(batch, mode, failure, OUTAGE_PAUSE_MILLIS);
      case RUN_AGAIN -> retry(batch, mode, failure, RETRY_PAUSE_MILLIS);
      case LOCK_TIMEOUT -> {
        switch (mode) {
          case SKIP_LOCKED -> split(batch, mode, failure, EngineErrors.overloaded());
          case WAIT_FOR_FIRST -> lockTimedOut(batch);
        }
      }
      case DATA -> split(batch, mode, failure, EngineErrors.unexpected());
    }
  }

  private static Failure failure(SqlErrorKind kind) {
    return switch (kind) {
      case AWAY -> Failure.UNREACHABLE;
      case RUN_AGAIN -> Failure.CONFLICT;
      case LOCK_TIMEOUT -> Failure.LOCK_TIMEOUT;
      case DATA -> Failure.ERROR;
    };
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
        queued.reject(EngineErrors.unreachable());
      }
    }
    pause(pauseMillis);
    requeue(retried, mode);
  }

  /** The heads of the first command stayed locked: rejects all commands of these heads. */
  private void lockTimedOut(List<QueuedCommand> batch) {
    Set<HeadId> held = batch.getFirst().heads();
    List<QueuedCommand> retried = new ArrayList<>();
    List<QueuedCommand> unknown = new ArrayList<>();
    for (QueuedCommand queued : batch) {
      if (!queued.heads().equals(held)) {
        retried.add(queued);
      } else if (queued.isOutcomeUnknown()) {
        // Not rejected: it may have taken effect, and the lock may be that of its own COMMIT.
        unknown.add(queued);
      } else {
        queued.reject(EngineErrors.overloaded());
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

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
