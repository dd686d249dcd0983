package com.remitflex.core.ledger;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The test money of each new sandbox account: 1,000,000 of each stablecoin. */
public final class TestMoney {
  private static final long MINOR = 1_000_000_000_000L;

  private TestMoney() {}

  /** Posts the test money of new accounts, which have no balances yet. */
  public static void write(Writes writes, List<HeadId> heads, Instant at) {
    List<Transfer> transfers = new ArrayList<>();
    List<LedgerStore.BalanceChange> balances = new ArrayList<>();
    for (HeadId head : heads) {
      if (head.environment() != Environment.SANDBOX) {
        throw new IllegalStateException("test money in " + head);
      }
      String transactionId = IdPrefix.TRANSACTION.at(at);
      int number = 0;
      for (Currency currency : Currency.values()) {
        if (currency.isStablecoin()) {
          BalanceKey key = new BalanceKey(head, currency);
          Balance after = Balance.ZERO.move(SubAccount.FUNDING, SubAccount.AVAILABLE, MINOR);
          transfers.add(funding(key, transactionId, ++number, at).leaving(after));
          balances.add(new LedgerStore.BalanceChange(key, Balance.ZERO, after));
        }
      }
    }
    if (!transfers.isEmpty()) {
      LedgerStore.write(writes, transfers);
      LedgerStore.write(writes, balances, Set.of());
    }
  }

  private static Transfer funding(BalanceKey key, String transactionId, int leg, Instant at) {
    return new Transfer(
        key,
        transactionId,
        leg,
        SubAccount.FUNDING,
        SubAccount.AVAILABLE,
        MINOR,
        "sandbox_funding",
        Optional.empty(),
        at);
  }
}
