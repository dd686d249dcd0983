package com.remitflex.features.exchange.quotes;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.core.engine.rows.RowSaver;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import com.remitflex.platform.secrets.PepperMac;
import com.remitflex.platform.secrets.SignedTableStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** The quote table. */
public final class QuoteStore implements RowSaver<QuoteKey, Quote>, RowQuery<QuoteKey, Quote> {
  public static final QuoteStore ROWS = new QuoteStore();

  private record Signed(Quote quote, byte[] mac) {}

  /** The row MACs of those that can still be used, and of those that nobody used. */
  static final SignedTableStore SIGNED =
      new SignedTableStore(
          "quote",
          List.of("account_id", "environment", "id"),
          "used_by IS NULL AND row_mac IS NOT NULL",
          row -> quote(row).macParts(),
          key -> changed(key.getLast()));

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

  private static final Batch<Signed> INSERT =
      Batch.<Signed>insert("quote")
          .text("account_id", s -> s.quote().key().head().accountId())
          .text("environment", s -> s.quote().key().head().environment().word())
          .text("id", s -> s.quote().id())
          .text("from_currency", s -> s.quote().amount().currency().name())
          .text("to_currency", s -> s.quote().converted().currency().name())
          .bigint("amount", s -> s.quote().amount().minor())
          .bigint("converted_amount", s -> s.quote().converted().minor())
          .numeric("exchange_rate", s -> s.quote().rate().value())
          .numeric("mid_market_rate", s -> s.quote().midMarketRate().value())
          .bigint("spread_basis_points", s -> s.quote().spreadBasisPoints())
          .bigint("fee", s -> s.quote().fee().minor())
          .text("rate_source", s -> s.quote().rateSource())
          .time("rate_as_of", s -> s.quote().rateAsOf())
          .time("created_at", s -> s.quote().createdAt())
          .time("expires_at", s -> s.quote().expiresAt())
          .optionalText("used_by", s -> s.quote().usedBy())
          .bytes("row_mac", Signed::mac)
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
    Found<Quote> found = reads.addSigned(LOAD, keys, QuoteStore::checked);
    return () -> found.by(Quote::key);
  }

  @Override
  public void insert(Writes writes, List<Quote> rows) {
    PepperMac macs = writes.config(PepperMac.class);
    writes.add(
        INSERT, rows.stream().map(row -> new Signed(row, macs.sign(row.macParts()))).toList());
  }

  @Override
  public void update(Writes writes, List<Quote> before, List<Quote> after) {
    writes.add(USE, after);
  }

  static Optional<Quote> find(Handle handle, QuoteKey key) {
    return Optional.ofNullable(ROWS.load(handle, List.of(key)).get(key));
  }

  /** One line for each unused quote whose terms were changed outside RemitFlex. */
  static List<String> violations(Handle handle) {
    List<String> found = new ArrayList<>(SIGNED.violations(handle));
    handle
        .createQuery(
            "SELECT * FROM quote WHERE used_by IS NULL"
                + " AND expires_at > created_at + make_interval(secs => :seconds) ORDER BY id")
        .bind("seconds", Quote.LIFETIME.toSeconds())
        .map((row, context) -> changed(row.getString("id")))
        .forEach(found::add);
    return found;
  }

  private static String changed(String id) {
    return "quote " + id + ": its terms were changed outside RemitFlex, so nobody can use it";
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

  private static Quote checked(ResultSet row, Handle handle) throws SQLException {
    Quote quote = quote(row);
    PepperMac macs = handle.getConfig(PepperMac.class);
    return macs.isValid(row.getBytes("row_mac"), quote.macParts()) && !quote.isProlonged()
        ? quote
        : quote.notAuthentic();
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
        Optional.ofNullable(row.getString("used_by")),
        true);
  }
}
