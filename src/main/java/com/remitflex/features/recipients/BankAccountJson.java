package com.remitflex.features.recipients;

import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonWriter;
import com.remitflex.platform.money.Currency;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The JSON of bank accounts in requests, in responses and in tables. */
public final class BankAccountJson {
  /** Above every limit of {@link BankAccountRules}, so that those decide. */
  private static final int MAX_FIELD = 1_000;

  private BankAccountJson() {}

  public static void write(JsonWriter out, BankAccount account) {
    out.object(() -> {
      out.field("account_holder_name", account.holder());
      out.field("account_number", account.accountNumber());
      out.field("bank_name", account.bankName());
      out.field("bank_country", account.bankCountry());
      account.routingNumber().ifPresent(number -> out.field("routing_number", number));
      account.bankCode().ifPresent(code -> out.field("bank_code", code));
      account.currency().ifPresent(currency -> out.field("currency", currency.name()));
    });
  }

  /** Reads the output of {@link #write}. */
  public static BankAccount parse(String json) {
    Map<String, String> fields = Json.trustedStrings(json);
    return new BankAccount(
        field(fields, "account_holder_name"),
        field(fields, "account_number"),
        field(fields, "bank_name"),
        field(fields, "bank_country"),
        Optional.ofNullable(fields.get("routing_number")),
        Optional.ofNullable(fields.get("bank_code")),
        Optional.ofNullable(fields.get("currency")).map(Currency::valueOf));
  }

  private static String field(Map<String, String> fields, String name) {
    return Objects.requireNonNull(fields.get(name), name);
  }

  /**
   * Reads a bank account from a request.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY
   */
  public static BankAccount read(JsonObject object) {
    BankAccount account =
        new BankAccount(
            object.requireString("account_holder_name", MAX_FIELD),
            object.requireString("account_number", MAX_FIELD),
            object.requireString("bank_name", MAX_FIELD),
            object.requireString("bank_country", MAX_FIELD),
            object.string("routing_number", MAX_FIELD),
            object.string("bank_code", MAX_FIELD),
            object.currency("currency"));
    object.rejectUnknown();
    return account;
  }
}
