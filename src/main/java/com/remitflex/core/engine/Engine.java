package com.remitflex.core.engine;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.BatchTransaction.Patience;
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
 * All that moves money passes here: commands that wait are gathered into a batch, decided one after
 * the other and committed together. No timer gathers: a batch is what came while the last one was
 * being committed.
 */
public final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private static final int ROOM = 4_096;
  private static final int LARGEST_BATCH = 256;
  private static final int MOST_MISSES = 3;
  private static final int MOST_FAILURES = 3;
  private static final long LONGEST_WAIT_SECONDS = 10;
  private static final long LONGEST_OUTCOME_SECONDS = 30;

  /** How long a twin waits for the outcome of the first; less than a held head is waited for. */
  private static final long LONGEST_TWIN_MILLIS = 1_000;

  private static final long PAUSE_MILLIS = 5;
  private static final long PAUSE_UNKNOWN_MILLIS = 200;

  private final Database database;
  private final CallerGuard guard;
  private final CommandQueue room = new CommandQueue(ROOM);

  /** What waits for heads that another node holds, so that the writer never waits for them. */
  private final CommandQueue patientRoom = new CommandQueue(ROOM);

  /** What is under way on this node, by its idempotency key: the first of several with one key. */
  private final Map<IdempotencyRecord.Key, QueuedCommand> underWay = new ConcurrentHashMap<>();

  private final Thread writer;
  private final Thread patient;

  public Engine(Database database, CallerGuard guard) {
    this.database = database;
    this.guard = guard;
    this.writer =
        Thread.ofPlatform().name("engine-writer").unstarted(() -> serve(room, Patience.NONE));
    this.patient =
        Thread.ofPlatform()
            .name("engine-patient")
            .unstarted(() -> serve(patientRoom, Patience.FOR_THE_FIRST));
  }

  public Engine start() {
    writer.start();
    patient.start();
    return this;
  }

  /** Runs one command and waits for its outcome. */
  @CheckReturnValue
  public Result<Completed> run(Command command) {
    return await(enter(command));
  }

  /** Runs several commands, in this order where they touch the same account. */
  @CheckReturnValue
  public List<Result<Completed>> runAll(List<? extends Command> commands) {
    List<QueuedCommand> entered = new ArrayList<>();
    for (Command command : commands) {
      entered.add(enter(command));
    }
    return entered.stream().map(this::await).toList();
  }

  private QueuedCommand enter(Command command) {
    QueuedCommand waiting = new QueuedCommand(command);
    command.caller().flatMap(Caller::rememberedAs).ifPresent(key -> meetTwin(key, waiting));
    if (!room.enter(waiting)) {
      refuse(waiting, overloaded());
    }
    return waiting;
  }

  private void meetTwin(IdempotencyRecord.Key key, QueuedCommand waiting) {
    QueuedCommand first = underWay.putIfAbsent(key, waiting);
    if (first == null) {
      var _ = waiting.outcome().thenRun(() -> underWay.remove(key, waiting));
    } else {
      waiting.comesAfter(first);
    }
  }

  /** Once a batch has the command, only the batch can say what became of it. */
  private Result<Completed> await(QueuedCommand waiting) {
    try {
      if (waiting.isTwinOfOneUnderWay() && !endsSoon(waiting) && leaveTwin(waiting)) {
        return refused(waiting, overloaded());
      }
      return waiting.outcome().get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return leave(waiting) ? refused(waiting, overloaded()) : awaitBatch(waiting);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return leave(waiting) ? refused(waiting, overloaded()) : giveUp(waiting);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static boolean endsSoon(QueuedCommand waiting)
      throws InterruptedException, ExecutionException {
    try {
      waiting.outcome().get(LONGEST_TWIN_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private boolean leaveTwin(QueuedCommand waiting) {
    return waiting.isTwinOfOneUnderWay() && leave(waiting);
  }

  private boolean leave(QueuedCommand waiting) {
    return room.leave(waiting) || patientRoom.leave(waiting);
  }

  private static Result<Completed> awaitBatch(QueuedCommand waiting) {
    try {
      return waiting.outcome().get(LONGEST_OUTCOME_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return giveUp(waiting);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return giveUp(waiting);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Tells the caller that the outcome is unknown; the command is not run again after that. */
  private static Result<Completed> giveUp(QueuedCommand waiting) {
    waiting.outcome().complete(unknown());
    return waiting.outcome().join();
  }

  private void serve(CommandQueue from, Patience patience) {
    try {
      while (true) {
        List<QueuedCommand> batch = from.take(LARGEST_BATCH);
        if (batch.isEmpty()) {
          return;
        }
        runToTheEnd(batch, patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever goes wrong, the thread lives on and no caller is left without an answer. */
  private void runToTheEnd(List<QueuedCommand> batch, Patience patience) {
    try {
      run(batch, patience);
    } catch (RuntimeException | Error e) {
      LOG.error("a batch of {} broke off", batch.size(), e);
      batch.forEach(Engine::giveUp);
    }
  }

  private void run(List<QueuedCommand> given, Patience patience) {
    List<QueuedCommand> batch = given.stream().filter(one -> !one.outcome().isDone()).toList();
    if (batch.isEmpty()) {
      return;
    }
    Map<QueuedCommand, Result<Completed>> outcomes;
    try {
      outcomes = transact(batch, patience);
    } catch (CommitUnansweredException e) {
      LOG.warn("COMMIT of {} commands unanswered; looking for them", batch.size(), e);
      batch.forEach(QueuedCommand::markOutcomeUnknown);
      pause(PAUSE_UNKNOWN_MILLIS);
      comeBack(batch, patience);
      return;
    } catch (RuntimeException | Error e) {
      failed(batch, patience, e);
      return;
    }
    // Committed: from here on nothing of it may run again.
    outcomes.forEach((waiting, outcome) -> waiting.outcome().complete(outcome));
    List<QueuedCommand> missed =
        batch.stream().filter(waiting -> !outcomes.containsKey(waiting)).toList();
    if (!missed.isEmpty()) {
      missed(missed, patience);
    }
  }

  private void comeBack(List<QueuedCommand> batch, Patience patience) {
    switch (patience) {
      case NONE -> room.comeBack(batch);
      case FOR_THE_FIRST -> patientRoom.comeBack(batch);
    }
  }

  private Map<QueuedCommand, Result<Completed>> transact(
      List<QueuedCommand> batch, Patience patience) {
    boolean committing = false;
    try (Handle handle = database.openForEngine()) {
      handle.begin();
      Map<QueuedCommand, Result<Completed>> outcomes;
      try {
        outcomes = new BatchTransaction(handle, guard).run(batch, patience);
      } catch (RuntimeException | Error e) {
        rollback(handle, e);
        throw e;
      }
      committing = true;
      handle.commit();
      return outcomes;
    } catch (RuntimeException | Error e) {
      // Also when only giving the connection back failed.
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

  /** Commands whose head another node holds try again first, and with patience in the end. */
  private void missed(List<QueuedCommand> missed, Patience patience) {
    if (patience == Patience.FOR_THE_FIRST) {
      patientRoom.comeBack(missed);
      return;
    }
    List<QueuedCommand> again = new ArrayList<>();
    for (QueuedCommand waiting : missed) {
      if (waiting.miss() < MOST_MISSES) {
        again.add(waiting);
      } else if (waiting.isOutcomeUnknown()) {
        patientRoom.comeBack(List.of(waiting));
      } else if (!patientRoom.enter(waiting)) {
        refuse(waiting, overloaded());
      }
    }
    if (!again.isEmpty()) {
      pause(PAUSE_MILLIS);
      room.comeBack(again);
    }
  }

  /** Nothing of the batch was committed by this try. */
  private void failed(List<QueuedCommand> batch, Patience patience, Throwable failure) {
    SqlErrorKind fault = SqlErrorKind.find(failure).orElse(SqlErrorKind.DATA);
    switch (fault) {
      case AWAY, RUN_AGAIN -> {
        LOG.warn("a batch of {} runs again: {}", batch.size(), failure.toString());
        List<QueuedCommand> again = new ArrayList<>();
        for (QueuedCommand waiting : batch) {
          // One whose COMMIT is unanswered may have taken effect: it waits for the truth.
          if (waiting.isOutcomeUnknown() || waiting.fail() < MOST_FAILURES) {
            again.add(waiting);
          } else {
            refuse(waiting, away());
          }
        }
        pause(fault == SqlErrorKind.AWAY ? PAUSE_UNKNOWN_MILLIS : PAUSE_MILLIS);
        comeBack(again, patience);
      }
      case LOCK_TIMEOUT -> {
        switch (patience) {
          case NONE -> split(batch, patience, failure, overloaded());
          case FOR_THE_FIRST -> waitedInVain(batch);
        }
      }
      case DATA -> split(batch, patience, failure, unexpected());
    }
  }

  /** The heads of the first command stayed held: it is refused, with those that want the same. */
  private void waitedInVain(List<QueuedCommand> batch) {
    Set<HeadId> held = batch.getFirst().command().heads();
    List<QueuedCommand> again = new ArrayList<>();
    List<QueuedCommand> unknown = new ArrayList<>();
    for (QueuedCommand waiting : batch) {
      if (!waiting.command().heads().equals(held)) {
        again.add(waiting);
      } else if (waiting.isOutcomeUnknown()) {
        // Not to be refused: it may have taken effect, and the lock may be that COMMIT's own.
        unknown.add(waiting);
      } else {
        refuse(waiting, overloaded());
      }
    }
    LOG.warn("{} commands waited in vain for {}", batch.size() - again.size(), held);
    again.addAll(unknown);
    patientRoom.comeBack(again);
  }

  /** Halves the batch until the command at fault stands alone; its neighbours lose nothing. */
  private void split(
      List<QueuedCommand> batch, Patience patience, Throwable failure, Result<Completed> outcome) {
    if (batch.size() > 1) {
      int half = batch.size() / 2;
      run(batch.subList(0, half), patience);
      run(batch.subList(half, batch.size()), patience);
      return;
    }
    LOG.error("{} failed", batch.getFirst().command().getClass().getSimpleName(), failure);
    if (batch.getFirst().isOutcomeUnknown()) {
      // It may have taken effect: it looks again, until its caller gives up.
      pause(PAUSE_UNKNOWN_MILLIS);
      comeBack(batch, patience);
    } else {
      batch.getFirst().outcome().complete(outcome);
    }
  }

  /** Nothing was done by this one; of a twin nothing is said but that the first is under way. */
  private static void refuse(QueuedCommand waiting, Result<Completed> otherwise) {
    waiting.outcome().complete(waiting.isTwinOfOneUnderWay() ? inProgress() : otherwise);
  }

  private static Result<Completed> refused(QueuedCommand waiting, Result<Completed> otherwise) {
    refuse(waiting, otherwise);
    return waiting.outcome().join();
  }

  private static Result<Completed> inProgress() {
    return Result.rejected(
        ApiError.later(
            ErrorCode.IDEMPOTENCY_IN_PROGRESS,
            "The first request with this Idempotency-Key is still under way. Send it again with"
                + " the same key to see its answer.",
            1));
  }

  private static Result<Completed> unexpected() {
    return Result.rejected(
        ApiError.of(
            ErrorCode.INTERNAL_ERROR,
            "The server failed unexpectedly. Nothing was done. Report the X-Request-Id."));
  }

  private static Result<Completed> unknown() {
    return Result.rejected(
        ApiError.of(
            ErrorCode.INTERNAL_ERROR,
            "The database went away while this request was under way, and whether it took effect"
                + " is not known yet. Send it again with the same Idempotency-Key, or look for its"
                + " effect first."));
  }

  private static Result<Completed> overloaded() {
    return Result.rejected(
        ApiError.later(
            ErrorCode.SERVICE_UNAVAILABLE,
            "The server is overloaded or shutting down. Nothing was done; try again.",
            1));
  }

  private static Result<Completed> away() {
    return Result.rejected(
        ApiError.later(
            ErrorCode.SERVICE_UNAVAILABLE,
            "The database is out of reach at the moment. Nothing was done; try again.",
            1));
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes no more commands and finishes those inside. */
  @Override
  public void close() {
    room.close();
    try {
      writer.join(TimeUnit.SECONDS.toMillis(LONGEST_WAIT_SECONDS));
      patientRoom.close();
      patient.join(TimeUnit.SECONDS.toMillis(LONGEST_WAIT_SECONDS));
      refuseWaiting();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void refuseWaiting() {
    List<QueuedCommand> left = new ArrayList<>(room.clear());
    left.addAll(patientRoom.clear());
    for (QueuedCommand waiting : left) {
      waiting.outcome().complete(waiting.isOutcomeUnknown() ? unknown() : overloaded());
    }
  }

  /** The connection was lost while COMMIT was under way: the outcome is unknown. */
  private static final class CommitUnansweredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommitUnansweredException(Throwable cause) {
      super(cause);
    }
  }
}
