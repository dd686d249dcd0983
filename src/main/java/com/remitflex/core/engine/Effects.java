package com.remitflex.core.engine;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.Counter;
import com.remitflex.core.engine.rows.RowDeleter;
import com.remitflex.core.engine.rows.RowInserter;
import com.remitflex.core.engine.rows.RowReader;
import com.remitflex.core.engine.rows.RowSaver;
import com.remitflex.core.engine.rows.RowUpdater;
import com.remitflex.core.ledger.BalanceKey;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.platform.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The effects of an accepted command, in the order in which they are applied. */
public final class Effects {
  private final List<Move> moves = new ArrayList<>();
  private final List<Emission> emissions = new ArrayList<>();
  private final List<RowChange<?, ?>> rowChanges = new ArrayList<>();
  private final List<Count<?>> counts = new ArrayList<>();

  record Move(
      BalanceKey balance,
      SubAccount debit,
      SubAccount credit,
      long amount,
      String reason,
      Optional<String> paymentId) {}

  record Emission(HeadId head, String type, String subject, String data) {}

  record Count<K>(Counter<K> counter, K key, long amount) {}

  /** A row as it is from now on; empty when it is deleted. */
  record RowChange<K, V>(RowReader<K, V> rows, K key, Optional<V> value) {}

  /**
   * Moves money between two sub-accounts of an account; an amount of zero moves nothing. Only a
   * {@link MoneyCommand} may move money.
   */
  public Effects move(
      HeadId head,
      SubAccount debit,
      SubAccount credit,
      Money money,
      String reason,
      Optional<String> paymentId) {
    if (money.minor() != 0) {
      moves.add(
          new Move(
              new BalanceKey(head, money.currency()),
              debit,
              credit,
              money.minor(),
              reason,
              paymentId));
    }
    return this;
  }

  /** Emits an event, which gets the account's next number. */
  public Effects emit(HeadId head, String type, String subject, String data) {
    emissions.add(new Emission(head, type, subject, data));
    return this;
  }

  /** Adds a row. */
  public <K, V> Effects insert(RowInserter<K, V> rows, K key, V value) {
    return change(rows, key, Optional.of(value));
  }

  /** Replaces a row that exists. */
  public <K, V> Effects update(RowUpdater<K, V> rows, K key, V value) {
    return change(rows, key, Optional.of(value));
  }

  /** Adds a row, or replaces the one that exists. */
  public <K, V> Effects save(RowSaver<K, V> rows, K key, V value) {
    return change(rows, key, Optional.of(value));
  }

  /** Deletes a row, if it exists. */
  public <K, V> Effects delete(RowDeleter<K, V> rows, K key) {
    return change(rows, key, Optional.empty());
  }

  private <K, V> Effects change(RowReader<K, V> rows, K key, Optional<V> value) {
    rowChanges.add(new RowChange<>(rows, key, value));
    return this;
  }

  /** The row as these effects leave it, if they change it. */
  @SuppressWarnings("unchecked") // change() took each value together with its own reader
  public <K, V> Optional<V> find(RowReader<K, V> rows, K key) {
    return rowChanges.stream()
        .filter(change -> change.rows().equals(rows) && change.key().equals(key))
        .reduce((first, last) -> last)
        .flatMap(change -> (Optional<V>) change.value());
  }

  /** Adds an amount, which may be negative, to a count. */
  public <K> Effects count(Counter<K> counter, K key, long amount) {
    counts.add(new Count<>(counter, key, amount));
    return this;
  }

  List<Count<?>> counts() {
    return counts;
  }

  List<Move> moves() {
    return moves;
  }

  List<Emission> emissions() {
    return emissions;
  }

  List<RowChange<?, ?>> rowChanges() {
    return rowChanges;
  }
}
