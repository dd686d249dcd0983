package com.remitflex.core.engine;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.ledger.BalanceKey;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.platform.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a command does when it is accepted, listed in the order in which it happens. */
public final class Effects {
  private final List<Move> moves = new ArrayList<>();
  private final List<Emission> emissions = new ArrayList<>();
  private final List<Put<?, ?>> puts = new ArrayList<>();
  private final List<Count<?>> counts = new ArrayList<>();

  record Move(
      BalanceKey book,
      SubAccount debit,
      SubAccount credit,
      long amount,
      String reason,
      Optional<String> paymentId) {}

  record Emission(HeadId head, String type, String subject, String data) {}

  record Count<K>(Counter<K> tally, K key, long amount) {}

  record Put<K, V>(Repository<K, V> book, K key, Optional<V> value) {}

  /** A transfer within one account's book; an amount of zero is no transfer. */
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

  /** An event with the account's next number. */
  public Effects emit(HeadId head, String type, String subject, String data) {
    emissions.add(new Emission(head, type, subject, data));
    return this;
  }

  /** A row as it is from now on. */
  public <K, V> Effects put(Repository<K, V> book, K key, V value) {
    puts.add(new Put<>(book, key, Optional.of(value)));
    return this;
  }

  /** The row as these effects leave it, if they put it. */
  @SuppressWarnings("unchecked") // put() took each value together with its own book
  public <K, V> Optional<V> find(Repository<K, V> book, K key) {
    return puts.stream()
        .filter(put -> put.book().equals(book) && put.key().equals(key))
        .reduce((first, last) -> last)
        .flatMap(put -> (Optional<V>) put.value());
  }

  public <K, V> Effects remove(Repository<K, V> book, K key) {
    puts.add(new Put<>(book, key, Optional.empty()));
    return this;
  }

  /** One more, or with a negative amount one less, of something. */
  public <K> Effects count(Counter<K> tally, K key, long amount) {
    counts.add(new Count<>(tally, key, amount));
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

  List<Put<?, ?>> puts() {
    return puts;
  }
}
