package com.remitflex.core.ledger;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The transfer and balance tables. */
public final class LedgerStore {
  private static final String COLUMNS =
      "account_id, environment, currency, available, held, settlement, fees, fx, funding,"
          + " movements";

  private static final Select<Map.Entry<BalanceKey, Balance>> OF_ACCOUNT =
      Select.of(
          "SELECT " + COLUMNS + " FROM balance WHERE account_id = ? AND environment = ?",
          row -> Map.entry(key(row), balance(row)));
  private static final Batch<BalanceKey> LOAD =
      Batch.<BalanceKey>statement(
              """
              SELECT b.* FROM :rows
              JOIN balance b ON b.account_id = v.account_id AND b.environment = v.environment
                AND b.currency = v.currency
              """)
          .text("account_id", k -> k.head().accountId())
          .text("environment", k -> k.head().environment().word())
          .text("currency", k -> k.currency().name())
          .build();

  private static final Batch<Transfer> INSERT_TRANSFERS =
      Batch.<Transfer>insert("transfer")
          .text("account_id", t -> t.balance().head().accountId())
          .text("environment", t -> t.balance().head().environment().word())
          .text("transaction_id", Transfer::transactionId)
          .bigint("leg", Transfer::leg)
          .text("currency", t -> t.balance().currency().name())
          .text("debit", t -> t.debit().word())
          .text("credit", t -> t.credit().word())
          .bigint("amount", Transfer::amount)
          .text("reason", Transfer::reason)
          .optionalText("payment_id", Transfer::paymentId)
          .time("created_at", Transfer::createdAt)
          .optionalBigint("number", t -> t.place().map(Transfer.Place::number))
          .optionalBigint("available_after", t -> t.place().map(Transfer.Place::availableAfter))
          .optionalBigint("held_after", t -> t.place().map(Transfer.Place::heldAfter))
          .optionalText("caused_by", t -> t.cause().map(Transfer.Cause::by))
          .optionalText("request_id", t -> t.cause().flatMap(Transfer.Cause::requestId))
          .build();

  private static final Batch<BalanceChange> INSERT_BALANCES =
      balanceColumns(Batch.<BalanceChange>insert("balance")).build();

  /** Compares with the row as read: a row that was changed in the meantime is not written. */
  private static final Batch<BalanceChange> UPDATE_BALANCES =
      balanceColumns(
              Batch.<BalanceChange>statement(
                  """
                  UPDATE balance b
                  SET available = v.available, held = v.held, settlement = v.settlement,
                      fees = v.fees, fx = v.fx, funding = v.funding, movements = v.movements
                  FROM :rows
                  WHERE b.account_id = v.account_id AND b.environment = v.environment
                    AND b.currency = v.currency
                    AND b.available = v.available_before AND b.held = v.held_before
                  """))
          .bigint("available_before", c -> c.before().of(SubAccount.AVAILABLE))
          .bigint("held_before", c -> c.before().of(SubAccount.HELD))
          .build();

  private LedgerStore() {}

  /** A balance before and after a batch. */
  public record BalanceChange(BalanceKey key, Balance before, Balance after) {}

  private static Batch.Columns<BalanceChange> balanceColumns(Batch.Columns<BalanceChange> columns) {
    columns
        .text("account_id", c -> c.key().head().accountId())
        .text("environment", c -> c.key().head().environment().word())
        .text("currency", c -> c.key().currency().name());
    for (SubAccount sub : SubAccount.values()) {
      columns.bigint(sub.word(), c -> c.after().of(sub));
    }
    return columns.bigint("movements", c -> c.after().movements());
  }

  /** The balances with these keys that exist. */
  public static Found<Map.Entry<BalanceKey, Balance>> load(Reads reads, Set<BalanceKey> keys) {
    return reads.add(LOAD, keys, row -> Map.entry(key(row), balance(row)));
  }

  /** As {@link #load(Reads, Set)}, by itself. */
  public static Map<BalanceKey, Balance> load(Handle handle, Collection<BalanceKey> keys) {
    return Reads.one(handle, reads -> load(reads, Set.copyOf(keys))).stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Every balance of an account, in the order of the currencies. */
  public static Map<Currency, Balance> ofAccount(Database database, HeadId head) {
    Map<Currency, Balance> balances = new EnumMap<>(Currency.class);
    database
        .list(OF_ACCOUNT, head.accountId(), head.environment().word())
        .forEach(entry -> balances.put(entry.getKey().currency(), entry.getValue()));
    return balances;
  }

  /** The lines of a payment, in the order in which they were written. */
  public static List<Transfer> ofPayment(Handle handle, HeadId head, String paymentId) {
    try (Query query =
        handle.createQuery(
            """
            SELECT * FROM transfer
            WHERE account_id = :account AND environment = :environment AND payment_id = :payment
            ORDER BY created_at, transaction_id, leg
            """)) {
      return query
          .bind("account", head.accountId())
          .bind("environment", head.environment().word())
          .bind("payment", paymentId)
          .map((row, context) ->
              new Transfer(
                  new BalanceKey(head, Currency.valueOf(row.getString("currency"))),
                  row.getString("transaction_id"),
                  row.getInt("leg"),
                  SubAccount.valueOf(row.getString("debit").toUpperCase(Locale.ROOT)),
                  SubAccount.valueOf(row.getString("credit").toUpperCase(Locale.ROOT)),
                  row.getLong("amount"),
                  row.getString("reason"),
                  Optional.of(paymentId),
                  row.getTimestamp("created_at").toInstant()))
          .list();
    }
  }

  /** Which of these transactions the ledger of these accounts has. */
  public static Set<String> posted(
      Handle handle, Collection<HeadId> heads, Collection<String> transactionIds) {
    try (Query query =
        handle.createQuery(
            """
            SELECT DISTINCT transaction_id FROM transfer
            WHERE account_id = ANY (:accounts) AND environment IN ('live', 'sandbox')
              AND transaction_id = ANY (:transactions)
            """)) {
      return new HashSet<>(
          query
              .bind("accounts", heads.stream().map(HeadId::accountId).toArray(String[]::new))
              .bind("transactions", transactionIds.toArray(String[]::new))
              .mapTo(String.class)
              .list());
    }
  }

  public static void write(Writes writes, List<Transfer> transfers) {
    writes.add(INSERT_TRANSFERS, transfers);
  }

  /**
   * Writes changed balances.
   *
   * @param existing the balances that have a row; the others are inserted
   */
  public static void write(Writes writes, List<BalanceChange> changes, Set<BalanceKey> existing) {
    List<BalanceChange> inserts = new ArrayList<>();
    List<BalanceChange> updates = new ArrayList<>();
    for (BalanceChange change : changes) {
      (existing.contains(change.key()) ? updates : inserts).add(change);
    }
    writes.add(INSERT_BALANCES, inserts);
    writes.add(UPDATE_BALANCES, updates);
  }

  private static BalanceKey key(ResultSet row) throws SQLException {
    return new BalanceKey(
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))),
        Currency.valueOf(row.getString("currency")));
  }

  private static Balance balance(ResultSet row) throws SQLException {
    List<Long> amounts = new ArrayList<>();
    for (SubAccount sub : SubAccount.values()) {
      amounts.add(row.getLong(sub.word()));
    }
    return new Balance(amounts, row.getLong("movements"));
  }
}
