package com.remitflex.engine;

import com.remitflex.database.Database;
import com.remitflex.database.SqlFault;
import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import com.remitflex.keys.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that moves money passes here: commands that wait are gathered into a batch, decided one
 * after the other and committed together. No timer gathers: a batch is what came while the last
 * one was being committed.
 */
public final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private static final int ROOM = 4_096;
  private static final int LARGEST_BATCH = 256;
  private static final int MOST_MISSES = 3;
  private static final int MOST_FAILURES = 3;
  private static final long LONGEST_WAIT_SECONDS = 10;
  private static final long PAUSE_MILLIS = 5;
  private static final long PAUSE_UNKNOWN_MILLIS = 200;

  private final Database database;
  private final KeyStore keyStore;
  private final WaitingRoom room = new WaitingRoom(ROOM);
  private final Thread writer;
  /** Runs what waits for heads that another node holds, so that the writer never waits for them. */
  private final ExecutorService patient =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("engine-patient").factory());

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
      return room.leave(waiting) ? overloaded() : waiting.outcome().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return room.leave(waiting) ? overloaded() : waiting.outcome().join();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void write() {
    try {
      while (true) {
        List<Waiting> batch = room.take(LARGEST_BATCH);
        if (batch.isEmpty()) {
          return;
        }
        run(batch, BatchTransaction.Patience.NONE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(List<Waiting> batch, BatchTransaction.Patience patience) {
    try {
      Map<Waiting, Outcome> outcomes = transact(batch, patience);
      outcomes.forEach((waiting, outcome) -> waiting.outcome().complete(outcome));
      if (outcomes.size() < batch.size()) {
        missed(batch.stream().filter(waiting -> !outcomes.containsKey(waiting)).toList());
      }
    } catch (CommitUnansweredException e) {
      LOG.warn("COMMIT of {} commands unanswered; looking for them", batch.size(), e);
      batch.forEach(Waiting::markOutcomeUnknown);
      pause(PAUSE_UNKNOWN_MILLIS);
      room.comeBack(batch);
    } catch (RuntimeException e) {
      failed(batch, patience, e);
    }
  }

  private Map<Waiting, Outcome> transact(
      List<Waiting> batch, BatchTransaction.Patience patience) {
    try (Handle handle = database.openForEngine()) {
      handle.begin();
      Map<Waiting, Outcome> outcomes;
      try {
        outcomes = new BatchTransaction(handle, keyStore).run(batch, patience);
      } catch (RuntimeException e) {
        rollback(handle, e);
        throw e;
      }
      try {
        handle.commit();
      } catch (RuntimeException e) {
        throw new CommitUnansweredException(e);
      }
      return outcomes;
    }
  }

  private static void rollback(Handle handle, RuntimeException cause) {
    try {
      handle.rollback();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  /** Commands whose head another node holds try again first, and after three misses with patience. */
  private void missed(List<Waiting> missed) {
    List<Waiting> again = new ArrayList<>();
    for (Waiting waiting : missed) {
      if (waiting.miss() < MOST_MISSES) {
        again.add(waiting);
      } else {
        patient.execute(
            () -> run(List.of(waiting), BatchTransaction.Patience.LOCK_TIMEOUT));
      }
    }
    if (!again.isEmpty()) {
      pause(PAUSE_MILLIS);
      room.comeBack(again);
    }
  }

  /** Nothing of the batch was committed. */
  private void failed(
      List<Waiting> batch, BatchTransaction.Patience patience, RuntimeException failure) {
    SqlFault fault = SqlFault.find(failure).orElse(SqlFault.DATA);
    switch (fault) {
      case AWAY, RUN_AGAIN -> {
        LOG.warn("a batch of {} runs again: {}", batch.size(), failure.toString());
        List<Waiting> again = new ArrayList<>();
        for (Waiting waiting : batch) {
          // One whose COMMIT is unanswered may have taken effect: it waits for the truth.
          if (waiting.isOutcomeUnknown() || waiting.fail() < MOST_FAILURES) {
            again.add(waiting);
          } else {
            waiting.outcome().complete(away());
          }
        }
        pause(fault == SqlFault.AWAY ? PAUSE_UNKNOWN_MILLIS : PAUSE_MILLIS);
        room.comeBack(again);
      }
      case LOCK_TIMEOUT -> split(batch, patience, failure, overloaded());
      case DATA -> {
        ApiError error =
            ApiError.of(
                ErrorCode.INTERNAL_ERROR,
                "The server failed unexpectedly. Nothing was done. Report the X-Request-Id.");
        split(batch, patience, failure, new Outcome.Refused(error));
      }
    }
  }

  /** Halves the batch until the command at fault stands alone; its neighbours lose nothing. */
  private void split(
      List<Waiting> batch,
      BatchTransaction.Patience patience,
      RuntimeException failure,
      Outcome outcome) {
    if (batch.size() > 1) {
      int half = batch.size() / 2;
      run(batch.subList(0, half), patience);
      run(batch.subList(half, batch.size()), patience);
      return;
    }
    Waiting culprit = batch.getFirst();
    LOG.error("{} failed", culprit.command().getClass().getSimpleName(), failure);
    culprit.outcome().complete(outcome);
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
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The connection was lost while COMMIT was under way: the outcome is unknown. */
  private static final class CommitUnansweredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommitUnansweredException(RuntimeException cause) {
      super(cause);
    }
  }
}
