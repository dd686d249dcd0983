package com.remitflex.features.recipients;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The recipient table. */
public final class RecipientStore {
  /** The default recipients of accounts, for commands that only read them. */
  public static final RowQuery<HeadId, SavedRecipient> DEFAULTS = RecipientStore::defaults;

  private static final Batch<HeadId> LOAD_DEFAULTS =
      Batch.<HeadId>statement(
              """
              SELECT r.* FROM :rows
              JOIN recipient r ON r.account_id = v.account_id AND r.environment = v.environment
                AND r.is_default
              """)
          .text("account_id", HeadId::accountId)
          .text("environment", head -> head.environment().word())
          .build();

  private static final Select<SavedRecipient> DEFAULT =
      Select.of(
          "SELECT * FROM recipient WHERE is_default AND account_id = ? AND environment = ?",
          RecipientStore::saved);

  private static final Batch<Chosen> INSERT =
      Batch.<Chosen>statement(
              """
              INSERT INTO recipient (account_id, environment, id, name, account_number, bank_code,
                                     bank_country, address, currency, is_default, created_at)
              SELECT account_id, environment, id, name, account_number, bank_code,
                     bank_country, address, currency, true, created_at FROM :rows
              """)
          .text("account_id", one -> one.head().accountId())
          .text("environment", one -> one.head().environment().word())
          .text("id", one -> one.saved().id())
          .text("name", one -> one.saved().recipient().name())
          .text("account_number", one -> one.saved().recipient().accountNumber())
          .text("bank_code", one -> one.saved().recipient().bankCode())
          .text("bank_country", one -> one.saved().recipient().bankCountry())
          .optionalText("address", one -> one.saved().recipient().address())
          .text("currency", one -> one.saved().currency().name())
          .time("created_at", Chosen::since)
          .build();

  private static final Batch<Chosen> END =
      Batch.<Chosen>statement(
              """
              UPDATE recipient r SET is_default = false FROM :rows
              WHERE r.account_id = v.account_id AND r.environment = v.environment
                AND r.id = v.id AND r.is_default
              """)
          .text("account_id", one -> one.head().accountId())
          .text("environment", one -> one.head().environment().word())
          .text("id", one -> one.saved().id())
          .build();

  private RecipientStore() {}

  private static Supplier<Map<HeadId, SavedRecipient>> defaults(Reads reads, Set<HeadId> heads) {
    Found<Map.Entry<HeadId, SavedRecipient>> found =
        reads.add(LOAD_DEFAULTS, heads, row -> Map.entry(head(row), saved(row)));
    return () ->
        found.rows().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** The default recipient of an account. */
  public static Optional<SavedRecipient> findDefault(Handle handle, HeadId head) {
    return DEFAULT.find(handle, head.accountId(), head.environment().word());
  }

  public static void insertDefault(
      Handle handle, HeadId head, SavedRecipient saved, Instant createdAt) {
    Recipient recipient = saved.recipient();
    handle
        .createUpdate(
            """
            INSERT INTO recipient (account_id, environment, id, name, account_number, bank_code,
                                   bank_country, address, currency, is_default, created_at)
            VALUES (:account, :environment, :id, :name, :number, :bankCode, :country, :address,
                    :currency, true, :createdAt)
            """)
        .bind("account", head.accountId())
        .bind("environment", head.environment().word())
        .bind("id", saved.id())
        .bind("name", recipient.name())
        .bind("number", recipient.accountNumber())
        .bind("bankCode", recipient.bankCode())
        .bind("country", recipient.bankCountry())
        .bind("address", recipient.address().orElse(null))
        .bind("currency", saved.currency().name())
        .bind("createdAt", createdAt.atOffset(ZoneOffset.UTC))
        .execute();
  }

  /** An account's default recipient since a time. */
  public record Chosen(HeadId head, SavedRecipient saved, Instant since) {}

  /** Inserts recipients as the defaults of accounts that have none. */
  public static void insertDefaults(Writes writes, List<Chosen> defaults) {
    writes.add(INSERT, defaults);
  }

  /** Marks recipients that are no longer the defaults of their accounts; their rows stay. */
  public static void endDefaults(Writes writes, List<Chosen> defaults) {
    writes.add(END, defaults);
  }

  private static HeadId head(ResultSet row) throws SQLException {
    return new HeadId(row.getString("account_id"), Environment.of(row.getString("environment")));
  }

  private static SavedRecipient saved(ResultSet row) throws SQLException {
    return new SavedRecipient(
        row.getString("id"),
        new Recipient(
            row.getString("name"),
            row.getString("account_number"),
            row.getString("bank_code"),
            row.getString("bank_country"),
            Optional.ofNullable(row.getString("address"))),
        Currency.valueOf(row.getString("currency")));
  }
}
