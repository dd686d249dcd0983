package com.remitflex.engine;

import com.remitflex.accounts.HeadId;
import com.remitflex.accounts.HeadStore;
import com.remitflex.database.Writes;
import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import com.remitflex.events.EventStore;
import com.remitflex.idempotency.IdempotencyStore;
import com.remitflex.idempotency.Remembered;
import com.remitflex.keys.ApiKey;
import com.remitflex.keys.KeyStore;
import com.remitflex.ledger.LedgerStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** The work of one transaction: lock, prefetch, decide, apply. The caller commits. */
final class BatchTransaction {
  private final Handle handle;
  private final KeyStore keyStore;

  BatchTransaction(Handle handle, KeyStore keyStore) {
    this.handle = handle;
    this.keyStore = keyStore;
  }

  /** How long to wait for a head that another node holds. */
  enum Patience {
    /** Leave out what is held elsewhere. */
    NONE,
    /** Wait two seconds. */
    LOCK_TIMEOUT
  }

  /** Runs the batch; a command that is missing from the result found its head held elsewhere. */
  Map<Waiting, Outcome> run(List<Waiting> batch, Patience patience) {
    Set<HeadId> wanted = new TreeSet<>();
    batch.forEach(waiting -> wanted.addAll(waiting.command().heads()));
    Map<HeadId, com.remitflex.accounts.Head> locked = lock(wanted, patience);

    // Only now, under the locks: a quote or a limit is judged by the time after waiting.
    Instant readAt =
        handle.createQuery("SELECT clock_timestamp()").mapTo(Instant.class).one();
    State state = new State(readAt.truncatedTo(ChronoUnit.MILLIS));
    locked.values().forEach(state::put);
    if (locked.size() < wanted.size()) {
      Set<HeadId> missing = new HashSet<>(wanted);
      missing.removeAll(locked.keySet());
      Set<HeadId> existing = HeadStore.existing(handle, missing);
      missing.stream().filter(id -> !existing.contains(id)).forEach(state::putAbsent);
    }
    List<Waiting> ready =
        batch.stream()
            .filter(waiting -> waiting.command().heads().stream().allMatch(state::knows))
            .toList();

    prefetch(state, ready);
    Map<Waiting, Outcome> outcomes = new LinkedHashMap<>();
    for (Waiting waiting : ready) {
      outcomes.put(waiting, decide(state, waiting));
    }
    write(state);
    return outcomes;
  }

  private Map<HeadId, com.remitflex.accounts.Head> lock(Set<HeadId> wanted, Patience patience) {
    return switch (patience) {
      case NONE -> HeadStore.lockFree(handle, wanted);
      case LOCK_TIMEOUT -> {
        handle.execute("SET LOCAL lock_timeout = '2s'");
        yield HeadStore.lock(handle, wanted);
      }
    };
  }

  private void prefetch(State state, List<Waiting> batch) {
    Needs needs = new Needs();
    Set<String> keyIds = new HashSet<>();
    Set<Remembered.Key> names = new HashSet<>();
    List<Command> unknown = new ArrayList<>();
    for (Waiting waiting : batch) {
      Command command = waiting.command();
      needs.ofUnknownOutcome(waiting.isOutcomeUnknown());
      command.needs(needs);
      command.caller().ifPresent(caller -> keyIds.add(caller.principal().keyId()));
      command.caller().flatMap(Caller::rememberedAs).ifPresent(names::add);
      if (waiting.isOutcomeUnknown()) {
        unknown.add(command);
      }
    }
    if (!keyIds.isEmpty()) {
      keyStore.byIds(handle, keyIds).forEach(state::put);
    }
    if (!names.isEmpty()) {
      IdempotencyStore.load(handle, names).values().forEach(state::put);
    }
    if (!unknown.isEmpty()) {
      Set<HeadId> heads = new HashSet<>();
      unknown.forEach(command -> heads.addAll(command.heads()));
      state.putPosted(
          LedgerStore.posted(
              handle, heads, unknown.stream().map(Command::transactionId).toList()));
    }
    if (!needs.balances().isEmpty()) {
      LedgerStore.load(handle, needs.balances()).forEach(state::put);
    }
    needs.rows().forEach((book, keys) -> load(state, book, keys));
  }

  @SuppressWarnings("unchecked") // Needs.row took each key together with its own book
  private <K, V> void load(State state, Book<K, V> book, Set<Object> keys) {
    state.put(book, keys.isEmpty() ? Map.of() : book.load(handle, (Collection<K>) keys));
  }

  private static Outcome decide(State state, Waiting waiting) {
    Command command = waiting.command();
    if (waiting.isOutcomeUnknown() && state.isPosted(command.transactionId())) {
      return new Outcome.Done(command.answerAgain(state), false);
    }
    Optional<Caller> caller = command.caller();
    Optional<Outcome> settled = caller.flatMap(c -> settledBefore(state, c));
    if (settled.isPresent()) {
      return settled.get();
    }
    return switch (command.decide(state)) {
      case Decision.Refused refused -> new Outcome.Refused(refused.error());
      case Decision.Accepted accepted -> {
        state.apply(command, accepted.effects());
        caller.ifPresent(c -> remember(state, c, accepted.answer()));
        yield new Outcome.Done(accepted.answer(), false);
      }
    };
  }

  /** The outcome that does not depend on the command: its key's standing, its repetition. */
  private static Optional<Outcome> settledBefore(State state, Caller caller) {
    Instant now = state.now(caller.head());
    Optional<ApiError> standing =
        state
            .key(caller.principal().keyId())
            .map(key -> key.standingFault(now))
            .orElse(Optional.of(ApiKey.unknown()));
    if (standing.isPresent()) {
      return standing.map(Outcome.Refused::new);
    }
    return caller
        .rememberedAs()
        .flatMap(state::remembered)
        .map(remembered -> repeated(remembered, caller, now));
  }

  private static Outcome repeated(Remembered remembered, Caller caller, Instant now) {
    if (!java.security.MessageDigest.isEqual(remembered.requestHash(), caller.requestHash())) {
      return new Outcome.Refused(
          ApiError.of(
              ErrorCode.IDEMPOTENCY_CONFLICT,
              "This idempotency key was used for another request, which made or changed "
                  + remembered.resourceId()
                  + "."));
    }
    if (!remembered.isAnswerKept(now)) {
      return new Outcome.Refused(
          ApiError.of(
              ErrorCode.IDEMPOTENCY_KEY_EXPIRED,
              "This request took effect more than 24 hours ago; it made or changed "
                  + remembered.resourceId()
                  + "."));
    }
    return new Outcome.Done(
        new Answer(remembered.status(), remembered.answer(), remembered.resourceId()), true);
  }

  private static void remember(State state, Caller caller, Answer answer) {
    caller
        .rememberedAs()
        .ifPresent(
            key ->
                state.remember(
                    new Remembered(
                        key,
                        caller.requestHash(),
                        answer.resourceId(),
                        answer.status(),
                        answer.json(),
                        state.now(caller.head()))));
  }

  private void write(State state) {
    Writes writes = new Writes();
    HeadStore.write(writes, state.changedHeads());
    LedgerStore.write(writes, state.changedBalances(), state.balancesRead());
    LedgerStore.write(writes, state.newTransfers());
    EventStore.write(writes, state.newEvents());
    state.rows().forEach((book, rows) -> writeRows(writes, book, rows));
    IdempotencyStore.write(writes, state.newRemembered());
    writes.send(handle);
  }

  @SuppressWarnings("unchecked") // Rows holds what the same book's load and effects gave
  private static <K, V> void writeRows(Writes writes, Book<K, V> book, State.Rows rows) {
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
