package com.remitflex.core.engine;

import com.remitflex.core.accounts.Head;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.Counter;
import com.remitflex.core.engine.rows.RowReader;
import com.remitflex.core.events.Event;
import com.remitflex.core.events.SimulatedEvent;
import com.remitflex.core.idempotency.IdempotencyRecord;
import com.remitflex.core.ledger.Balance;
import com.remitflex.core.ledger.BalanceKey;
import com.remitflex.core.ledger.LedgerStore.BalanceChange;
import com.remitflex.core.ledger.Transfer;
import com.remitflex.platform.access.SimulatedDelivery;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The state of a batch: the rows read under its locks, changed by each accepted command, so that
 * the next command sees the effects of those before it.
 */
public final class State {
  private final Instant readAt;
  private final Map<HeadId, Head> heads = new HashMap<>();
  private final Set<HeadId> absentHeads = new HashSet<>();
  private final Map<BalanceKey, Balance> balancesBefore = new HashMap<>();
  private final Map<BalanceKey, Balance> balances = new LinkedHashMap<>();
  private CallerStatuses callers = CallerStatuses.NONE;
  private final Map<IdempotencyRecord.Key, IdempotencyRecord> idempotencyRecords = new HashMap<>();
  private final Set<String> posted = new HashSet<>();
  private final Map<RowReader<?, ?>, Rows> rows = new LinkedHashMap<>();

  private final List<Transfer> newTransfers = new ArrayList<>();
  private final List<Event> newEvents = new ArrayList<>();
  private final List<SimulatedEvent> newSimulatedEvents = new ArrayList<>();
  private final List<IdempotencyRecord> newIdempotencyRecords = new ArrayList<>();
  private final Map<Counter<?>, Map<Object, Long>> newCounts = new LinkedHashMap<>();
  private final Set<HeadId> changedHeads = new HashSet<>();

  /** The rows of one reader: as loaded, and as they are now. */
  static final class Rows {
    final Map<Object, Object> before = new HashMap<>();
    final Map<Object, Object> now = new HashMap<>();
    final Set<Object> changed = new LinkedHashSet<>();
  }

  /**
   * An empty state.
   *
   * @param readAt the database's clock, read after the heads were locked
   */
  public State(Instant readAt) {
    this.readAt = readAt;
  }

  Instant readAt() {
    return readAt;
  }

  // Commands read:

  /** The time of each change of this account now: the database's clock, but never going back. */
  public Instant now(HeadId id) {
    Instant last = head(id).lastCreatedAt();
    return last.isAfter(readAt) ? last : readAt;
  }

  /** Whether the account exists in this environment. */
  public boolean exists(HeadId id) {
    return heads.containsKey(id);
  }

  /** The number that the account's next event will have. */
  public long nextEvent(HeadId id) {
    return head(id).nextEvent();
  }

  public Balance balance(HeadId head, Currency currency) {
    return balance(new BalanceKey(head, currency));
  }

  private Balance balance(BalanceKey key) {
    return balances.getOrDefault(key, Balance.ZERO);
  }

  /** A row of a feature, as it is now. */
  @SuppressWarnings("unchecked") // the rows of a reader are its own: addRows() and change()
  public <K, V> Optional<V> find(RowReader<K, V> reader, K key) {
    return Optional.ofNullable((V) rows(reader).now.get(key));
  }

  /** The statuses of the callers, if they are of this guard's type; empty without callers. */
  public <S extends CallerStatuses> Optional<S> callers(Class<S> type) {
    return Optional.of(callers).filter(type::isInstance).map(type::cast);
  }

  CallerStatuses callers() {
    return callers;
  }

  Optional<IdempotencyRecord> idempotencyRecord(IdempotencyRecord.Key key) {
    return Optional.ofNullable(idempotencyRecords.get(key));
  }

  /** Whether an earlier attempt has posted this ledger transaction. */
  public boolean isPosted(String transactionId) {
    return posted.contains(transactionId);
  }

  // The prefetch adds; so does a test of a command:

  public void addHead(Head head) {
    heads.put(head.id(), head);
  }

  void addAbsentHead(HeadId id) {
    absentHeads.add(id);
  }

  /** Whether it is known if this head exists: it is locked by this batch, or it is absent. */
  boolean knows(HeadId id) {
    return heads.containsKey(id) || absentHeads.contains(id);
  }

  public void addBalance(BalanceKey key, Balance balance) {
    balancesBefore.put(key, balance);
    balances.put(key, balance);
  }

  public void setCallers(CallerStatuses statuses) {
    callers = statuses;
  }

  public void addStored(IdempotencyRecord record) {
    idempotencyRecords.put(record.key(), record);
  }

  void addPosted(Set<String> transactionIds) {
    posted.addAll(transactionIds);
  }

  /** Adds the rows of a prefetch that exist; the others are absent. */
  public void addRows(RowReader<?, ?> reader, Map<?, ?> found) {
    Rows added = rows.computeIfAbsent(reader, r -> new Rows());
    added.before.putAll(found);
    added.now.putAll(found);
  }

  // An accepted command changes:

  /** Applies the effects of a command. */
  public void apply(Command command, Effects effects) {
    post(command, effects.moves());
    SimulatedDelivery simulated = command.caller().simulatedDelivery();
    for (Effects.Emission emission : effects.emissions()) {
      if (simulated.isAny()) {
        newSimulatedEvents.add(simulated(emission, simulated));
      }
      emit(emission);
    }
    effects.counts().forEach(this::count);
    effects.rowChanges().forEach(this::change);
  }

  private void post(Command command, List<Effects.Move> moves) {
    if (moves.isEmpty()) {
      return;
    }
    if (!(command instanceof MoneyCommand money)) {
      throw new IllegalStateException(command.getClass().getSimpleName() + " may not move money");
    }
    Map<BalanceKey, Integer> legs = new HashMap<>();
    Caller caller = command.caller();
    for (Effects.Move move : moves) {
      Balance after = balance(move.balance()).move(move.debit(), move.credit(), move.amount());
      balances.put(move.balance(), after);
      int leg = legs.merge(move.balance(), 1, Integer::sum);
      Transfer transfer = transfer(money.transactionId(), leg, move).leaving(after);
      HeadId head = move.balance().head();
      // The other account of a payment does not learn who sent it.
      newTransfers.add(head.equals(caller.head()) ? transfer.causedBy(caller.actor()) : transfer);
      touch(head, nextEvent(head));
    }
  }

  @SuppressWarnings("EnumOrdinal") // only separates the currencies of one transaction
  private Transfer transfer(String transactionId, int leg, Effects.Move move) {
    return new Transfer(
        move.balance(),
        transactionId,
        // Lines of one transaction in several currencies must not share a number.
        move.balance().currency().ordinal() * 100 + leg,
        move.debit(),
        move.credit(),
        move.amount(),
        move.reason(),
        move.paymentId(),
        now(move.balance().head()));
  }

  private SimulatedEvent simulated(Effects.Emission emission, SimulatedDelivery simulated) {
    HeadId id = emission.head();
    return new SimulatedEvent(id, emission.subject(), nextEvent(id), simulated, now(id));
  }

  private void emit(Effects.Emission emission) {
    HeadId id = emission.head();
    newEvents.add(
        new Event(
            id,
            nextEvent(id),
            IdPrefix.EVENT.next(),
            emission.type(),
            emission.subject(),
            now(id),
            emission.data()));
    touch(id, nextEvent(id) + 1);
  }

  private void count(Effects.Count<?> count) {
    newCounts
        .computeIfAbsent(count.counter(), counter -> new LinkedHashMap<>())
        .merge(count.key(), count.amount(), Long::sum);
  }

  private void change(Effects.RowChange<?, ?> change) {
    Rows changed = rows(change.rows());
    changed.changed.add(change.key());
    if (change.value().isPresent()) {
      changed.now.put(change.key(), change.value().get());
      callers.changed(change.value().get());
    } else {
      changed.now.remove(change.key());
    }
  }

  /** Stores the time of this change in the head, so that no later change is older. */
  private void touch(HeadId id, long nextEvent) {
    heads.put(id, new Head(id, nextEvent, now(id)));
    changedHeads.add(id);
  }

  /** Adds the record of a request, which later repetitions find. */
  void addIdempotencyRecord(IdempotencyRecord record) {
    addStored(record);
    newIdempotencyRecords.add(record);
  }

  // The batch writes; so does a test:

  public List<Head> changedHeads() {
    return changedHeads.stream().map(this::head).toList();
  }

  public List<BalanceChange> changedBalances() {
    List<BalanceChange> changes = new ArrayList<>();
    balances.forEach((key, after) -> {
      Balance before = balancesBefore.getOrDefault(key, Balance.ZERO);
      if (!before.equals(after)) {
        changes.add(new BalanceChange(key, before, after));
      }
    });
    return changes;
  }

  Set<BalanceKey> existingBalances() {
    return balancesBefore.keySet();
  }

  public List<Transfer> newTransfers() {
    return newTransfers;
  }

  public List<Event> newEvents() {
    return newEvents;
  }

  List<SimulatedEvent> newSimulatedEvents() {
    return newSimulatedEvents;
  }

  public List<IdempotencyRecord> newIdempotencyRecords() {
    return newIdempotencyRecords;
  }

  public Map<Counter<?>, Map<Object, Long>> newCounts() {
    return newCounts;
  }

  Map<RowReader<?, ?>, Rows> rows() {
    return rows;
  }

  private Rows rows(RowReader<?, ?> reader) {
    Rows found = rows.get(reader);
    if (found == null) {
      throw new IllegalStateException("not prefetched: " + reader.getClass().getName());
    }
    return found;
  }

  private Head head(HeadId id) {
    Head head = heads.get(id);
    if (head == null) {
      throw new IllegalStateException("head not locked: " + id);
    }
    return head;
  }
}
