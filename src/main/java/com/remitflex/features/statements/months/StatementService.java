package com.remitflex.features.statements.months;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.statements.months.Statement.ByReason;
import com.remitflex.features.statements.months.Statement.OfCurrency;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.Order;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.money.Currency;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The statements of accounts: one for each month, from that of the first movement to the current
 * one. They are not stored: movements never change, so that each reading gives the same.
 */
public final class StatementService {
  private final Database database;
  private final DatabaseClock clock;

  public StatementService(Database database, DatabaseClock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The months of a statement list: the first and the last one. */
  private record Span(StatementMonth first, StatementMonth last) {
    boolean contains(StatementMonth month) {
      return first.compareTo(month) <= 0 && month.compareTo(last) <= 0;
    }

    long months() {
      return first.month().until(last.month(), ChronoUnit.MONTHS) + 1;
    }
  }

  public CountedPage<Statement> list(HeadId head, PageQuery query) {
    Instant now = clock.now();
    return database.inSnapshot(handle -> {
      Optional<Span> span = span(handle, head, now);
      List<Statement> rows =
          span.map(all -> months(all, query)).orElse(List.of()).stream()
              .map(month ->
                  new Statement(head, month, now, StatementStore.ends(handle, head, month)))
              .toList();
      return new CountedPage<>(
          query.page(rows, one -> new Position(one.month().start(), 0)),
          span.map(Span::months).orElse(0L));
    });
  }

  /** As many months as the query reads rows. */
  private static List<StatementMonth> months(Span span, PageQuery query) {
    boolean isNewestFirst = query.order() == Order.NEWEST_FIRST;
    Optional<StatementMonth> after = query.after().map(at -> StatementMonth.of(at.createdAt()));
    StatementMonth month =
        after
            .map(one -> isNewestFirst ? one.previous() : one.next())
            .orElse(isNewestFirst ? span.last() : span.first());
    List<StatementMonth> months = new ArrayList<>();
    while (months.size() < query.rows() && span.contains(month)) {
      months.add(month);
      month = isNewestFirst ? month.previous() : month.next();
    }
    return months;
  }

  /** The statement of a month; empty before the account's first movement, and in the future. */
  public Optional<Statement> find(HeadId head, StatementMonth month) {
    Instant now = clock.now();
    return database.inSnapshot(handle ->
        span(handle, head, now)
            .filter(span -> span.contains(month))
            .map(span -> read(handle, head, month, now)));
  }

  private static Statement read(Handle handle, HeadId head, StatementMonth month, Instant now) {
    Map<Currency, List<ByReason>> sums =
        StatementStore.byReason(handle, head, month).stream()
            .collect(Collectors.groupingBy(ByReason::currency));
    List<OfCurrency> currencies =
        StatementStore.ends(handle, head, month).stream()
            .map(one -> one.with(sums.getOrDefault(one.currency(), List.of())))
            .toList();
    // Nobody is shown a statement that the ledger does not prove.
    currencies.stream()
        .filter(one -> !one.addsUp())
        .findFirst()
        .ifPresent(one -> {
          throw new IllegalStateException(
              "the statement of %s %s %s does not add up in %s: run ./remitflex doctor"
                  .formatted(
                      head.accountId(), head.environment().word(), month.word(), one.currency()));
        });
    return new Statement(head, month, now, currencies);
  }

  /** The database's clock can be behind the newest movement, whose month then is the last one. */
  private static Optional<Span> span(Handle handle, HeadId head, Instant now) {
    return StatementStore.first(handle, head)
        .map(StatementMonth::of)
        .map(first -> {
          StatementMonth current = StatementMonth.of(now);
          return new Span(first, current.compareTo(first) < 0 ? first : current);
        });
  }
}
