package com.remitflex.features.accounts;

import com.remitflex.core.engine.rows.RowUpdater;
import com.remitflex.platform.database.Writes;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The rows that a change of an account reads and writes. */
final class AccountRepositories {
  static final RowUpdater<String, Account> ACCOUNTS =
      new RowUpdater<>() {
        @Override
        public Map<String, Account> load(Handle handle, Collection<String> ids) {
          Map<String, Account> found = new HashMap<>();
          ids.forEach(id -> AccountStore.find(handle, id).ifPresent(one -> found.put(id, one)));
          return found;
        }

        @Override
        public void update(Writes writes, List<Account> before, List<Account> after) {
          AccountStore.update(writes, after);
        }
      };

  private AccountRepositories() {}
}
