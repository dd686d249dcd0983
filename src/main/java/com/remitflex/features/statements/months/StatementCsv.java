package com.remitflex.features.statements.months;

import com.remitflex.features.statements.months.Statement.OfCurrency;
import com.remitflex.features.statements.transactions.Movement;
import com.remitflex.features.statements.transactions.Movement.Amounts;
import com.remitflex.features.statements.transactions.MovementCsv;
import com.remitflex.features.statements.transactions.MovementFilter;
import com.remitflex.features.statements.transactions.MovementService;
import com.remitflex.platform.database.lists.Order;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.http.api.Export;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.Csv;
import com.remitflex.platform.text.Csv.Cell;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A statement as CSV: for each currency the opening balance, every movement, oldest first, and the
 * closing balance. The movements are read page by page while they are sent.
 */
public final class StatementCsv implements Export.Pages {
  private static final int PAGE = 1_000;

  /** The columns of movements, after the kind of the line. */
  public static final String HEADER = "kind," + MovementCsv.HEADER;

  private final MovementService movements;
  private final Statement statement;
  private final Iterator<OfCurrency> currencies;
  private Optional<Part> part = Optional.empty();

  /** A currency, and where its next page begins. */
  private record Part(OfCurrency currency, PageQuery query) {}

  public StatementCsv(MovementService movements, Statement statement) {
    this.movements = movements;
    this.statement = statement;
    this.currencies = statement.currencies().iterator();
  }

  @Override
  public boolean writeNext(Writer to) throws IOException {
    if (part.isEmpty()) {
      if (!currencies.hasNext()) {
        return false;
      }
      OfCurrency next = currencies.next();
      to.write(end("opening", statement.month().start(), next.firstNumber(), next.opening()));
      part = Optional.of(new Part(next, new PageQuery(Order.OLDEST_FIRST, Optional.empty(), PAGE)));
    }
    Part current = part.get();
    Page<Movement> page =
        movements.page(statement.head(), filter(current.currency()), current.query());
    for (Movement movement : page.items()) {
      // In the current month, more can have happened since the statement was made.
      if (movement.number() <= current.currency().lastNumber()) {
        to.write(line("movement", MovementCsv.cells(movement)));
      }
    }
    part = page.next().map(at -> new Part(current.currency(), current.query().from(at)));
    if (part.isEmpty()) {
      OfCurrency one = current.currency();
      to.write(end("closing", statement.until(), one.lastNumber(), one.closing()));
    }
    return part.isPresent() || currencies.hasNext();
  }

  private MovementFilter filter(OfCurrency one) {
    return new MovementFilter(
        Optional.of(one.currency()),
        Optional.empty(),
        Optional.of(statement.month().start()),
        Optional.of(statement.month().end()));
  }

  private static String end(String kind, Instant at, long number, Amounts amounts) {
    return line(
        kind,
        List.of(
            Csv.text(""),
            Csv.text(""),
            Csv.text(Json.time(at)),
            Csv.text(amounts.currency().name()),
            Csv.number(number),
            Csv.text(""),
            Csv.text(""),
            Csv.number(amounts.available().major()),
            Csv.number(amounts.held().major()),
            Csv.text(""),
            Csv.text(kind.equals("opening") ? "Opening balance" : "Closing balance"),
            Csv.text(""),
            Csv.text(""),
            Csv.text(""),
            Csv.text(""),
            Csv.text("")));
  }

  private static String line(String kind, List<Cell> cells) {
    List<Cell> all = new ArrayList<>();
    all.add(Csv.text(kind));
    all.addAll(cells);
    return Csv.line(all);
  }
}
