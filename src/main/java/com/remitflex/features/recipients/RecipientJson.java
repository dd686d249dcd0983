package com.remitflex.features.recipients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.money.Currency;
import java.util.Optional;

/** The JSON forms of recipients: in requests, in answers, and in the tables. */
public final class RecipientJson {
  /** Long enough for whatever the recipient's own rules say of a value. */
  private static final int LONGEST_MEMBER = 1_000;

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

  /** What {@link #object} wrote. */
  public static Recipient parse(String json) {
    JsonNode node = Json.trusted(json);
    return new Recipient(
        node.get("name").asText(),
        node.get("account_number").asText(),
        node.get("bank_code").asText(),
        node.get("bank_country").asText(),
        Optional.ofNullable(node.get("address")).map(JsonNode::asText));
  }

  /**
   * Takes the members of a recipient from a request; what else there is stays to be taken.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static Recipient take(JsonObject object) {
    return new Recipient(
        object.requireString("name", LONGEST_MEMBER),
        object.requireString("account_number", LONGEST_MEMBER),
        object.requireString("bank_code", LONGEST_MEMBER),
        object.requireString("bank_country", LONGEST_MEMBER),
        object.string("address", LONGEST_MEMBER));
  }

  /** The first fault of a recipient that is to be paid in this currency. */
  public static Optional<ApiError> fault(
      Recipient recipient, Currency currency, Environment environment) {
    TestAccounts tests =
        environment == Environment.SANDBOX ? TestAccounts.ACCEPTED : TestAccounts.REFUSED;
    return RecipientRules.check(recipient, currency, tests);
  }
}
