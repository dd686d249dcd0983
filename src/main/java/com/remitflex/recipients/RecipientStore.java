package com.remitflex.recipients;

import com.remitflex.accounts.HeadId;
import com.remitflex.ids.Environment;
import com.remitflex.money.Currency;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The recipient table. */
public final class RecipientStore {
  private RecipientStore() {}

  /** The default recipients of those accounts that have one. */
  public static Map<HeadId, SavedRecipient> defaults(Handle handle, Collection<HeadId> heads) {
    Map<HeadId, SavedRecipient> found = new HashMap<>();
    try (Query query =
        handle.createQuery(
            """
            SELECT * FROM recipient
            WHERE is_default AND (account_id, environment) IN
              (SELECT * FROM unnest(:accounts::text[], :environments::text[]))
            """)) {
      query
          .bind("accounts", heads.stream().map(HeadId::accountId).toArray(String[]::new))
          .bind(
              "environments",
              heads.stream().map(head -> head.environment().word()).toArray(String[]::new))
          .map((row, context) -> Map.entry(head(row), saved(row)))
          .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    }
    return found;
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
