package com.remitflex.features.recipients.saved;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.Repository;
import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.secrets.PepperMac;
import com.remitflex.platform.secrets.SignedTableStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The recipient table; {@link ChosenRecipients} writes which recipient is the default. */
public final class SavedRecipientStore
    implements Repository<RecipientKey, SavedRecipient>, RowQuery<RecipientKey, SavedRecipient> {
  public static final SavedRecipientStore ROWS = new SavedRecipientStore();

  private record Signed(SavedRecipient saved, byte[] mac) {
    static List<Signed> all(List<SavedRecipient> rows, PepperMac macs) {
      return rows.stream().map(row -> new Signed(row, macs.sign(row.macParts()))).toList();
    }
  }

  /** The row MACs of the table. */
  static final SignedTableStore SIGNED =
      SignedTableStore.of(
          "recipient",
          "id",
          row -> recipient(row, false).macParts(),
          key ->
              "recipient "
                  + key.getLast()
                  + ": the row was changed or created outside RemitFlex, so it is not paid");

  /** The recipients `r`, each with whether it is the default. */
  static final String SELECT =
      """
      SELECT r.*, d.recipient_id IS NOT NULL AS is_default
      FROM recipient r
      LEFT JOIN default_recipient d ON d.account_id = r.account_id
        AND d.environment = r.environment AND d.recipient_id = r.id
      """;

  private static final Batch<HeadId> LOAD_DEFAULTS =
      Batch.<HeadId>statement(
              """
              SELECT r.*, true AS is_default, d.row_mac AS default_mac FROM :rows
              JOIN default_recipient d ON d.account_id = v.account_id
                AND d.environment = v.environment
              JOIN recipient r ON r.account_id = d.account_id AND r.environment = d.environment
                AND r.id = d.recipient_id
              """)
          .text("account_id", HeadId::accountId)
          .text("environment", head -> head.environment().word())
          .build();

  /** The default recipients of accounts, for commands that only read them. */
  public static final RowQuery<HeadId, SavedRecipient> DEFAULTS =
      (reads, heads) -> {
        Found<SavedRecipient> found =
            reads.addSigned(LOAD_DEFAULTS, heads, SavedRecipientStore::checkedDefault);
        return () -> found.by(SavedRecipient::head);
      };

  private static final Batch<RecipientKey> LOAD =
      Batch.<RecipientKey>statement(
              SELECT
                  + """
                  JOIN :rows ON r.account_id = v.account_id AND r.environment = v.environment
                    AND r.id = v.id
                  """)
          .text("account_id", key -> key.head().accountId())
          .text("environment", key -> key.head().environment().word())
          .text("id", RecipientKey::id)
          .build();

  private static final Batch<Signed> INSERT =
      details(
              Batch.<Signed>statement(
                  """
                  INSERT INTO recipient (account_id, environment, id, name, account_number,
                                         bank_code, bank_country, address, wallet, currency,
                                         created_at, updated_at, row_mac)
                  SELECT account_id, environment, id, name, account_number,
                         bank_code, bank_country, address, wallet, currency,
                         created_at, updated_at, row_mac FROM :rows
                  """))
          .time("created_at", row -> row.saved().createdAt())
          .build();

  private static final Batch<Signed> UPDATE =
      details(
              Batch.statement(
                  """
                  UPDATE recipient r SET name = v.name, account_number = v.account_number,
                    bank_code = v.bank_code, bank_country = v.bank_country, address = v.address,
                    wallet = v.wallet, currency = v.currency, updated_at = v.updated_at,
                    row_mac = v.row_mac
                  FROM :rows
                  WHERE r.account_id = v.account_id AND r.environment = v.environment
                    AND r.id = v.id
                  """))
          .build();

  private static final Batch<SavedRecipient> DELETE =
      Batch.<SavedRecipient>statement(
              """
              DELETE FROM recipient r USING :rows
              WHERE r.account_id = v.account_id AND r.environment = v.environment AND r.id = v.id
              """)
          .text("account_id", saved -> saved.head().accountId())
          .text("environment", saved -> saved.head().environment().word())
          .text("id", SavedRecipient::id)
          .build();

  private static final Select<SavedRecipient> ONE =
      Select.of(
          SELECT + " WHERE r.account_id = ? AND r.environment = ? AND r.id = ?",
          SavedRecipientStore::recipient);

  private static final Select<SavedRecipient> DEFAULT =
      Select.of(
          SELECT + " WHERE d.recipient_id IS NOT NULL AND r.account_id = ? AND r.environment = ?",
          SavedRecipientStore::recipient);

  private SavedRecipientStore() {}

  private static Batch.Columns<Signed> details(Batch.Columns<Signed> columns) {
    return columns
        .text("account_id", row -> row.saved().head().accountId())
        .text("environment", row -> row.saved().head().environment().word())
        .text("id", row -> row.saved().id())
        .text("name", row -> row.saved().name())
        .optionalText("account_number", row -> bank(row).map(Recipient::accountNumber))
        .optionalText("bank_code", row -> bank(row).map(Recipient::bankCode))
        .optionalText("bank_country", row -> bank(row).map(Recipient::bankCountry))
        .optionalText("address", row -> bank(row).flatMap(Recipient::address))
        .optionalText("wallet", row -> row.saved().wallet().map(Wallet::text))
        .text("currency", row -> row.saved().currency().name())
        .time("updated_at", row -> row.saved().updatedAt())
        .bytes("row_mac", Signed::mac);
  }

  private static Optional<Recipient> bank(Signed row) {
    return row.saved().recipient();
  }

  @Override
  public Supplier<Map<RecipientKey, SavedRecipient>> load(Reads reads, Set<RecipientKey> keys) {
    Found<SavedRecipient> found = reads.addSigned(LOAD, keys, SavedRecipientStore::checked);
    return () -> found.by(SavedRecipient::key);
  }

  @Override
  public void insert(Writes writes, List<SavedRecipient> rows) {
    writes.add(INSERT, Signed.all(rows, writes.config(PepperMac.class)));
  }

  @Override
  public void update(Writes writes, List<SavedRecipient> before, List<SavedRecipient> after) {
    writes.add(UPDATE, Signed.all(after, writes.config(PepperMac.class)));
  }

  @Override
  public void delete(Writes writes, List<SavedRecipient> rows) {
    writes.add(DELETE, rows);
  }

  /** Inserts the default recipient of an account that is created in this transaction. */
  public static void insertDefault(Handle handle, SavedRecipient saved) {
    INSERT.write(handle, Signed.all(List.of(saved), handle.getConfig(PepperMac.class)));
    ChosenRecipientStore.insert(handle, saved);
  }

  /** Inserts the default recipients of accounts that are created in this transaction. */
  public static void insertDefaults(Writes writes, List<SavedRecipient> rows) {
    writes.add(INSERT, Signed.all(rows, writes.config(PepperMac.class)));
    ChosenRecipientStore.insert(writes, rows);
  }

  static Optional<SavedRecipient> find(Database database, RecipientKey key) {
    return database.find(ONE, key.head().accountId(), key.head().environment().word(), key.id());
  }

  /** The default recipient of an account. */
  public static Optional<SavedRecipient> findDefault(Handle handle, HeadId head) {
    return DEFAULT.find(handle, head.accountId(), head.environment().word());
  }

  private static SavedRecipient checked(ResultSet row, Handle handle) throws SQLException {
    SavedRecipient saved = recipient(row);
    return isValid(handle, row.getBytes("row_mac"), saved.macParts())
        ? saved
        : saved.notAuthentic();
  }

  private static SavedRecipient checkedDefault(ResultSet row, Handle handle) throws SQLException {
    SavedRecipient saved = checked(row, handle);
    return isValid(handle, row.getBytes("default_mac"), SavedRecipient.defaultMacParts(saved.key()))
        ? saved
        : saved.notAuthentic();
  }

  private static boolean isValid(Handle handle, byte @Nullable [] mac, List<byte[]> parts) {
    return handle.getConfig(PepperMac.class).isValid(mac, parts);
  }

  /** A recipient, from a row of {@link #SELECT}, whose MAC is not checked: only to be shown. */
  static SavedRecipient recipient(ResultSet row) throws SQLException {
    return recipient(row, row.getBoolean("is_default"));
  }

  private static SavedRecipient recipient(ResultSet row, boolean isDefault) throws SQLException {
    HeadId head =
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment")));
    Timestamp createdAt = row.getTimestamp("created_at");
    Optional<Timestamp> updatedAt = Optional.ofNullable(row.getTimestamp("updated_at"));
    return new SavedRecipient(
        new RecipientKey(head, row.getString("id")),
        row.getLong("number"),
        details(row),
        isDefault,
        createdAt.toInstant(),
        updatedAt.orElse(createdAt).toInstant(),
        true);
  }

  private static RecipientDetails details(ResultSet row) throws SQLException {
    String name = row.getString("name");
    Currency currency = Currency.valueOf(row.getString("currency"));
    String wallet = row.getString("wallet");
    return wallet == null
        ? RecipientDetails.of(
            new Recipient(
                name,
                row.getString("account_number"),
                row.getString("bank_code"),
                row.getString("bank_country"),
                Optional.ofNullable(row.getString("address"))),
            currency)
        : RecipientDetails.of(name, Wallet.parse(wallet), currency);
  }
}
