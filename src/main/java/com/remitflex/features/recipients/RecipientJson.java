package com.remitflex.features.recipients;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonWriter;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The JSON of recipients in requests, in responses and in tables. */
public final class RecipientJson {
  /** Above every limit of {@link RecipientRules}, so that those decide. */
  private static final int MAX_FIELD = 1_000;

  private RecipientJson() {}

  public static ObjectNode object(Recipient recipient) {
    ObjectNode node = Json.object();
    node.put("name", recipient.name());
    node.put("account_number", recipient.accountNumber());
    node.put("bank_code", recipient.bankCode());
    node.put("bank_country", recipient.bankCountry());
    recipient.address().ifPresent(address -> node.put("address", address));
    return node;
  }

  /** Writes the output of {@link #object}. */
  public static void write(JsonWriter out, Recipient recipient) {
    out.object(() -> {
      out.field("name", recipient.name());
      out.field("account_number", recipient.accountNumber());
      out.field("bank_code", recipient.bankCode());
      out.field("bank_country", recipient.bankCountry());
      recipient.address().ifPresent(address -> out.field("address", address));
    });
  }

  /** Reads the output of {@link #write}. */
  public static Recipient parse(String json) {
    Map<String, String> fields = Json.trustedStrings(json);
    return new Recipient(
        field(fields, "name"),
        field(fields, "account_number"),
        field(fields, "bank_code"),
        field(fields, "bank_country"),
        Optional.ofNullable(fields.get("address")));
  }

  private static String field(Map<String, String> fields, String name) {
    return Objects.requireNonNull(fields.get(name), name);
  }

  /**
   * Reads the fields of a recipient from a request; other fields of the object stay unread.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static Recipient take(JsonObject object) {
    return new Recipient(
        object.requireString("name", MAX_FIELD),
        object.requireString("account_number", MAX_FIELD),
        object.requireString("bank_code", MAX_FIELD),
        object.requireString("bank_country", MAX_FIELD),
        object.string("address", MAX_FIELD));
  }
}
