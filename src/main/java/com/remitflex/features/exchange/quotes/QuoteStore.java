package com.remitflex.features.exchange.quotes;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.core.engine.rows.RowSaver;
import com.remitflex.platform.database.Batch;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** The quote table. */
public final class QuoteStore implements RowSaver<QuoteKey, Quote>, RowQuery<QuoteKey, Quote> {
  public static final QuoteStore ROWS = new QuoteStore();

  private static final Select<Quote> ONE =
      Select.of(
          "SELECT * FROM quote WHERE account_id = ? AND environment = ? AND id = ?",
          QuoteStore::quote);

  private static final Batch<QuoteKey> LOAD =
      Batch.<QuoteKey>statement(
              """
              SELECT q.* FROM :rows JOIN quote q ON q.id = v.id
                AND q.account_id = v.account_id AND q.environment = v.environment
              """)
          .text("account_id", k -> k.head().accountId())
          .text("environment", k -> k.head().environment().word())
          .text("id", QuoteKey::id)
          .build();

  private static final Batch<Quote> INSERT =
      Batch.<Quote>insert("quote")
          .text("account_id", q -> q.key().head().accountId())
          .text("environment", q -> q.key().head().environment().word())
          .text("id", Quote::id)
          .text("from_currency", q -> q.amount().currency().name())
          .text("to_currency", q -> q.converted().currency().name())
          .bigint("amount", q -> q.amount().minor())
          .bigint("converted_amount", q -> q.converted().minor())
          .numeric("exchange_rate", q -> q.rate().value())
          .numeric("mid_market_rate", q -> q.midMarketRate().value())
          .bigint("spread_basis_points", Quote::spreadBasisPoints)
          .bigint("fee", q -> q.fee().minor())
          .text("rate_source", Quote::rateSource)
          .time("rate_as_of", Quote::rateAsOf)
          .time("created_at", Quote::createdAt)
          .time("expires_at", Quote::expiresAt)
          .optionalText("used_by", Quote::usedBy)
          .build();

  /** Writes only a quote that is unused: one that was used in the meantime is not written. */
  private static final Batch<Quote> USE =
      Batch.<Quote>statement(
              """
              UPDATE quote q SET used_by = v.used_by FROM :rows
              WHERE q.account_id = v.account_id AND q.environment = v.environment
                AND q.id = v.id AND q.used_by IS NULL
              """)
          .text("account_id", q -> q.key().head().accountId())
          .text("environment", q -> q.key().head().environment().word())
          .text("id", Quote::id)
          .optionalText("used_by", Quote::usedBy)
          .build();

  private QuoteStore() {}

  @Override
  public Supplier<Map<QuoteKey, Quote>> load(Reads reads, Set<QuoteKey> keys) {
    Found<Quote> found = reads.add(LOAD, keys, QuoteStore::quote);
    return () -> found.by(Quote::key);
  }

  @Override
  public void insert(Writes writes, List<Quote> rows) {
    writes.add(INSERT, rows);
  }

  @Override
  public void update(Writes writes, List<Quote> before, List<Quote> after) {
    writes.add(USE, after);
  }

  static Optional<Quote> find(Handle handle, QuoteKey key) {
    return ONE.find(handle, key.head().accountId(), key.head().environment().word(), key.id());
  }

  /** Deletes quotes that nobody used and that expired before this time; returns their number. */
  static int deleteUnused(Handle handle, Instant expiredBefore, int limit) {
    return handle
        .createUpdate(
            """
            DELETE FROM quote WHERE (account_id, environment, id) IN (
              SELECT account_id, environment, id FROM quote
              WHERE used_by IS NULL AND expires_at < :before
              ORDER BY expires_at LIMIT :limit FOR UPDATE SKIP LOCKED)
            """)
        .bind("before", expiredBefore)
        .bind("limit", limit)
        .execute();
  }

  private static Quote quote(ResultSet row) throws SQLException {
    Currency from = Currency.valueOf(row.getString("from_currency"));
    return new Quote(
        new QuoteKey(
            new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))),
            row.getString("id")),
        new Money(from, row.getLong("amount")),
        new Money(Currency.valueOf(row.getString("to_currency")), row.getLong("converted_amount")),
        new Rate(row.getBigDecimal("exchange_rate")),
        new Rate(row.getBigDecimal("mid_market_rate")),
        row.getInt("spread_basis_points"),
        new Money(from, row.getLong("fee")),
        row.getString("rate_source"),
        row.getTimestamp("rate_as_of").toInstant(),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("expires_at").toInstant(),
        Optional.ofNullable(row.getString("used_by")));
  }
}
