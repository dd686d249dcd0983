package com.remitflex.features.accounts.deposits;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.SqlText;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.database.lists.Position;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Pages of an account's deposits, and their total: one statement, and therefore one snapshot. */
final class DepositPageStore {
  private DepositPageStore() {}

  /** A row of the statement: a deposit of the page, if it has any, and the total. */
  private record Row(Optional<DepositStore.Stored> deposit, long total) {
    static Row of(ResultSet row) throws SQLException {
      return new Row(
          row.getString("id") == null ? Optional.empty() : Optional.of(DepositStore.stored(row)),
          row.getLong("total"));
    }
  }

  static CountedPage<Deposit> find(
      Database database, HeadId head, DepositFilter filter, PageQuery query) {
    SqlText sql =
        SqlText.of("SELECT page.*, total FROM (SELECT coalesce(sum(deposits), 0)::bigint AS total")
            .add(" FROM deposit_count")
            .add(where(head, filter))
            .add(") AS counted LEFT JOIN (SELECT " + DepositStore.COLUMNS + " FROM deposit")
            .add(where(head, filter));
    query.addCondition(sql, "created_at", "number");
    query.addOrderAndLimit(sql, "created_at", "number");
    sql.add(") AS page ON true");
    query.addOrder(sql, "page.created_at", "page.number");
    List<Row> rows = database.list(sql, Row::of);
    List<DepositStore.Stored> page = rows.stream().flatMap(row -> row.deposit().stream()).toList();
    Page<DepositStore.Stored> stored = query.page(page, row -> position(row.deposit()));
    return new CountedPage<>(
        new Page<>(DepositStore.authentic(database, stored.items()), stored.next()),
        rows.getFirst().total());
  }

  private static Position position(Deposit deposit) {
    return new Position(deposit.createdAt(), deposit.number());
  }

  private static SqlText where(HeadId head, DepositFilter filter) {
    SqlText sql =
        SqlText.of(
            " WHERE account_id = ? AND environment = ?",
            head.accountId(),
            head.environment().word());
    filter.addTo(sql);
    return sql;
  }
}
