package com.remitflex.features.exchange.positions;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.Counter;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The fx_position table: what accounts have exchanged, by pair of currencies. */
final class FxPositionStore implements Counter<FxPositionStore.Key> {
  static final FxPositionStore COUNTER = new FxPositionStore();

  /** A direction of exchange of one account. */
  record Pair(HeadId head, Currency from, Currency to) {}

  /** What is counted. */
  enum Column {
    IN,
    OUT,
    NUMBER
  }

  record Key(Pair pair, Column column) {}

  private record Amount(Pair pair, long in, long out, long number) {
    Amount plus(Column column, long amount) {
      return switch (column) {
        case IN -> new Amount(pair, in + amount, out, number);
        case OUT -> new Amount(pair, in, out + amount, number);
        case NUMBER -> new Amount(pair, in, out, number + amount);
      };
    }
  }

  private static final Batch<Amount> ADD =
      Batch.<Amount>statement(
              """
              INSERT INTO fx_position AS p
                (account_id, environment, from_currency, to_currency, units_in, units_out, number)
              SELECT account_id, environment, from_currency, to_currency, units_in, units_out,
                     number
              FROM :rows
              ON CONFLICT (account_id, environment, from_currency, to_currency)
              DO UPDATE SET units_in = p.units_in + excluded.units_in,
                units_out = p.units_out + excluded.units_out, number = p.number + excluded.number
              """)
          .text("account_id", a -> a.pair().head().accountId())
          .text("environment", a -> a.pair().head().environment().word())
          .text("from_currency", a -> a.pair().from().name())
          .text("to_currency", a -> a.pair().to().name())
          .bigint("units_in", Amount::in)
          .bigint("units_out", Amount::out)
          .bigint("number", Amount::number)
          .build();

  private FxPositionStore() {}

  @Override
  public void add(Writes writes, Map<Key, Long> amounts) {
    Map<Pair, Amount> rows = new LinkedHashMap<>();
    amounts.forEach((key, amount) ->
        rows.merge(
            key.pair(),
            new Amount(key.pair(), 0, 0, 0).plus(key.column(), amount),
            (sum, _) -> sum.plus(key.column(), amount)));
    writes.add(ADD, List.copyOf(rows.values()));
  }

  /** The sums over all accounts, live ones first. */
  static List<FxPosition> totals(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT environment, from_currency, to_currency, sum(units_in)::bigint AS units_in,
                   sum(units_out)::bigint AS units_out, sum(number)::bigint AS number
            FROM fx_position GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            """)
        .map((row, context) ->
            new FxPosition(
                Environment.of(row.getString("environment")),
                new Money(
                    Currency.valueOf(row.getString("from_currency")), row.getLong("units_in")),
                new Money(Currency.valueOf(row.getString("to_currency")), row.getLong("units_out")),
                row.getLong("number")))
        .list();
  }
}
