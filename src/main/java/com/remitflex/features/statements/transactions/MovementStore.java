package com.remitflex.features.statements.transactions;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.ledger.Transfer.Cause;
import com.remitflex.features.statements.transactions.Movement.Amounts;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.SqlText;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.Order;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.database.lists.Timestamps;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads the movements of one account in the transfer table.
 *
 * <p>Each currency has an index of its movements in order. A page merges the ends of these indexes,
 * one for each balance of the account; the total adds up the differences of the numbers at both
 * ends of the range. Neither depends on the number of movements. The movements of one object are
 * few, and are found by its ID.
 */
final class MovementStore {
  private static final String ORIGIN =
      """
       LEFT JOIN LATERAL (
        SELECT o.caused_by AS origin, o.request_id AS origin_request FROM transfer o
        WHERE o.payment_id = m.payment_id AND o.account_id = m.account_id
          AND o.environment = m.environment AND o.caused_by IS NOT NULL
          AND o.created_at <= m.created_at
        ORDER BY o.created_at, o.transaction_id, o.leg LIMIT 1) AS o ON m.caused_by IS NULL\
      """;

  private final HeadId head;
  private final MovementFilter filter;

  MovementStore(HeadId head, MovementFilter filter) {
    this.head = head;
    this.filter = filter;
  }

  /** A row of the statement: a movement of the page, if it has any, and the total. */
  private record Row(Optional<Movement> movement, long total) {}

  /** A page with the exact number of all movements that meet the filter, from one snapshot. */
  CountedPage<Movement> find(Database database, PageQuery query) {
    SqlText sql =
        SqlText.of("SELECT page.*, total FROM (SELECT ")
            .add(totalSql())
            .add(" AS total) AS counted LEFT JOIN (")
            .add(pageSql(query))
            .add(") AS page ON true");
    List<Row> rows =
        database.list(
            sql,
            row ->
                new Row(
                    row.getString("transaction_id") == null
                        ? Optional.empty()
                        : Optional.of(movement(row)),
                    row.getLong("total")));
    List<Movement> movements = rows.stream().flatMap(row -> row.movement().stream()).toList();
    return new CountedPage<>(page(query, movements), rows.getFirst().total());
  }

  /** As {@link #find}, without the total. */
  Page<Movement> page(Database database, PageQuery query) {
    return page(query, database.list(pageSql(query), MovementStore::movement));
  }

  private static Page<Movement> page(PageQuery query, List<Movement> movements) {
    List<Movement> inOrder =
        movements.stream().sorted(query.order().comparator(MovementPosition::of)).toList();
    return query.page(inOrder, MovementPosition::of);
  }

  private SqlText totalSql() {
    if (filter.objectId().isPresent()) {
      return SqlText.of("(WITH m AS MATERIALIZED (")
          .add(ofObject())
          .add(") SELECT count(*) FROM m)");
    }
    return SqlText.of("(SELECT coalesce(sum(greatest(0, ")
        .add(numberBefore(Timestamps.upper(filter.createdBefore())))
        .add(" - ")
        .add(numberBefore(Timestamps.lower(filter.createdAfter())))
        .add(")), 0)::bigint FROM balance b")
        .add(ofBalances())
        .add(")");
  }

  /** The number of the last movement of a balance before this time; 0 if there is none. */
  private static SqlText numberBefore(Instant time) {
    return SqlText.of(
        "coalesce((SELECT t.number FROM transfer t WHERE t.account_id = b.account_id"
            + " AND t.environment = b.environment AND t.currency = b.currency"
            + " AND t.number IS NOT NULL AND t.created_at < ?"
            + " ORDER BY t.created_at DESC, t.number DESC LIMIT 1), 0)",
        time);
  }

  private SqlText pageSql(PageQuery query) {
    SqlText sql = SqlText.of("SELECT m.*, o.origin, o.origin_request FROM (");
    if (filter.objectId().isPresent()) {
      sql.add("WITH f AS MATERIALIZED (").add(ofObject()).add(") SELECT t.* FROM f AS t");
      query.after().ifPresent(position -> addBeyond(sql, " WHERE ", query.order(), position));
    } else {
      sql.add("SELECT t.* FROM balance b CROSS JOIN LATERAL (").add(ofBalance(query));
      sql.add(") AS t").add(ofBalances());
    }
    addOrder(sql, query);
    return sql.add(") AS m").add(ORIGIN);
  }

  private SqlText ofBalances() {
    SqlText sql =
        SqlText.of(
            " WHERE b.account_id = ? AND b.environment = ?",
            head.accountId(),
            head.environment().word());
    filter.currency().ifPresent(one -> sql.add(" AND b.currency = ?", one.name()));
    return sql;
  }

  private SqlText ofBalance(PageQuery query) {
    SqlText sql =
        SqlText.of(
            "SELECT * FROM transfer t WHERE t.account_id = b.account_id"
                + " AND t.environment = b.environment AND t.currency = b.currency"
                + " AND t.number IS NOT NULL AND t.created_at >= ? AND t.created_at < ?",
            Timestamps.lower(filter.createdAfter()),
            Timestamps.upper(filter.createdBefore()));
    query.after().ifPresent(position -> addBeyond(sql, " AND ", query.order(), position));
    query.addOrderAndLimit(sql, "t.created_at", "t.number");
    return sql;
  }

  private SqlText ofObject() {
    SqlText sql =
        SqlText.of(
            "SELECT * FROM transfer t WHERE t.payment_id = ? AND t.account_id = ?"
                + " AND t.environment = ? AND t.number IS NOT NULL"
                + " AND t.created_at >= ? AND t.created_at < ?",
            filter.objectId().orElseThrow(),
            head.accountId(),
            head.environment().word(),
            Timestamps.lower(filter.createdAfter()),
            Timestamps.upper(filter.createdBefore()));
    filter.currency().ifPresent(one -> sql.add(" AND t.currency = ?", one.name()));
    return sql;
  }

  /**
   * Movements of other currencies can have the same time and number: these follow in the order of
   * the currencies. Numbers are whole, so that the bound moves by one for the currencies that come
   * after that of the position.
   */
  private static void addBeyond(SqlText sql, String word, Order order, Position position) {
    String bound =
        switch (order) {
          case NEWEST_FIRST -> "? + (t.currency COLLATE \"C\" < ?)::int";
          case OLDEST_FIRST -> "? - (t.currency COLLATE \"C\" > ?)::int";
        };
    sql.add(
        word + "(t.created_at, t.number) " + order.beyond() + " (?, " + bound + ")",
        position.createdAt(),
        MovementPosition.number(position),
        MovementPosition.currency(position).name());
  }

  private static void addOrder(SqlText sql, PageQuery query) {
    query.addOrder(sql, "t.created_at", "t.number");
    sql.add(", t.currency COLLATE \"C\" " + query.order().sql() + " LIMIT " + query.rows());
  }

  private static Movement movement(ResultSet row) throws SQLException {
    HeadId head =
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment")));
    Currency currency = Currency.valueOf(row.getString("currency"));
    String transactionId = row.getString("transaction_id");
    return new Movement(
        head,
        transactionId + "-" + row.getLong("leg"),
        transactionId,
        row.getLong("number"),
        currency,
        new Amounts(currency, change(row, "available"), change(row, "held")),
        new Amounts(currency, row.getLong("available_after"), row.getLong("held_after")),
        row.getString("reason"),
        Optional.ofNullable(row.getString("payment_id")),
        cause(row, "caused_by", "request_id"),
        cause(row, "origin", "origin_request"),
        row.getTimestamp("created_at").toInstant());
  }

  private static long change(ResultSet row, String sub) throws SQLException {
    long amount = row.getLong("amount");
    if (row.getString("credit").equals(sub)) {
      return amount;
    }
    return row.getString("debit").equals(sub) ? -amount : 0;
  }

  private static Optional<Cause> cause(ResultSet row, String by, String request)
      throws SQLException {
    String name = row.getString(by);
    return name == null
        ? Optional.empty()
        : Optional.of(new Cause(name, Optional.ofNullable(row.getString(request))));
  }
}
