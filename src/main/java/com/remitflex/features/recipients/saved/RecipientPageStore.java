package com.remitflex.features.recipients.saved;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.SqlText;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.PageQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Pages of an account's recipients, and their total: one statement, and therefore one snapshot. */
final class RecipientPageStore {
  private RecipientPageStore() {}

  /** A row of the statement: a recipient of the page, if it has any, and the total. */
  private record Row(Optional<SavedRecipient> recipient, long total) {
    static Row of(ResultSet row) throws SQLException {
      return new Row(
          row.getString("id") == null
              ? Optional.empty()
              : Optional.of(SavedRecipientStore.recipient(row)),
          row.getLong("total"));
    }
  }

  static CountedPage<SavedRecipient> find(
      Database database, HeadId head, RecipientFilter filter, PageQuery query) {
    SqlText sql =
        SqlText.of(
                "SELECT page.*, total FROM (SELECT coalesce(sum(recipients), 0)::bigint AS total")
            .add(" FROM recipient_count");
    where(sql, "", head);
    filter.addToCounts(sql);
    sql.add(") AS counted LEFT JOIN (" + SavedRecipientStore.SELECT);
    where(sql, "r.", head);
    filter.addToRecipients(sql);
    query.addCondition(sql, "r.created_at", "r.number");
    query.addOrderAndLimit(sql, "r.created_at", "r.number");
    sql.add(") AS page ON true");
    query.addOrder(sql, "page.created_at", "page.number");
    List<Row> rows = database.list(sql, Row::of);
    List<SavedRecipient> page = rows.stream().flatMap(row -> row.recipient().stream()).toList();
    return new CountedPage<>(query.page(page, SavedRecipient::position), rows.getFirst().total());
  }

  private static void where(SqlText sql, String table, HeadId head) {
    sql.add(
        " WHERE %1$saccount_id = ? AND %1$senvironment = ?".formatted(table),
        head.accountId(),
        head.environment().word());
  }
}
