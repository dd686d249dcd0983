package com.remitflex.features.exchange.conversions;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowInserter;
import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The conversion table, whose rows never change. */
final class ConversionStore
    implements RowInserter<ConversionKey, Conversion>, RowQuery<ConversionKey, Conversion> {
  static final ConversionStore ROWS = new ConversionStore();

  private static final Select<Conversion> ONE =
      Select.of(
          "SELECT * FROM conversion WHERE account_id = ? AND environment = ? AND id = ?",
          ConversionStore::conversion);

  private static final Batch<ConversionKey> LOAD =
      Batch.<ConversionKey>statement(
              """
              SELECT c.* FROM :rows JOIN conversion c ON c.id = v.id
                AND c.account_id = v.account_id AND c.environment = v.environment
              """)
          .text("account_id", k -> k.head().accountId())
          .text("environment", k -> k.head().environment().word())
          .text("id", ConversionKey::id)
          .build();

  private static final Batch<Conversion> INSERT =
      Batch.<Conversion>insert("conversion")
          .text("account_id", c -> c.key().head().accountId())
          .text("environment", c -> c.key().head().environment().word())
          .text("id", Conversion::id)
          .bigint("number", Conversion::number)
          .text("quote_id", Conversion::quoteId)
          .text("from_currency", c -> c.amount().currency().name())
          .text("to_currency", c -> c.converted().currency().name())
          .bigint("amount", c -> c.amount().minor())
          .bigint("converted_amount", c -> c.converted().minor())
          .numeric("exchange_rate", c -> c.rate().value())
          .bigint("fee", c -> c.fee().minor())
          .time("created_at", Conversion::createdAt)
          .build();

  private ConversionStore() {}

  @Override
  public Supplier<Map<ConversionKey, Conversion>> load(Reads reads, Set<ConversionKey> keys) {
    Found<Conversion> found = reads.add(LOAD, keys, ConversionStore::conversion);
    return () -> found.by(Conversion::key);
  }

  @Override
  public void insert(Writes writes, List<Conversion> rows) {
    writes.add(INSERT, rows);
  }

  static Optional<Conversion> find(Database database, ConversionKey key) {
    return database.find(ONE, key.head().accountId(), key.head().environment().word(), key.id());
  }

  static Conversion conversion(ResultSet row) throws SQLException {
    Currency from = Currency.valueOf(row.getString("from_currency"));
    return new Conversion(
        new ConversionKey(
            new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))),
            row.getString("id")),
        row.getLong("number"),
        row.getString("quote_id"),
        new Money(from, row.getLong("amount")),
        new Money(Currency.valueOf(row.getString("to_currency")), row.getLong("converted_amount")),
        new Rate(row.getBigDecimal("exchange_rate")),
        new Money(from, row.getLong("fee")),
        row.getTimestamp("created_at").toInstant());
  }
}
