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

  public void balance(HeadId head, Currency currency) {
    balances.add(new BalanceKey(head, currency));
  }

  public <K> void row(Book<K, ?> book, K key) {
    rows.computeIfAbsent(book, b -> new HashSet<>()).add(key);
  }

  Set<BalanceKey> balances() {
    return balances;
  }

  Map<Book<?, ?>, Set<Object>> rows() {
    return rows;
  }
}
