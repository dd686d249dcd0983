package com.remitflex.core.engine;

import com.remitflex.core.accounts.Head;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.accounts.HeadStore;
import com.remitflex.core.engine.EngineListener.Phase;
import com.remitflex.core.engine.rows.Counter;
import com.remitflex.core.engine.rows.RowDeleter;
import com.remitflex.core.engine.rows.RowInserter;
import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.core.engine.rows.RowReader;
import com.remitflex.core.engine.rows.RowUpdater;
import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventStore;
import com.remitflex.core.events.SimulatedEventStore;
import com.remitflex.core.idempotency.IdempotencyRecord;
import com.remitflex.core.idempotency.IdempotencyStore;
import com.remitflex.core.ledger.Balance;
import com.remitflex.core.ledger.BalanceKey;
import com.remitflex.core.ledger.LedgerStore;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.errors.Result;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** The work of one transaction: lock, prefetch, decide, write and commit. */
final class BatchTransaction {
  private final Handle handle;
  private final CallerGuard guard;
  private final PhaseTimer timer;
  private List<Event> events = List.of();

  BatchTransaction(Handle handle, CallerGuard guard, PhaseTimer timer) {
    this.handle = handle;
    this.guard = guard;
    this.timer = timer;
  }

  /** Which heads a batch waits for when another transaction holds them. */
  enum LockMode {
    /** None: it leaves out each command with a held head. */
    SKIP_LOCKED,
    /** Those of its first command, for two seconds; it leaves out others with a held head. */
    WAIT_FOR_FIRST
  }

  /**
   * Runs the batch; a command that is missing from the result has a head that is held.
   *
   * @throws Writes.UnansweredException if the transaction may have been committed
   */
  Map<QueuedCommand, Result<Completed>> run(List<QueuedCommand> batch, LockMode mode) {
    Wanted wanted = Wanted.of(batch);
    State state = lockAndRead(batch, wanted, mode);
    List<QueuedCommand> ready =
        batch.stream().filter(queued -> queued.heads().stream().allMatch(state::knows)).toList();

    prefetch(state, wanted);
    timer.end(Phase.READ);
    Map<QueuedCommand, Result<Completed>> outcomes = new LinkedHashMap<>();
    for (QueuedCommand queued : ready) {
      outcomes.put(
          queued,
          queued.isOutcomeUnknown()
              ? CommandDecider.decideAgain(state, queued.command())
              : CommandDecider.decide(state, queued.command()));
    }
    timer.end(Phase.DECIDE);
    Writes.commit(handle, writes -> write(state, writes));
    timer.end(Phase.COMMIT);
    events = state.newEvents();
    return outcomes;
  }

  /** The events that were written. */
  List<Event> events() {
    return events;
  }

  /** What the commands of a batch read; those whose heads turn out to be held are among them. */
  private record Wanted(
      Set<HeadId> heads,
      Set<IdempotencyRecord.Key> recordKeys,
      ReadSet reads,
      List<Principal> callers,
      List<Command> unknown) {
    static Wanted of(List<QueuedCommand> batch) {
      Wanted wanted =
          new Wanted(
              new TreeSet<>(),
              new HashSet<>(),
              new ReadSet(),
              new ArrayList<>(),
              new ArrayList<>());
      batch.forEach(wanted::add);
      return wanted;
    }

    private void add(QueuedCommand queued) {
      Command command = queued.command();
      heads.addAll(queued.heads());
      recordKeys.addAll(queued.recordKeys());
      reads.setOutcomeUnknown(queued.isOutcomeUnknown());
      command.prefetch(reads);
      if (command.caller() instanceof Caller.ApiKey key) {
        callers.add(key.principal());
      }
      if (queued.isOutcomeUnknown()) {
        unknown.add(command);
      }
    }
  }

  /**
   * Locks the heads, then reads under the locks what every command needs, in one round trip: quotes
   * and limits are decided by the time after the wait.
   */
  private State lockAndRead(List<QueuedCommand> batch, Wanted wanted, LockMode mode) {
    Reads reads = new Reads();
    List<Found<Head>> locked =
        switch (mode) {
          case SKIP_LOCKED -> List.of(HeadStore.lockFree(reads, wanted.heads()));
          case WAIT_FOR_FIRST -> lock(reads, batch.getFirst().heads(), wanted.heads());
        };
    Found<Instant> now = DatabaseClock.query(reads);
    Found<IdempotencyRecord> records = IdempotencyStore.load(reads, wanted.recordKeys());
    Found<Map.Entry<BalanceKey, Balance>> balances =
        LedgerStore.load(reads, wanted.reads().balances());
    CallerGuard.Loading callers = guard.load(reads, wanted.callers());
    Map<RowReader<?, ?>, Supplier<? extends Map<?, ?>>> rows = load(reads, wanted.reads());
    reads.send(handle);

    State state = new State(now.rows().getFirst());
    locked.forEach(heads -> heads.rows().forEach(state::addHead));
    addAbsentHeads(state, wanted.heads());
    records.rows().forEach(state::addStored);
    balances.rows().forEach(balance -> state.addBalance(balance.getKey(), balance.getValue()));
    rows.forEach((reader, found) -> state.addRows(reader, found.get()));
    if (!wanted.callers().isEmpty()) {
      state.setCallers(callers.statuses(handle, state.readAt()));
    }
    return state;
  }

  @SuppressWarnings("unchecked") // ReadSet.row() took each key together with its own reader
  private static Map<RowReader<?, ?>, Supplier<? extends Map<?, ?>>> load(
      Reads reads, ReadSet wanted) {
    Map<RowReader<?, ?>, Supplier<? extends Map<?, ?>>> loading = new LinkedHashMap<>();
    wanted
        .rows()
        .forEach((reader, keys) -> {
          if (reader instanceof RowQuery<?, ?> query && !keys.isEmpty()) {
            loading.put(reader, ((RowQuery<Object, ?>) query).load(reads, keys));
          }
        });
    return loading;
  }

  /** Waits before it holds any other lock, and locks in ID order: no deadlock. */
  private List<Found<Head>> lock(Reads reads, Set<HeadId> first, Set<HeadId> wanted) {
    handle.execute("SET LOCAL lock_timeout = '2s'");
    Set<HeadId> others = new TreeSet<>(wanted);
    others.removeAll(first);
    return List.of(HeadStore.lock(reads, first), HeadStore.lockFree(reads, others));
  }

  private void addAbsentHeads(State state, Set<HeadId> wanted) {
    Set<HeadId> missing = new HashSet<>(wanted);
    missing.removeIf(state::exists);
    Set<HeadId> existing = HeadStore.existing(handle, missing);
    missing.stream().filter(id -> !existing.contains(id)).forEach(state::addAbsentHead);
  }

  private void prefetch(State state, Wanted wanted) {
    if (!wanted.unknown().isEmpty()) {
      state.addPosted(posted(wanted.unknown()));
    }
    wanted
        .reads()
        .rows()
        .forEach((reader, keys) -> {
          if (!(reader instanceof RowQuery<?, ?>) || keys.isEmpty()) {
            load(state, reader, keys);
          }
        });
  }

  /** The ledger transactions that earlier attempts of these commands have posted. */
  private Set<String> posted(List<Command> commands) {
    Set<HeadId> heads = new HashSet<>();
    List<String> transactionIds = new ArrayList<>();
    for (Command command : commands) {
      if (command instanceof MoneyCommand money) {
        heads.addAll(money.heads());
        transactionIds.add(money.transactionId());
      }
    }
    return heads.isEmpty() ? Set.of() : LedgerStore.posted(handle, heads, transactionIds);
  }

  @SuppressWarnings("unchecked") // ReadSet.row() took each key together with its own reader
  private <K, V> void load(State state, RowReader<K, V> reader, Set<Object> keys) {
    state.addRows(reader, keys.isEmpty() ? Map.of() : reader.load(handle, (Collection<K>) keys));
  }

  private static void write(State state, Writes writes) {
    HeadStore.write(writes, state.changedHeads());
    LedgerStore.write(writes, state.changedBalances(), state.existingBalances());
    LedgerStore.write(writes, state.newTransfers());
    EventStore.write(writes, state.newEvents());
    SimulatedEventStore.write(writes, state.newSimulatedEvents());
    state.rows().forEach((reader, rows) -> writeRows(writes, reader, rows));
    state.newCounts().forEach((counter, counts) -> writeCounts(writes, counter, counts));
    IdempotencyStore.write(writes, state.newIdempotencyRecords());
  }

  @SuppressWarnings("unchecked") // Effects.count() took each key together with its own counter
  private static <K> void writeCounts(Writes writes, Counter<K> counter, Map<Object, Long> counts) {
    Map<K, Long> amounts = new LinkedHashMap<>();
    counts.forEach((key, amount) -> {
      if (amount != 0) {
        amounts.put((K) key, amount);
      }
    });
    if (!amounts.isEmpty()) {
      counter.add(writes, amounts);
    }
  }

  @SuppressWarnings("unchecked") // Rows holds values of this reader's load() and of its effects
  private static <K, V> void writeRows(Writes writes, RowReader<K, V> reader, State.Rows rows) {
    List<V> inserted = new ArrayList<>();
    List<V> before = new ArrayList<>();
    List<V> after = new ArrayList<>();
    List<V> deleted = new ArrayList<>();
    for (Object key : rows.changed) {
      V was = (V) rows.before.get(key);
      V is = (V) rows.now.get(key);
      if (was == null && is != null) {
        inserted.add(is);
      } else if (was != null && is != null) {
        before.add(was);
        after.add(is);
      } else if (was != null) {
        deleted.add(was);
      }
    }
    if (!inserted.isEmpty()) {
      ((RowInserter<K, V>) require(RowInserter.class, reader)).insert(writes, inserted);
    }
    if (!after.isEmpty()) {
      ((RowUpdater<K, V>) require(RowUpdater.class, reader)).update(writes, before, after);
    }
    if (!deleted.isEmpty()) {
      ((RowDeleter<K, V>) require(RowDeleter.class, reader)).delete(writes, deleted);
    }
  }

  /**
   * The reader as one that can write so. Only several commands together can fail here: one deletes
   * a row and another adds it again, which is an update.
   */
  private static <T> T require(Class<T> type, RowReader<?, ?> reader) {
    if (!type.isInstance(reader)) {
      throw new IllegalStateException(
          reader.getClass().getName() + " is not a " + type.getSimpleName());
    }
    return type.cast(reader);
  }
}
