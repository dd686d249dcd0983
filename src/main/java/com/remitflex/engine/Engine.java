package com.remitflex.engine;

import com.remitflex.accounts.HeadId;
import com.remitflex.database.Database;
import com.remitflex.database.SqlFault;
import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import com.remitflex.keys.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
  private static final long PAUSE_MILLIS = 5;
  private static final long PAUSE_UNKNOWN_MILLIS = 200;

  private final Database database;
  private final KeyStore keyStore;
  private final WaitingRoom room = new WaitingRoom(ROOM);
  private final Thread writer;

  /** Runs what waits for heads that another node holds, so that the writer never waits for them. */
  private final ExecutorService patient =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("engine-patient").factory());

  /** What waits for the patient thread, by the heads that it needs. */
  private final Map<Set<HeadId>, List<Waiting>> held = new HashMap<>();

  public Engine(Database database, KeyStore keyStore) {
    this.database = database;
    this.keyStore = keyStore;
    this.writer = Thread.ofPlatform().name("engine-writer").unstarted(this::write);
  }

  public Engine start() {
    writer.start();
    return this;
  }

  /** Runs one command and waits for its outcome. */
  public Outcome run(Command command) {
    return await(enter(command));
  }

  /** Runs several commands, in this order where they touch the same account. */
  public List<Outcome> runAll(List<? extends Command> commands) {
    List<Waiting> entered = new ArrayList<>();
    for (Command command : commands) {
      entered.add(enter(command));
    }
    return entered.stream().map(this::await).toList();
  }

  private Waiting enter(Command command) {
    Waiting waiting = new Waiting(command);
    if (!room.enter(waiting)) {
      waiting.outcome().complete(overloaded());
    }
    return waiting;
  }

  /** Once a batch has the command, only the batch can say what became of it. */
  private Outcome await(Waiting waiting) {
    try {
      return waiting.outcome().get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return room.leave(waiting) ? overloaded() : awaitBatch(waiting);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return room.leave(waiting) ? overloaded() : giveUp(waiting);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static Outcome awaitBatch(Waiting waiting) {
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
  private static Outcome giveUp(Waiting waiting) {
    waiting.outcome().complete(unknown());
    return waiting.outcome().join();
  }

  private void write() {
    try {
      while (true) {
        List<Waiting> batch = room.take(LARGEST_BATCH);
        if (batch.isEmpty()) {
          return;
        }
        runToTheEnd(batch, BatchTransaction.Patience.NONE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever goes wrong, the thread lives on and no caller is left without an answer. */
  private void runToTheEnd(List<Waiting> batch, BatchTransaction.Patience patience) {
    try {
      run(batch, patience);
    } catch (RuntimeException | Error e) {
      LOG.error("a batch of {} broke off", batch.size(), e);
      batch.forEach(Engine::giveUp);
    }
  }

  private void run(List<Waiting> given, BatchTransaction.Patience patience) {
    List<Waiting> batch = given.stream().filter(one -> !one.outcome().isDone()).toList();
    if (batch.isEmpty()) {
      return;
    }
    Map<Waiting, Outcome> outcomes;
    try {
      outcomes = transact(batch, patience);
    } catch (CommitUnansweredException e) {
      LOG.warn("COMMIT of {} commands unanswered; looking for them", batch.size(), e);
      batch.forEach(Waiting::markOutcomeUnknown);
      pause(PAUSE_UNKNOWN_MILLIS);
      room.comeBack(batch);
      return;
    } catch (RuntimeException | Error e) {
      failed(batch, patience, e);
      return;
    }
    // Committed: from here on nothing of it may run again.
    outcomes.forEach((waiting, outcome) -> waiting.outcome().complete(outcome));
    missed(batch.stream().filter(waiting -> !outcomes.containsKey(waiting)).toList());
  }

  private Map<Waiting, Outcome> transact(List<Waiting> batch, BatchTransaction.Patience patience) {
    boolean committing = false;
    try (Handle handle = database.openForEngine()) {
      handle.begin();
      Map<Waiting, Outcome> outcomes;
      try {
        outcomes = new BatchTransaction(handle, keyStore).run(batch, patience);
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

  /**
   * Commands whose head another node holds try again first, and after three misses with patience.
   */
  private void missed(List<Waiting> missed) {
    List<Waiting> again = new ArrayList<>();
    for (Waiting waiting : missed) {
      if (waiting.miss() < MOST_MISSES) {
        again.add(waiting);
      } else {
        hold(waiting);
      }
    }
    if (!again.isEmpty()) {
      pause(PAUSE_MILLIS);
      room.comeBack(again);
    }
  }

  /** Commands that need the same heads wait for them together. */
  private void hold(Waiting waiting) {
    Set<HeadId> heads = waiting.command().heads();
    synchronized (held) {
      List<Waiting> group = held.get(heads);
      if (group != null) {
        group.add(waiting);
        return;
      }
      held.put(heads, new ArrayList<>(List.of(waiting)));
    }
    patient.execute(() -> runToTheEnd(release(heads), BatchTransaction.Patience.LOCK_TIMEOUT));
  }

  private List<Waiting> release(Set<HeadId> heads) {
    synchronized (held) {
      return held.remove(heads);
    }
  }

  /** Nothing of this run was committed. */
  private void failed(List<Waiting> batch, BatchTransaction.Patience patience, Throwable failure) {
    SqlFault fault = SqlFault.find(failure).orElse(SqlFault.DATA);
    switch (fault) {
      case AWAY, RUN_AGAIN -> {
        LOG.warn("a batch of {} runs again: {}", batch.size(), failure.toString());
        List<Waiting> spent = batch.stream().filter(one -> one.fail() >= MOST_FAILURES).toList();
        List<Waiting> again = new ArrayList<>(batch);
        again.removeAll(spent);
        pause(fault == SqlFault.AWAY ? PAUSE_UNKNOWN_MILLIS : PAUSE_MILLIS);
        room.comeBack(again);
        refuse(spent, away());
      }
      case LOCK_TIMEOUT -> {
        switch (patience) {
            // The head is still held: a smaller batch would wait for it as long again.
          case LOCK_TIMEOUT -> refuse(batch, overloaded());
          case NONE -> split(batch, patience, failure, overloaded());
        }
      }
      case DATA -> split(batch, patience, failure, unexpected());
    }
  }

  /** Halves the batch until the command at fault stands alone; its neighbours lose nothing. */
  private void split(
      List<Waiting> batch, BatchTransaction.Patience patience, Throwable failure, Outcome outcome) {
    if (batch.size() > 1) {
      int half = batch.size() / 2;
      run(batch.subList(0, half), patience);
      run(batch.subList(half, batch.size()), patience);
      return;
    }
    Waiting culprit = batch.getFirst();
    LOG.error("{} failed", culprit.command().getClass().getSimpleName(), failure);
    refuse(batch, outcome);
  }

  /** Says that nothing was done, except to one whose COMMIT is unanswered: it looks again. */
  private void refuse(List<Waiting> batch, Outcome outcome) {
    List<Waiting> again = new ArrayList<>();
    for (Waiting waiting : batch) {
      if (waiting.isOutcomeUnknown()) {
        again.add(waiting);
      } else {
        waiting.outcome().complete(outcome);
      }
    }
    if (!again.isEmpty()) {
      pause(PAUSE_UNKNOWN_MILLIS);
      room.comeBack(again);
    }
  }

  private static Outcome unexpected() {
    return new Outcome.Refused(
        ApiError.of(
            ErrorCode.INTERNAL_ERROR,
            "The server failed unexpectedly. Nothing was done. Report the X-Request-Id."));
  }

  private static Outcome unknown() {
    return new Outcome.Refused(
        ApiError.of(
            ErrorCode.INTERNAL_ERROR,
            "The database went away while this request was under way, and whether it took effect"
                + " is not known yet. Send it again with the same Idempotency-Key, or look for its"
                + " effect first."));
  }

  private static Outcome overloaded() {
    return new Outcome.Refused(
        ApiError.later(
            ErrorCode.SERVICE_UNAVAILABLE,
            "The server is overloaded or shutting down. Nothing was done; try again.",
            1));
  }

  private static Outcome away() {
    return new Outcome.Refused(
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
      patient.shutdown();
      patient.awaitTermination(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
      refuseWaiting();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void refuseWaiting() {
    for (Waiting waiting : room.clear()) {
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
