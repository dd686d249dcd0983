package com.remitflex.core.engine;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.ledger.BalanceKey;
import com.remitflex.platform.money.Currency;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What the commands of a batch want to read, gathered so that each table is asked once. */
public final class ReadSet {
  private final Set<BalanceKey> balances = new HashSet<>();
  private final Map<Repository<?, ?>, Set<Object>> rows = new LinkedHashMap<>();
  private boolean outcomeUnknown;

  /** Whether the commands that are asked from here on may have taken effect already. */
  void ofUnknownOutcome(boolean unknown) {
    outcomeUnknown = unknown;
  }

  public void balance(HeadId head, Currency currency) {
    balances.add(new BalanceKey(head, currency));
  }

  public <K> void row(Repository<K, ?> book, K key) {
    rows.computeIfAbsent(book, b -> new HashSet<>()).add(key);
  }

  /**
   * A row that the command itself makes, under an id of its own: absent, and therefore not read,
   * unless an earlier try of the command may have made it.
   */
  public <K> void newRow(Repository<K, ?> book, K key) {
    Set<Object> keys = rows.computeIfAbsent(book, b -> new HashSet<>());
    if (outcomeUnknown) {
      keys.add(key);
    }
  }

  Set<BalanceKey> balances() {
    return balances;
  }

  Map<Repository<?, ?>, Set<Object>> rows() {
    return rows;
  }
}
