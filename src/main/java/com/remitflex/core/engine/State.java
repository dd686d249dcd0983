package com.remitflex.core.engine;

import com.remitflex.core.accounts.Head;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.events.Event;
import com.remitflex.core.idempotency.IdempotencyRecord;
import com.remitflex.core.ledger.Balance;
import com.remitflex.core.ledger.BalanceKey;
import com.remitflex.core.ledger.LedgerStore.BookChange;
import com.remitflex.core.ledger.Transfer;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a batch knows: what was read under its locks, changed by each command in turn, so that the
 * next one sees the effects of those before it.
 */
public final class State {
  private final Instant readAt;
  private final Map<HeadId, Head> heads = new TreeMap<>();
  private final Set<HeadId> absentHeads = new HashSet<>();
  private final Map<BalanceKey, Balance> balancesBefore = new HashMap<>();
  private final Map<BalanceKey, Balance> balances = new LinkedHashMap<>();
  private CallerStatuses callers = CallerStatuses.NONE;
  private final Map<IdempotencyRecord.Key, IdempotencyRecord> remembered = new HashMap<>();
  private final Set<String> posted = new HashSet<>();
  private final Map<Repository<?, ?>, Rows> rows = new LinkedHashMap<>();

  private final List<Transfer> newTransfers = new ArrayList<>();
  private final List<Event> newEvents = new ArrayList<>();
  private final List<IdempotencyRecord> newRemembered = new ArrayList<>();
  private final Map<Counter<?>, Map<Object, Long>> newCounts = new LinkedHashMap<>();
  private final Set<HeadId> changedHeads = new HashSet<>();

  /** The rows of one book: as read, and as they are now. */
  static final class Rows {
    final Map<Object, Object> before = new HashMap<>();
    final Map<Object, Object> now = new HashMap<>();
    final Set<Object> changed = new java.util.LinkedHashSet<>();
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

  // What commands read.

  /** The time of whatever happens to this account now: the database's, and never going back. */
  public Instant now(HeadId id) {
    Instant last = head(id).lastCreatedAt();
    return last.isAfter(readAt) ? last : readAt;
  }

  /** Whether this account has such an environment. */
  public boolean exists(HeadId id) {
    return heads.containsKey(id);
  }

  /** The number that the account's next event will have. */
  public long nextEvent(HeadId id) {
    return head(id).nextEvent();
  }

  public Balance balance(HeadId head, Currency currency) {
    return balances.getOrDefault(new BalanceKey(head, currency), Balance.ZERO);
  }

  /** A row of a feature's book, as it is now. */
  @SuppressWarnings("unchecked") // load() filled this map from the same Book<K, V>
  public <K, V> Optional<V> find(Repository<K, V> book, K key) {
    Rows of = rows.get(book);
    if (of == null) {
      throw new IllegalStateException("not prefetched: " + book.getClass().getSimpleName());
    }
    return Optional.ofNullable((V) of.now.get(key));
  }

  /**
   * What is known of the callers, as the guard that was wired in knows it; empty without callers.
   */
  public <S extends CallerStatuses> Optional<S> callers(Class<S> type) {
    return Optional.of(callers).filter(type::isInstance).map(type::cast);
  }

  CallerStatuses callers() {
    return callers;
  }

  Optional<IdempotencyRecord> remembered(IdempotencyRecord.Key key) {
    return Optional.ofNullable(remembered.get(key));
  }

  public boolean isPosted(String transactionId) {
    return posted.contains(transactionId);
  }

  // What the prefetch puts in; a test of a command fills a state the same way.

  public void put(Head head) {
    heads.put(head.id(), head);
  }

  void putAbsent(HeadId id) {
    absentHeads.add(id);
  }

  /** Whether it is settled if this head exists: it is locked here, or there is none. */
  boolean knows(HeadId id) {
    return heads.containsKey(id) || absentHeads.contains(id);
  }

  public void put(BalanceKey key, Balance balance) {
    balancesBefore.put(key, balance);
    balances.put(key, balance);
  }

  public void put(CallerStatuses statuses) {
    callers = statuses;
  }

  public void put(IdempotencyRecord answer) {
    remembered.put(answer.key(), answer);
  }

  void putPosted(Set<String> transactionIds) {
    posted.addAll(transactionIds);
  }

  /** The rows of a book that were asked for and exist. */
  public void put(Repository<?, ?> book, Map<?, ?> found) {
    Rows of = rows.computeIfAbsent(book, b -> new Rows());
    of.before.putAll(found);
    of.now.putAll(found);
  }

  // What an accepted command changes.

  /** Makes the effects of a command part of the state. */
  @SuppressWarnings("EnumOrdinal") // tells the currencies of one transaction apart, no more
  public void apply(Command command, Effects effects) {
    Map<BalanceKey, Integer> legs = new HashMap<>();
    for (Effects.Move move : effects.moves()) {
      HeadId head = move.book().head();
      balances.put(
          move.book(),
          balance(head, move.book().currency()).move(move.debit(), move.credit(), move.amount()));
      int leg = legs.merge(new BalanceKey(head, move.book().currency()), 1, Integer::sum);
      newTransfers.add(
          new Transfer(
              move.book(),
              command.transactionId(),
              // Lines of one transaction in several currencies must not share a number.
              move.book().currency().ordinal() * 100 + leg,
              move.debit(),
              move.credit(),
              move.amount(),
              move.reason(),
              move.paymentId(),
              now(head)));
    }
    for (Effects.Move move : effects.moves()) {
      touch(move.book().head(), nextEvent(move.book().head()));
    }
    for (Effects.Emission emission : effects.emissions()) {
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
    for (Effects.Count<?> count : effects.counts()) {
      newCounts
          .computeIfAbsent(count.tally(), tally -> new LinkedHashMap<>())
          .merge(count.key(), count.amount(), Long::sum);
    }
    for (Effects.Put<?, ?> put : effects.puts()) {
      Rows of = rows.get(put.book());
      if (of == null) {
        throw new IllegalStateException("not prefetched: " + put.book().getClass());
      }
      put.value()
          .ifPresentOrElse(value -> of.now.put(put.key(), value), () -> of.now.remove(put.key()));
      of.changed.add(put.key());
      put.value().ifPresent(callers::changed);
    }
  }

  /** Keeps the time of what just happened to the account, so that nothing later is older. */
  private void touch(HeadId id, long nextEvent) {
    heads.put(id, new Head(id, nextEvent, now(id)));
    changedHeads.add(id);
  }

  /** Makes the answer of a request known to its repetitions. */
  void remember(IdempotencyRecord answer) {
    put(answer);
    newRemembered.add(answer);
  }

  // What the batch writes; a test reads it instead.

  public List<Head> changedHeads() {
    return changedHeads.stream().map(this::head).toList();
  }

  public List<BookChange> changedBalances() {
    List<BookChange> changes = new ArrayList<>();
    balances.forEach((key, after) -> {
      Balance before = balancesBefore.getOrDefault(key, Balance.ZERO);
      if (!before.equals(after)) {
        changes.add(new BookChange(key, before, after));
      }
    });
    return changes;
  }

  Set<BalanceKey> balancesRead() {
    return balancesBefore.keySet();
  }

  public List<Transfer> newTransfers() {
    return newTransfers;
  }

  public List<Event> newEvents() {
    return newEvents;
  }

  public List<IdempotencyRecord> newRemembered() {
    return newRemembered;
  }

  public Map<Counter<?>, Map<Object, Long>> newCounts() {
    return newCounts;
  }

  Map<Repository<?, ?>, Rows> rows() {
    return rows;
  }

  private Head head(HeadId id) {
    Head head = heads.get(id);
    if (head == null) {
      throw new IllegalStateException("head not locked: " + id);
    }
    return head;
  }
}
