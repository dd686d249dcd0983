package com.remitflex.features.corridors.changes;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Emits the events about changes of corridors, in chunks of accounts. How far it has come is stored
 * after each chunk; a chunk that is repeated, after a crash or by another node, adds no event.
 */
public final class NoticeWorker implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final int CHUNK = 100;

  private final Database database;
  private final Engine engine;
  private final PeriodicTask task;

  public NoticeWorker(Database database, Engine engine) {
    this.database = database;
    this.engine = engine;
    this.task =
        PeriodicTask.every(
            INTERVAL, "corridor-notices", "events about corridors are delayed", this::runAll);
  }

  public NoticeWorker start() {
    task.start();
    return this;
  }

  private void runAll() {
    while (!task.isClosed() && step()) {
      // Each step is a chunk of its own.
    }
  }

  /** Takes one step of the oldest open change; returns whether there was one. */
  private boolean step() {
    Optional<StatusChange> claimed = database.inTransaction(ChangeStore::claimNext);
    claimed.ifPresent(change -> {
      List<String> accounts = database.with(handle -> ChangeStore.accounts(handle, change, CHUNK));
      engine
          .runAll(accounts.stream().flatMap(id -> notices(id, change)).toList())
          .forEach(Result<Completed>::orElseThrow);
      database.use(handle -> ChangeStore.step(handle, change, accounts));
    });
    return claimed.isPresent();
  }

  private static Stream<NotifyAccount> notices(String accountId, StatusChange change) {
    return Arrays.stream(Environment.values())
        .map(environment -> new NotifyAccount(new HeadId(accountId, environment), change));
  }

  @Override
  public void close() {
    task.close();
  }
}
