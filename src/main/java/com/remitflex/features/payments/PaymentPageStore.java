package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.SqlText;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.database.lists.TimeSpan;
import com.remitflex.platform.database.lists.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Pages of an account's payments, and their total. The counts by day show which days have payments
 * that meet the filter, so that a page reads only those days, however large the table is. A total
 * is the sum of the days nearest to the range, of the hours that they lack or have too much, and of
 * the payments that these hours lack or have too much. All of it is one statement, and therefore of
 * one snapshot.
 */
final class PaymentPageStore {
  private final Database database;
  private final HeadId head;
  private final PaymentFilter filter;
  private final TimeSpan range;

  PaymentPageStore(Database database, HeadId head, PaymentFilter filter) {
    this.database = database;
    this.head = head;
    this.filter = filter;
    this.range =
        new TimeSpan(
            Timestamps.lower(filter.createdAfter()), Timestamps.upper(filter.createdBefore()));
  }

  /** A row of the statement: a payment of the page, if it has any, and the total. */
  record Row(Optional<Payment> payment, long total) {
    static Row of(ResultSet row) throws SQLException {
      return new Row(
          row.getString(PaymentStore.ID) == null
              ? Optional.empty()
              : Optional.of(PaymentStore.payment(row)),
          row.getLong("total"));
    }
  }

  /** A page with the exact number of all payments that meet the filter. */
  CountedPage<Payment> find(PageQuery query) {
    SqlText sql =
        SqlText.of("SELECT page.*, total FROM (SELECT ")
            .add(totalSql())
            .add(" AS total) AS counted LEFT JOIN (")
            .add(pageSql(query))
            .add(") AS page ON true");
    return found(query, database.list(sql, Row::of));
  }

  /** The page of these rows, which are at least one. */
  static CountedPage<Payment> found(PageQuery query, List<Row> rows) {
    List<Payment> payments =
        rows.stream()
            .flatMap(row -> row.payment().stream())
            .sorted(query.order().comparator(PaymentPageStore::position))
            .toList();
    return new CountedPage<>(
        query.page(payments, PaymentPageStore::position), rows.getFirst().total());
  }

  private static Position position(Payment payment) {
    return new Position(payment.createdAt(), payment.number());
  }

  /** The exact number of payments that meet the filter. */
  long total() {
    return database.list(SqlText.of("SELECT ").add(totalSql()), row -> row.getLong(1)).getFirst();
  }

  private SqlText totalSql() {
    SqlText sum = SqlText.of("0::bigint");
    if (filter.reference().isPresent()) {
      addPayments(sum, " + ", range);
    } else {
      addCounted(sum, " + ", range, Counts.DAYS);
    }
    return sum;
  }

  /** The counts of a unit of time, and those that a shorter one needs. */
  private enum Counts {
    DAYS(ChronoUnit.DAYS, "payment_count", "day"),
    HOURS(ChronoUnit.HOURS, "payment_hour_count", "hour");

    private final ChronoUnit unit;
    private final String table;
    private final String column;

    Counts(ChronoUnit unit, String table, String column) {
      this.unit = unit;
      this.table = table;
      this.column = column;
    }

    Object value(Instant start) {
      return this == DAYS ? day(start) : start;
    }
  }

  /** Adds the whole units next to the range, and then what they lack or have too much. */
  private void addCounted(SqlText sum, String sign, TimeSpan span, Counts counts) {
    TimeSpan units = span.nearest(counts.unit);
    if (units.isEmpty()) {
      addPart(sum, sign, span, counts);
      return;
    }
    addDifference(sum, sign, span.start(), units.start(), counts);
    addUnits(sum, sign, units, counts);
    addDifference(sum, sign, units.end(), span.end(), counts);
  }

  /** Adds the time from one to another, or takes it off if the other is the earlier one. */
  private void addDifference(SqlText sum, String sign, Instant from, Instant to, Counts counts) {
    if (from.isBefore(to)) {
      addPart(sum, sign, new TimeSpan(from, to), counts);
    } else {
      addPart(sum, opposite(sign), new TimeSpan(to, from), counts);
    }
  }

  private static String opposite(String sign) {
    return sign.equals(" + ") ? " - " : " + ";
  }

  private void addPart(SqlText sum, String sign, TimeSpan span, Counts counts) {
    switch (counts) {
      case DAYS -> addCounted(sum, sign, span, Counts.HOURS);
      case HOURS -> addPayments(sum, sign, span);
    }
  }

  private void addUnits(SqlText sum, String sign, TimeSpan units, Counts counts) {
    sum.add(sign + "(SELECT coalesce(sum(payments), 0)::bigint FROM " + counts.table)
        .add(ofAccount())
        .add(" AND " + PaymentCountStore.ofKind(filter.kind()))
        .add(
            " AND %1$s >= ? AND %1$s < ?".formatted(counts.column),
            counts.value(units.start()),
            counts.value(units.end()))
        .add(conditions("corridor"))
        .add(")");
  }

  /**
   * The payments of a short time. Off-ramps are counted with them and taken off, by the index that
   * has only them: the kind is one of the last columns, behind all that a payment says.
   */
  private void addPayments(SqlText sum, String sign, TimeSpan span) {
    if (span.isEmpty()) {
      return;
    }
    if (filter.kind() == PaymentKind.PAYMENT && filter.reference().isEmpty()) {
      addRows(sum, sign, atTime(span));
      addRows(sum, opposite(sign), atTime(span).add(ofKind(PaymentKind.OFF_RAMP)));
    } else {
      addRows(sum, sign, atTime(span).add(ofKind(filter.kind())));
    }
  }

  private void addRows(SqlText sum, String sign, SqlText where) {
    sum.add(sign + "(SELECT count(*) FROM payment").add(where).add(rowConditions()).add(")");
  }

  private SqlText pageSql(PageQuery query) {
    return isByDay() ? pageOfDays(query) : payments(query, new SqlText());
  }

  /** Whether a page must not read all payments: no index leads to those that meet the filter. */
  private boolean isByDay() {
    return filter.reference().isEmpty()
        && (filter.status().isPresent()
            || filter.currency().isPresent()
            || filter.corridor().isPresent());
  }

  /**
   * The payments of those days, in order, that together have enough of them for the page. A day
   * that is only partly in the range, or has payments before the position, counts as 0.
   */
  private SqlText pageOfDays(PageQuery query) {
    SqlText payments =
        payments(
            query,
            SqlText.of(
                " AND created_at >= days.day::timestamp AT TIME ZONE 'UTC'"
                    + " AND created_at < (days.day + 1)::timestamp AT TIME ZONE 'UTC'"));
    SqlText sql =
        SqlText.of("SELECT of_day.* FROM (")
            .add(days(query))
            .add(") AS days CROSS JOIN LATERAL (")
            .add(payments)
            .add(") AS of_day WHERE days.counted_before < " + query.rows());
    query.addOrderAndLimit(sql, "created_at", "number");
    return sql;
  }

  /** The days that have payments, with the number of payments of the days that precede each. */
  private SqlText days(PageQuery query) {
    TimeSpan remaining = remaining(query);
    TimeSpan complete = afterDayOfPosition(query).whole(ChronoUnit.DAYS);
    return SqlText.of(
            "SELECT day, coalesce(sum(payments) FILTER (WHERE day >= ? AND day < ?) OVER (ORDER BY"
                + " day "
                + query.order().sql()
                + " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS counted_before FROM"
                + " (SELECT day, sum(payments) AS payments FROM payment_count",
            day(complete.start()),
            day(complete.end()))
        .add(ofAccount())
        .add(" AND " + PaymentCountStore.ofKind(filter.kind()))
        .add(" AND day >= ? AND day <= ?", day(remaining.start()), day(remaining.end()))
        .add(conditions("corridor"))
        .add(" GROUP BY day HAVING sum(payments) > 0) AS counts");
  }

  /** The payments of the page, with one more condition. */
  private SqlText payments(PageQuery query, SqlText condition) {
    SqlText sql =
        SqlText.of("SELECT " + PaymentStore.COLUMNS + " FROM payment")
            .add(inSpan(remaining(query)))
            .add(condition);
    query.addCondition(sql, "created_at", "number");
    query.addOrderAndLimit(sql, "created_at", "number");
    return sql;
  }

  /** The part of the filter's range that follows the position, with the position's own time. */
  private TimeSpan remaining(PageQuery query) {
    if (query.after().isEmpty()) {
      return range;
    }
    Instant time = query.after().get().createdAt();
    return switch (query.order()) {
      case NEWEST_FIRST -> range.to(time.plusMillis(1));
      case OLDEST_FIRST -> range.from(time);
    };
  }

  private TimeSpan afterDayOfPosition(PageQuery query) {
    if (query.after().isEmpty()) {
      return range;
    }
    Instant time = query.after().get().createdAt();
    return switch (query.order()) {
      case NEWEST_FIRST -> range.to(time.truncatedTo(ChronoUnit.DAYS));
      case OLDEST_FIRST -> range.from(time.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS));
    };
  }

  private SqlText inSpan(TimeSpan span) {
    return atTime(span).add(ofKind(filter.kind())).add(rowConditions());
  }

  private SqlText rowConditions() {
    SqlText sql = conditions("coalesce(corridor, '')");
    filter.reference().ifPresent(reference -> sql.add(" AND reference = ?", reference));
    return sql;
  }

  private SqlText atTime(TimeSpan span) {
    return ofAccount().add(" AND created_at >= ? AND created_at < ?", span.start(), span.end());
  }

  private static String ofKind(PaymentKind kind) {
    return " AND kind = '" + kind.word() + "'";
  }

  private SqlText ofAccount() {
    return SqlText.of(
        " WHERE account_id = ? AND environment = ?", head.accountId(), head.environment().word());
  }

  private SqlText conditions(String corridor) {
    SqlText sql = new SqlText();
    filter.status().ifPresent(status -> sql.add(" AND status = ?", status.word()));
    filter.currency().ifPresent(currency -> sql.add(" AND currency = ?", currency.name()));
    filter.corridor().ifPresent(id -> sql.add(" AND " + corridor + " = ?", id));
    return sql;
  }

  private static LocalDate day(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalDate();
  }
}
