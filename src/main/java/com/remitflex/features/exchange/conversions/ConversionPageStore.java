package com.remitflex.features.exchange.conversions;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.SqlText;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.database.lists.Position;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Pages of an account's conversions, and their total: one statement, so one snapshot. */
final class ConversionPageStore {
  private ConversionPageStore() {}

  /** A row of the statement: a conversion of the page, if it has any, and the total. */
  private record Row(Optional<Conversion> conversion, long total) {
    static Row of(ResultSet row) throws SQLException {
      return new Row(
          row.getString("id") == null
              ? Optional.empty()
              : Optional.of(ConversionStore.conversion(row)),
          row.getLong("total"));
    }
  }

  static CountedPage<Conversion> find(
      Database database, HeadId head, ConversionFilter filter, PageQuery query) {
    SqlText sql =
        SqlText.of("SELECT page.*, total FROM (SELECT coalesce(sum(conversions), 0)::bigint")
            .add(" AS total FROM conversion_count")
            .add(where(head, filter))
            .add(") AS counted LEFT JOIN (SELECT * FROM conversion")
            .add(where(head, filter));
    query.addCondition(sql, "created_at", "number");
    query.addOrderAndLimit(sql, "created_at", "number");
    sql.add(") AS page ON true");
    query.addOrder(sql, "page.created_at", "page.number");
    List<Row> rows = database.list(sql, Row::of);
    List<Conversion> page = rows.stream().flatMap(row -> row.conversion().stream()).toList();
    return new CountedPage<>(
        query.page(page, one -> new Position(one.createdAt(), one.number())),
        rows.getFirst().total());
  }

  private static SqlText where(HeadId head, ConversionFilter filter) {
    SqlText sql =
        SqlText.of(
            " WHERE account_id = ? AND environment = ?",
            head.accountId(),
            head.environment().word());
    filter.addTo(sql);
    return sql;
  }
}
