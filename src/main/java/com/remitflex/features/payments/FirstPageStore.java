package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.joined.JoinedLookups;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The newest payments of accounts with their number: the list that is asked for most. */
final class FirstPageStore
    implements JoinedLookups.Source<FirstPageStore.Asked, CountedPage<Payment>> {
  private final Database database;

  FirstPageStore(Database database) {
    this.database = database;
  }

  /** The first page of an account's payments, of every status. */
  record Asked(HeadId head, int limit) {
    PageQuery query() {
      return PageQuery.newest(limit);
    }
  }

  private record Row(HeadId head, PaymentPageStore.Row row) {
    static Row of(ResultSet row) throws SQLException {
      return new Row(
          new HeadId(row.getString("of_account"), Environment.of(row.getString("of_environment"))),
          PaymentPageStore.Row.of(row));
    }
  }

  @Override
  public Optional<CountedPage<Payment>> find(Asked page) {
    return Optional.of(
        new PaymentPageStore(database, page.head(), PaymentFilter.ALL).find(page.query()));
  }

  /** Sends one query for each length of the pages, in nearly all cases one. */
  @Override
  public Map<Asked, CountedPage<Payment>> findAll(Set<Asked> pages) {
    Map<Asked, CountedPage<Payment>> found = new HashMap<>();
    pages.stream()
        .collect(Collectors.groupingBy(Asked::limit, Collectors.toSet()))
        .forEach((limit, some) -> findAll(limit, some, found));
    return found;
  }

  private void findAll(int limit, Set<Asked> pages, Map<Asked, CountedPage<Payment>> found) {
    database
        .withEngineSettings(handle ->
            Reads.one(handle, reads -> reads.add(query(PageQuery.newest(limit)), pages, Row::of)))
        .stream()
        .collect(
            Collectors.groupingBy(Row::head, Collectors.mapping(Row::row, Collectors.toList())))
        .forEach((head, rows) -> {
          Asked page = new Asked(head, limit);
          found.put(page, PaymentPageStore.found(page.query(), rows));
        });
  }

  /** As the query of {@link PaymentPageStore}, for several accounts. */
  private static Batch<Asked> query(PageQuery page) {
    return Batch.<Asked>statement(
            "SELECT page.*, total, v.account_id AS of_account, v.environment AS of_environment"
                + " FROM :rows CROSS JOIN LATERAL ("
                + " SELECT coalesce(sum(payments), 0)::bigint AS total FROM payment_count c"
                + " WHERE c.account_id = v.account_id AND c.environment = v.environment AND "
                + PaymentCountStore.ofKind(PaymentKind.PAYMENT)
                + ") AS counted"
                + " LEFT JOIN LATERAL (SELECT "
                + PaymentStore.COLUMNS
                + " FROM payment p"
                + " WHERE p.account_id = v.account_id AND p.environment = v.environment"
                + " AND p.kind = 'payment'"
                + " ORDER BY created_at DESC, number DESC LIMIT "
                + page.rows()
                + ") AS page ON true")
        .text("account_id", asked -> asked.head().accountId())
        .text("environment", asked -> asked.head().environment().word())
        .build();
  }
}
