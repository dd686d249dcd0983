package com.remitflex.testing;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.accounts.HeadStore;
import com.remitflex.core.ledger.Balance;
import com.remitflex.core.ledger.BalanceKey;
import com.remitflex.core.ledger.LedgerStore;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.core.ledger.Transfer;
import com.remitflex.features.treasury.movements.TestMovements;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Live money without a deposit: for tests of what comes after one. */
public final class LiveMoney {
  private LiveMoney() {}

  /** Adds money to the live balance of an account. */
  public static void give(
      Database database, String accountId, Currency currency, long amountMinor) {
    HeadId head = new HeadId(accountId, Environment.LIVE);
    BalanceKey book = new BalanceKey(head, currency);
    database.inTransaction(handle -> {
      HeadStore.lock(handle, List.of(head));
      Map<BalanceKey, Balance> found = LedgerStore.load(handle, List.of(book));
      Balance before = found.getOrDefault(book, Balance.ZERO);
      Balance after = before.move(SubAccount.FUNDING, SubAccount.AVAILABLE, amountMinor);
      Writes.send(
          handle,
          writes -> {
            LedgerStore.write(
                writes,
                List.of(new LedgerStore.BalanceChange(book, before, after)),
                found.keySet());
            LedgerStore.write(writes, List.of(funding(book, amountMinor).leaving(after)));
          });
      TestMovements.owed(handle, currency, amountMinor);
      return after;
    });
  }

  private static Transfer funding(BalanceKey book, long amountMinor) {
    return new Transfer(
        book,
        IdPrefix.TRANSACTION.next(),
        1,
        SubAccount.FUNDING,
        SubAccount.AVAILABLE,
        amountMinor,
        "test_funding",
        Optional.empty(),
        Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }
}
