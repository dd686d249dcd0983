package com.remitflex.core.engine;

import com.remitflex.core.accounts.Head;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.accounts.HeadStore;
import com.remitflex.core.events.EventStore;
import com.remitflex.core.idempotency.IdempotencyRecord;
import com.remitflex.core.idempotency.IdempotencyStore;
import com.remitflex.core.ledger.LedgerStore;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.database.DatabaseClock;
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
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** The work of one transaction: lock, prefetch, judge, write. The caller commits. */
final class BatchTransaction {
  private final Handle handle;
  private final CallerGuard guard;

  BatchTransaction(Handle handle, CallerGuard guard) {
    this.handle = handle;
    this.guard = guard;
  }

  /** For which heads that another node holds to wait. */
  enum Patience {
    /** Leave out what is held elsewhere. */
    NONE,
    /** Wait two seconds for the heads of the first command; leave out what is held of others. */
    FOR_THE_FIRST
  }

  /** Runs the batch; a command that is missing from the result found a head held elsewhere. */
  Map<QueuedCommand, Result<Completed>> run(List<QueuedCommand> batch, Patience patience) {
    Set<HeadId> wanted = new TreeSet<>();
    batch.forEach(waiting -> wanted.addAll(waiting.command().heads()));
    Map<HeadId, Head> locked =
        switch (patience) {
          case NONE -> HeadStore.lockFree(handle, wanted);
          case FOR_THE_FIRST -> lock(batch.getFirst().command().heads(), wanted);
        };

    // Only now, under the locks: a quote or a limit is judged by the time after waiting.
    Instant now = DatabaseClock.read(handle);
    State state = new State(now);
    locked.values().forEach(state::put);
    if (locked.size() < wanted.size()) {
      Set<HeadId> missing = new HashSet<>(wanted);
      missing.removeAll(locked.keySet());
      Set<HeadId> existing = HeadStore.existing(handle, missing);
      missing.stream().filter(id -> !existing.contains(id)).forEach(state::putAbsent);
    }
    List<QueuedCommand> ready =
        batch.stream()
            .filter(waiting -> waiting.command().heads().stream().allMatch(state::knows))
            .toList();

    prefetch(state, ready);
    Map<QueuedCommand, Result<Completed>> outcomes = new LinkedHashMap<>();
    for (QueuedCommand waiting : ready) {
      outcomes.put(
          waiting,
          waiting.isOutcomeUnknown()
              ? CommandDecider.decideAgain(state, waiting.command())
              : CommandDecider.decide(state, waiting.command()));
    }
    Writes.send(handle, writes -> write(state, writes));
    return outcomes;
  }

  /** Waits only before it holds anything but what it insists on, in id order: no deadlock. */
  private Map<HeadId, Head> lock(Set<HeadId> insisted, Set<HeadId> wanted) {
    handle.execute("SET LOCAL lock_timeout = '2s'");
    Map<HeadId, Head> locked = new TreeMap<>(HeadStore.lock(handle, insisted));
    Set<HeadId> others = new TreeSet<>(wanted);
    others.removeAll(insisted);
    if (!others.isEmpty()) {
      locked.putAll(HeadStore.lockFree(handle, others));
    }
    return locked;
  }

  private void prefetch(State state, List<QueuedCommand> batch) {
    ReadSet needs = new ReadSet();
    List<Principal> callers = new ArrayList<>();
    Set<IdempotencyRecord.Key> names = new HashSet<>();
    List<Command> unknown = new ArrayList<>();
    for (QueuedCommand waiting : batch) {
      Command command = waiting.command();
      needs.ofUnknownOutcome(waiting.isOutcomeUnknown());
      command.needs(needs);
      command
          .caller()
          .filter(caller -> !caller.isPerson())
          .map(Caller::principal)
          .ifPresent(callers::add);
      command.caller().map(Caller::namesBefore).ifPresent(names::addAll);
      if (waiting.isOutcomeUnknown()) {
        unknown.add(command);
      }
    }
    if (!callers.isEmpty()) {
      state.put(guard.load(handle, callers, state.readAt()));
    }
    if (!names.isEmpty()) {
      IdempotencyStore.load(handle, names).values().forEach(state::put);
    }
    if (!unknown.isEmpty()) {
      Set<HeadId> heads = new HashSet<>();
      unknown.forEach(command -> heads.addAll(command.heads()));
      state.putPosted(
          LedgerStore.posted(handle, heads, unknown.stream().map(Command::transactionId).toList()));
    }
    if (!needs.balances().isEmpty()) {
      LedgerStore.load(handle, needs.balances()).forEach(state::put);
    }
    needs.rows().forEach((book, keys) -> load(state, book, keys));
  }

  @SuppressWarnings("unchecked") // Needs.row took each key together with its own book
  private <K, V> void load(State state, Repository<K, V> book, Set<Object> keys) {
    state.put(book, keys.isEmpty() ? Map.of() : book.load(handle, (Collection<K>) keys));
  }

  private static void write(State state, Writes writes) {
    HeadStore.write(writes, state.changedHeads());
    LedgerStore.write(writes, state.changedBalances(), state.balancesRead());
    LedgerStore.write(writes, state.newTransfers());
    EventStore.write(writes, state.newEvents());
    state.rows().forEach((book, rows) -> writeRows(writes, book, rows));
    state.newCounts().forEach((tally, counts) -> writeCounts(writes, tally, counts));
    IdempotencyStore.write(writes, state.newRemembered());
  }

  @SuppressWarnings("unchecked") // Effects.count took each key together with its own tally
  private static <K> void writeCounts(Writes writes, Counter<K> tally, Map<Object, Long> counts) {
    Map<K, Long> amounts = new LinkedHashMap<>();
    counts.forEach((key, amount) -> {
      if (amount != 0) {
        amounts.put((K) key, amount);
      }
    });
    if (!amounts.isEmpty()) {
      tally.add(writes, amounts);
    }
  }

  @SuppressWarnings("unchecked") // Rows holds what the same book's load and effects gave
  private static <K, V> void writeRows(Writes writes, Repository<K, V> book, State.Rows rows) {
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
      book.insert(writes, inserted);
    }
    if (!after.isEmpty()) {
      book.update(writes, before, after);
    }
    if (!deleted.isEmpty()) {
      book.delete(writes, deleted);
    }
  }
}
