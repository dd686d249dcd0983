package com.remitflex.features.statements;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.ledger.LedgerStore;
import com.remitflex.platform.database.Database;
import java.util.List;

/** Lists the balances of accounts. */
public final class BalanceService {
  private final Database database;

  public BalanceService(Database database) {
    this.database = database;
  }

  /** The balance in each currency that the account has ever had. */
  public List<AccountBalance> list(HeadId head) {
    return LedgerStore.ofAccount(database, head).entrySet().stream()
        .map(one -> AccountBalance.of(head.environment(), one.getKey(), one.getValue()))
        .toList();
  }
}
