package com.remitflex.core.engine;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowReader;
import com.remitflex.core.ledger.BalanceKey;
import com.remitflex.platform.money.Currency;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The rows that the commands of a batch read, collected so that each table is queried once. */
public final class ReadSet {
  private final Set<BalanceKey> balances = new HashSet<>();
  private final Map<RowReader<?, ?>, Set<Object>> rows = new LinkedHashMap<>();
  private boolean outcomeUnknown;

  /** Whether the commands that add to this set from now on may have taken effect already. */
  void setOutcomeUnknown(boolean unknown) {
    outcomeUnknown = unknown;
  }

  public void balance(HeadId head, Currency currency) {
    balances.add(new BalanceKey(head, currency));
  }

  public <K> void row(RowReader<K, ?> reader, K key) {
    rows.computeIfAbsent(reader, r -> new HashSet<>()).add(key);
  }

  /**
   * A row that the command itself creates, under an ID of its own. It is absent and not read,
   * unless an earlier attempt of the command may have created it.
   */
  public <K> void newRow(RowReader<K, ?> reader, K key) {
    Set<Object> keys = rows.computeIfAbsent(reader, r -> new HashSet<>());
    if (outcomeUnknown) {
      keys.add(key);
    }
  }

  Set<BalanceKey> balances() {
    return balances;
  }

  Map<RowReader<?, ?>, Set<Object>> rows() {
    return rows;
  }
}
