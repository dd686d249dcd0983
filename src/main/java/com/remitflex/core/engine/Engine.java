package com.remitflex.core.engine;

import com.remitflex.core.engine.BatchTransaction.LockMode;
import com.remitflex.core.engine.QueuedCommand.Origin;
import com.remitflex.core.idempotency.IdempotencyRecord;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.telemetry.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Runs all commands: it takes those in the queue as a batch, decides them one after the other and
 * commits them together. No timer delays a batch: it holds the commands that came during the commit
 * of the one before.
 */
public final class Engine implements AutoCloseable {
  /** Maximum number of requests in the queue, and of commands of workers. */
  public static final int QUEUE_CAPACITY = 4_096;

  private static final int MAX_BATCH_SIZE = 256;

  /** Beyond this, a client is served sooner if it comes back, and others are not delayed more. */
  private static final Duration MAX_DELAY = Duration.ofSeconds(2);

  private static final Duration MAX_WAIT = Duration.ofSeconds(10);
  private static final Duration MAX_OUTCOME_WAIT = Duration.ofSeconds(30);

  /** Shorter than the lock timeout, so that a duplicate is rejected before its first request is. */
  private static final Duration MAX_DUPLICATE_WAIT = Duration.ofSeconds(1);

  private final CommandQueue queue = newQueue();

  /** The commands whose heads another node holds: the writer never waits for a lock. */
  private final CommandQueue lockQueue = newQueue();

  /** The first of several commands with one idempotency key, while it has no outcome. */
  private final Map<IdempotencyRecord.Key, QueuedCommand> inFlight = new ConcurrentHashMap<>();

  private final OutcomeTimer timer = new OutcomeTimer();
  private final Thread writer;
  private final Thread lockWaiter;

  public Engine(Database database, CallerGuard guard) {
    this(database, guard, EngineListener.NONE);
  }

  public Engine(Database database, CallerGuard guard, EngineListener listener) {
    BatchRunner runner = new BatchRunner(database, guard, listener, queue, lockQueue);
    this.writer =
        Thread.ofPlatform()
            .name("engine-writer")
            .unstarted(() -> runner.serve(queue, LockMode.SKIP_LOCKED));
    this.lockWaiter =
        Thread.ofPlatform()
            .name("engine-lock-waiter")
            .unstarted(() -> runner.serve(lockQueue, LockMode.WAIT_FOR_FIRST));
  }

  private static CommandQueue newQueue() {
    return new CommandQueue(QUEUE_CAPACITY, MAX_BATCH_SIZE, MAX_DELAY);
  }

  public Engine start() {
    writer.start();
    lockWaiter.start();
    return this;
  }

  /** Runs the command of a request and waits for its outcome. */
  @CheckReturnValue
  public Result<Completed> run(Command command) {
    try (Span _ = Span.current().child("engine.command")) {
      return await(enqueue(command, Origin.REQUEST));
    }
  }

  /**
   * Runs several commands of a worker, in this order where they change the same account. Requests
   * come before them.
   */
  @CheckReturnValue
  public List<Result<Completed>> runAll(List<? extends Command> commands) {
    try (Span span = Span.current().child("engine.commands")) {
      span.set("remitflex.commands", commands.size());
      List<QueuedCommand> queued = new ArrayList<>();
      for (Command command : commands) {
        queued.add(enqueue(command, Origin.BACKGROUND));
      }
      return queued.stream().map(this::await).toList();
    }
  }

  /**
   * The commands that no batch has taken yet.
   *
   * @param requests those for which a client, a member or the operator waits
   * @param oldest how long the first of these has been in the engine
   * @param workers those of the platform's workers
   * @param locked those whose heads another node holds
   */
  public record Queued(long requests, Duration oldest, long workers, long locked) {}

  public Queued queued() {
    return new Queued(
        queue.size(Origin.REQUEST),
        Duration.ofNanos(queue.oldestNanos()),
        queue.size(Origin.BACKGROUND),
        lockQueue.size());
  }

  private QueuedCommand enqueue(Command command, Origin origin) {
    QueuedCommand queued = new QueuedCommand(command, origin);
    command.caller().recordKey().ifPresent(key -> findDuplicate(key, queued));
    if (!queue.add(queued)) {
      queued.reject(EngineErrors.overloaded());
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
        return queued.rejected(EngineErrors.overloaded());
      }
      return timer.await(queued.outcome(), MAX_WAIT);
    } catch (TimeoutException e) {
      return remove(queued) ? queued.rejected(EngineErrors.overloaded()) : awaitBatch(queued);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return remove(queued) ? queued.rejected(EngineErrors.overloaded()) : queued.giveUp();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private boolean endsSoon(QueuedCommand queued) throws InterruptedException, ExecutionException {
    try {
      timer.await(queued.outcome(), MAX_DUPLICATE_WAIT);
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

  private Result<Completed> awaitBatch(QueuedCommand queued) {
    try {
      return timer.await(queued.outcome(), MAX_OUTCOME_WAIT);
    } catch (TimeoutException e) {
      return queued.giveUp();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return queued.giveUp();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Accepts no more commands and finishes those in the queues. */
  @Override
  public void close() {
    queue.close();
    try {
      writer.join(MAX_WAIT.toMillis());
      lockQueue.close();
      lockWaiter.join(MAX_WAIT.toMillis());
      rejectLeft();
      timer.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rejectLeft() {
    List<QueuedCommand> left = new ArrayList<>(queue.drain());
    left.addAll(lockQueue.drain());
    for (QueuedCommand queued : left) {
      queued
          .outcome()
          .complete(queued.isOutcomeUnknown() ? EngineErrors.unknown() : EngineErrors.overloaded());
    }
  }
}
