package com.remitflex.features.accounts.deposits;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.ids.Environment;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Deposits across all accounts, for the operator only. */
final class DepositListStore {
  private static final Select<DepositStore.Stored> HELD =
      Select.of(
          "SELECT "
              + DepositStore.COLUMNS
              + " FROM deposit WHERE status = 'held' ORDER BY created_at LIMIT ?",
          DepositStore::stored);

  private DepositListStore() {}

  static Optional<HeadId> headOf(Handle handle, String id) {
    return handle
        .createQuery("SELECT account_id, environment FROM deposit WHERE id = :id")
        .bind("id", id)
        .map((row, context) ->
            new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))))
        .findFirst();
  }

  static List<Deposit> held(Database database, int limit) {
    return DepositStore.authentic(database, database.list(HELD, limit));
  }
}
