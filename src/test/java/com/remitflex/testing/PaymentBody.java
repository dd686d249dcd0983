package com.remitflex.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** A body of POST /v1/payments; each change makes a new one. */
public final class PaymentBody {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ObjectNode members;

  private PaymentBody(ObjectNode members) {
    this.members = members;
  }

  public static PaymentBody empty() {
    return new PaymentBody(JsonNodeFactory.instance.objectNode());
  }

  public static PaymentBody of(String amount, String currency) {
    return empty().json("amount", amount).text("currency", currency);
  }

  /** Sets a member, named in dot notation, to a string. */
  public PaymentBody text(String path, String value) {
    return json(path, quoted(value));
  }

  /** Sets a member, named in dot notation, to this JSON text as it is. */
  public PaymentBody json(String path, String json) {
    ObjectNode copy = members.deepCopy();
    Deque<String> names = names(path);
    String last = names.removeLast();
    ObjectNode parent = copy;
    for (String name : names) {
      parent = parent.withObjectProperty(name);
    }
    parent.putRawValue(last, new RawValue(json));
    return new PaymentBody(copy);
  }

  public PaymentBody without(String path) {
    ObjectNode copy = members.deepCopy();
    Deque<String> names = names(path);
    String last = names.removeLast();
    ObjectNode parent = copy;
    for (String name : names) {
      parent = parent.withObjectProperty(name);
    }
    parent.remove(last);
    return new PaymentBody(copy);
  }

  private static Deque<String> names(String path) {
    return new ArrayDeque<>(Arrays.asList(path.split("\\.")));
  }

  private static String quoted(String text) {
    try {
      return MAPPER.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JSON text. */
  @Override
  public String toString() {
    try {
      return MAPPER.writeValueAsString(members);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** 100 USDC to an account in Germany. */
  public static PaymentBody toIban() {
    return of("100", "USDC")
        .text("destination_currency", "EUR")
        .text("recipient.name", "Maria Garcia")
        .text("recipient.account_number", "DE89370400440532013000")
        .text("recipient.bank_code", "COBADEFFXXX")
        .text("recipient.bank_country", "DE");
  }

  /** An off-ramp of 100 USDC to an account in Germany. */
  public static PaymentBody offRampToIban() {
    return empty()
        .json("amount", "100")
        .text("source_currency", "USDC")
        .text("destination_currency", "EUR")
        .text("bank_account.account_holder_name", "Example GmbH")
        .text("bank_account.account_number", "DE89370400440532013000")
        .text("bank_account.bank_name", "Commerzbank")
        .text("bank_account.bank_country", "DE");
  }
}
