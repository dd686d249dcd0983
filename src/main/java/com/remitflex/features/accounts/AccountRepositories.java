package com.remitflex.features.accounts;

import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.core.engine.rows.RowUpdater;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Writes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The rows that a change of an account reads and writes. */
public final class AccountRepositories {
  public static final Accounts ACCOUNTS = new Accounts();

  /** The accounts, which payments of live accounts read too. */
  public static final class Accounts
      implements RowUpdater<String, Account>, RowQuery<String, Account> {
    private Accounts() {}

    @Override
    public Supplier<Map<String, Account>> load(Reads reads, Set<String> ids) {
      Found<Account> found = AccountStore.load(reads, ids);
      return () -> found.by(Account::id);
    }

    @Override
    public void update(Writes writes, List<Account> before, List<Account> after) {
      AccountStore.update(writes, after);
    }
  }

  private AccountRepositories() {}
}
