package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.core.engine.rows.RowSaver;
import com.remitflex.features.rails.FailureReason;
import com.remitflex.features.rails.ReturnReason;
import com.remitflex.features.rails.Settlement;
import com.remitflex.features.rails.SettlementJson;
import com.remitflex.features.recipients.BankAccountJson;
import com.remitflex.features.recipients.RecipientJson;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.database.joined.JoinedLookups;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonWriter;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The payment table. */
public final class PaymentStore
    implements RowSaver<PaymentKey, Payment>, RowQuery<PaymentKey, Payment> {
  public static final PaymentStore ROWS = new PaymentStore();

  /** The columns that {@link #payment} reads, by their place. */
  private static final List<String> NAMES =
      List.of(
          "account_id",
          "environment",
          "id",
          "number",
          "status",
          "amount",
          "currency",
          "destination_currency",
          "converted_amount",
          "exchange_rate",
          "fee",
          "corridor",
          "recipient",
          "destination",
          "reference",
          "metadata",
          "failure_reason",
          "created_at",
          "updated_at",
          "estimated_delivery",
          "wallet",
          "settlement",
          "kind",
          "bank_account",
          "quote_id",
          "exchanged",
          "returned_amount",
          "return_code",
          "return_text");

  static final String COLUMNS = String.join(", ", NAMES);

  /** The place of the column `id`. */
  static final int ID = 3;

  private static final Select<Payment> ONE =
      Select.of(
          "SELECT " + COLUMNS + " FROM payment WHERE account_id = ? AND environment = ? AND id = ?",
          PaymentStore::payment);

  private static final Batch<PaymentKey> LOAD =
      Batch.<PaymentKey>statement(
              "SELECT "
                  + columns("p")
                  + " FROM :rows JOIN payment p ON p.id = v.id"
                  + " AND p.account_id = v.account_id AND p.environment = v.environment")
          .text("account_id", k -> k.head().accountId())
          .text("environment", k -> k.head().environment().word())
          .text("id", PaymentKey::id)
          .build();

  private static final Batch<Payment> INSERT =
      Batch.<Payment>insert("payment")
          .text("account_id", p -> p.key().head().accountId())
          .text("environment", p -> p.key().head().environment().word())
          .text("id", Payment::id)
          .bigint("number", Payment::number)
          .text("status", p -> p.status().word())
          .bigint("amount", p -> p.amount().minor())
          .text("currency", p -> p.amount().currency().name())
          .text("destination_currency", p -> p.converted().currency().name())
          .bigint("converted_amount", p -> p.converted().minor())
          .numeric("exchange_rate", p -> p.rate().value())
          .bigint("fee", p -> p.fee().minor())
          .optionalText("corridor", Payment::corridor)
          .optionalJson(
              "recipient",
              p -> p.recipient().map(r -> JsonWriter.text(out -> RecipientJson.write(out, r))))
          .optionalText("destination", Payment::destination)
          .optionalText("reference", Payment::reference)
          .optionalJson("metadata", p -> p.metadata().map(m -> Json.text(PaymentJson.metadata(m))))
          .optionalText("failure_reason", p -> p.failureReason().map(Enum::name))
          .optionalText("wallet", p -> p.wallet().map(Wallet::text))
          .text("kind", p -> p.kind().word())
          .optionalJson(
              "bank_account",
              p -> p.bankAccount().map(b -> JsonWriter.text(out -> BankAccountJson.write(out, b))))
          .optionalText("quote_id", Payment::quoteId)
          .bool("exchanged", Payment::exchanged)
          .time("created_at", Payment::createdAt)
          .time("updated_at", Payment::updatedAt)
          .time("estimated_delivery", Payment::estimatedDelivery)
          .build();

  private record Change(Payment before, Payment after) {}

  private static final Batch<Change> UPDATE =
      Batch.<Change>statement(
              """
              UPDATE payment p
              SET status = v.status, fee = v.fee, failure_reason = v.failure_reason,
                  settlement = v.settlement, exchanged = v.exchanged,
                  returned_amount = v.returned_amount, return_code = v.return_code,
                  return_text = v.return_text, updated_at = v.updated_at
              FROM :rows
              WHERE p.account_id = v.account_id AND p.environment = v.environment
                AND p.id = v.id AND p.status = v.status_before
              """)
          .text("account_id", c -> c.after().key().head().accountId())
          .text("environment", c -> c.after().key().head().environment().word())
          .text("id", c -> c.after().id())
          .text("status_before", c -> c.before().status().word())
          .text("status", c -> c.after().status().word())
          .bigint("fee", c -> c.after().fee().minor())
          .optionalText("failure_reason", c -> c.after().failureReason().map(Enum::name))
          .optionalJson("settlement", c -> c.after().settlement().map(PaymentStore::json))
          .bool("exchanged", c -> c.after().exchanged())
          .optionalBigint("returned_amount", c -> c.after().returned().map(r -> r.amount().minor()))
          .optionalText("return_code", c -> c.after().returned().map(r -> r.reason().code()))
          .optionalText("return_text", c -> c.after().returned().map(r -> r.reason().text()))
          .time("updated_at", c -> c.after().updatedAt())
          .build();

  private PaymentStore() {}

  @Override
  public Supplier<Map<PaymentKey, Payment>> load(Reads reads, Set<PaymentKey> keys) {
    Found<Payment> found = reads.add(LOAD, keys, PaymentStore::payment);
    return () -> found.by(Payment::key);
  }

  @Override
  public void insert(Writes writes, List<Payment> rows) {
    writes.add(INSERT, rows);
  }

  @Override
  public void update(Writes writes, List<Payment> before, List<Payment> after) {
    writes.add(
        UPDATE,
        IntStream.range(0, after.size())
            .mapToObj(i -> new Change(before.get(i), after.get(i)))
            .toList());
  }

  private static String json(Settlement settlement) {
    return JsonWriter.text(out -> SettlementJson.write(out, settlement));
  }

  public static Optional<Payment> find(Database database, PaymentKey key) {
    return database.find(ONE, key.head().accountId(), key.head().environment().word(), key.id());
  }

  /**
   * Lookups of payments that callers of any account wait for at the same time. A joint query uses
   * the settings of the engine: with them, its plan stays right while the table grows.
   */
  static JoinedLookups<PaymentKey, Payment> lookups(Database database) {
    return new JoinedLookups<>(
        new JoinedLookups.Source<>() {
          @Override
          public Optional<Payment> find(PaymentKey key) {
            return PaymentStore.find(database, key);
          }

          @Override
          public Map<PaymentKey, Payment> findAll(Set<PaymentKey> keys) {
            return PaymentStore.findAll(database, keys);
          }
        });
  }

  /** The payments with these keys that exist. */
  public static Map<PaymentKey, Payment> findAll(Database database, Set<PaymentKey> keys) {
    return database.withEngineSettings(handle -> {
      Reads reads = new Reads();
      Supplier<Map<PaymentKey, Payment>> found = ROWS.load(reads, keys);
      reads.send(handle);
      return found.get();
    });
  }

  /** The columns of a table with this alias. */
  static String columns(String alias) {
    return NAMES.stream().map(name -> alias + "." + name).collect(Collectors.joining(", "));
  }

  /** Reads a payment from the first columns of a row, which are {@link #COLUMNS}. */
  static Payment payment(ResultSet row) throws SQLException {
    Currency currency = Currency.valueOf(row.getString(7));
    Currency arrives = Currency.valueOf(row.getString(8));
    return new Payment(
        new PaymentKey(
            new HeadId(row.getString(1), Environment.of(row.getString(2))), row.getString(ID)),
        PaymentKind.ofWord(row.getString(23)),
        row.getLong(4),
        PaymentStatus.of(row.getString(5)),
        new Money(currency, row.getLong(6)),
        new Money(arrives, row.getLong(9)),
        new Rate(row.getBigDecimal(10)),
        new Money(currency, row.getLong(11)),
        text(row, 12),
        text(row, 13).map(RecipientJson::parse),
        text(row, 24).map(BankAccountJson::parse),
        text(row, 21).map(Wallet::parse),
        text(row, 14),
        text(row, 25),
        text(row, 15),
        text(row, 16).map(Json::trustedStrings),
        text(row, 17).map(FailureReason::valueOf),
        text(row, 22).map(SettlementJson::parse),
        row.getBoolean(26),
        returned(row, arrives),
        time(row, 18),
        time(row, 19),
        time(row, 20));
  }

  private static Optional<Payment.Returned> returned(ResultSet row, Currency currency)
      throws SQLException {
    long minor = row.getLong(27);
    return row.wasNull()
        ? Optional.empty()
        : Optional.of(
            new Payment.Returned(
                new Money(currency, minor),
                new ReturnReason(row.getString(28), row.getString(29))));
  }

  private static Optional<String> text(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  private static Instant time(ResultSet row, int column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }
}
