package com.remitflex.features.accounts;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.Repository;
import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.core.engine.rows.RowUpdater;
import com.remitflex.features.recipients.RecipientStore;
import com.remitflex.features.recipients.RecipientStore.Chosen;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Writes;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

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

  static final Repository<HeadId, Chosen> DEFAULT_RECIPIENTS =
      new Repository<>() {
        @Override
        public Map<HeadId, Chosen> load(Handle handle, Collection<HeadId> heads) {
          Map<HeadId, Chosen> found = new HashMap<>();
          RecipientStore.DEFAULTS
              .load(handle, heads)
              .forEach((head, saved) -> found.put(head, new Chosen(head, saved, Instant.EPOCH)));
          return found;
        }

        @Override
        public void insert(Writes writes, List<Chosen> rows) {
          RecipientStore.insertDefaults(writes, rows);
        }

        // The former default recipient keeps its row: payments may refer to it.
        @Override
        public void update(Writes writes, List<Chosen> before, List<Chosen> after) {
          RecipientStore.endDefaults(writes, before);
          RecipientStore.insertDefaults(writes, after);
        }

        @Override
        public void delete(Writes writes, List<Chosen> rows) {
          RecipientStore.endDefaults(writes, rows);
        }
      };

  private AccountRepositories() {}
}
