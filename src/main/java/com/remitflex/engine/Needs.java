package com.remitflex.engine;

import com.remitflex.accounts.HeadId;
import com.remitflex.ledger.BalanceKey;
import com.remitflex.money.Currency;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What the commands of a batch want to read, gathered so that each table is asked once. */
public final class Needs {
  private final Set<BalanceKey> balances = new HashSet<>();
  private final Map<Book<?, ?>, Set<Object>> rows = new LinkedHashMap<>();
  private boolean outcomeUnknown;

  /** Whether the commands that are asked from here on may have taken effect already. */
  void ofUnknownOutcome(boolean unknown) {
    outcomeUnknown = unknown;
  }

  public void balance(HeadId head, Currency currency) {
    balances.add(new BalanceKey(head, currency));
  }

  public <K> void row(Book<K, ?> book, K key) {
    rows.computeIfAbsent(book, b -> new HashSet<>()).add(key);
  }

  /**
   * A row that the command itself makes, under an id of its own: absent, and therefore not read,
   * unless an earlier try of the command may have made it.
   */
  public <K> void newRow(Book<K, ?> book, K key) {
    Set<Object> keys = rows.computeIfAbsent(book, b -> new HashSet<>());
    if (outcomeUnknown) {
      keys.add(key);
    }
  }

  Set<BalanceKey> balances() {
    return balances;
  }

  Map<Book<?, ?>, Set<Object>> rows() {
    return rows;
  }
}
