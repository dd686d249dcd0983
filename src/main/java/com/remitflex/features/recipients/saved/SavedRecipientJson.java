package com.remitflex.features.recipients.saved;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.RecipientJson;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.features.recipients.wallets.WalletJson;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonWriter;
import com.remitflex.platform.money.Currency;
import java.util.Optional;

/** The recipient object of the API, and the bodies that create and change it. */
public final class SavedRecipientJson {
  private static final int MAX_FIELD = 1_000;

  private SavedRecipientJson() {}

  static String text(SavedRecipient saved) {
    return JsonWriter.text(out -> write(out, saved));
  }

  /** Writes the recipient object. */
  public static void write(JsonWriter out, SavedRecipient saved) {
    out.object(() -> {
      out.field("id", saved.id());
      out.field("environment", saved.head().environment().word());
      out.field("type", saved.type().word());
      out.field("name", saved.name());
      out.field("currency", saved.currency().name());
      saved
          .recipient()
          .ifPresent(account -> {
            out.field("account_number", account.accountNumber());
            out.field("bank_code", account.bankCode());
            out.field("bank_country", account.bankCountry());
            account.address().ifPresent(address -> out.field("address", address));
          });
      saved
          .wallet()
          .ifPresent(wallet ->
              out.name(WalletJson.FIELD)
                  .object(() -> {
                    out.field("network", wallet.network());
                    out.field("address", wallet.address());
                  }));
      out.field("is_default", saved.isDefault());
      out.field("created_at", saved.createdAt());
      out.field("updated_at", saved.updatedAt());
    });
  }

  /** The default recipient among the settings of an account. */
  public static ObjectNode setting(SavedRecipient saved) {
    ObjectNode node =
        saved
            .recipient()
            .map(RecipientJson::object)
            .orElseGet(() -> {
              Wallet wallet = saved.wallet().orElseThrow();
              ObjectNode named = Json.object().put("name", saved.name());
              named
                  .putObject(WalletJson.FIELD)
                  .put("network", wallet.network())
                  .put("address", wallet.address());
              return named;
            });
    node.put("id", saved.id());
    node.put("currency", saved.currency().name());
    return node;
  }

  /** What the audit log records: nothing that identifies the recipient beyond its ID. */
  static ObjectNode auditDetails(SavedRecipient saved) {
    ObjectNode details = Json.object();
    details.put("type", saved.type().word());
    details.put("currency", saved.currency().name());
    if (saved.isDefault()) {
      details.put("is_default", true);
    }
    return details;
  }

  /**
   * Reads the body of POST /v1/recipients.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY
   */
  static RecipientDetails create(JsonObject body) {
    Currency currency = body.requireCurrency("currency");
    if (body.has(WalletJson.FIELD)) {
      String name = body.requireString("name", MAX_FIELD);
      return RecipientDetails.of(name, WalletJson.read(body), currency);
    }
    Recipient account = RecipientJson.take(body);
    body.rejectUnknown();
    return RecipientDetails.of(account, currency);
  }

  /**
   * Reads the body of PATCH /v1/recipients/{id}.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY
   */
  static RecipientChange change(JsonObject body) {
    Optional<RecipientChange.Address> address =
        body.takeNull("address")
            ? Optional.of(new RecipientChange.Address(Optional.empty()))
            : body.string("address", MAX_FIELD)
                .map(text -> new RecipientChange.Address(Optional.of(text)));
    RecipientChange change =
        new RecipientChange(
            body.string("name", MAX_FIELD),
            body.currency("currency"),
            body.string("account_number", MAX_FIELD),
            body.string("bank_code", MAX_FIELD),
            body.string("bank_country", MAX_FIELD),
            address,
            body.object(WalletJson.FIELD).map(WalletJson::wallet));
    body.rejectUnknown();
    return change;
  }
}
