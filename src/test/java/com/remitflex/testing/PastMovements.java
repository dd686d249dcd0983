package com.remitflex.testing;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.ledger.Balance;
import com.remitflex.core.ledger.BalanceKey;
import com.remitflex.core.ledger.LedgerStore;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.core.ledger.Transfer;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Movements of the past, as the engine would have written them, in a currency without any. */
public final class PastMovements {
  private PastMovements() {}

  /** An amount that arrives, or leaves if it is negative. */
  public record Entry(Instant at, long amountMinor) {}

  /** Writes these movements, oldest first, and the balance that they leave. */
  public static void write(Database database, HeadId head, Currency currency, List<Entry> entries) {
    BalanceKey key = new BalanceKey(head, currency);
    List<Transfer> transfers = new ArrayList<>();
    Balance balance = Balance.ZERO;
    for (Entry entry : entries) {
      boolean arrives = entry.amountMinor() > 0;
      SubAccount from = arrives ? SubAccount.FUNDING : SubAccount.AVAILABLE;
      SubAccount to = arrives ? SubAccount.AVAILABLE : SubAccount.FEES;
      long amount = Math.abs(entry.amountMinor());
      balance = balance.move(from, to, amount);
      transfers.add(
          new Transfer(
                  key,
                  IdPrefix.TRANSACTION.at(entry.at()),
                  1,
                  from,
                  to,
                  amount,
                  arrives ? "test_funding" : "test_fee",
                  Optional.empty(),
                  entry.at())
              .leaving(balance));
    }
    LedgerStore.BalanceChange change = new LedgerStore.BalanceChange(key, Balance.ZERO, balance);
    database.inTransaction(handle -> {
      Writes.send(
          handle,
          writes -> {
            LedgerStore.write(writes, transfers);
            LedgerStore.write(writes, List.of(change), Set.of());
          });
      return 0;
    });
  }
}
