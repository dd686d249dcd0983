package com.remitflex.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.testing.ApiClient.Answer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is asserted of many answers. */
public final class Answers {
  private static final String DOCS = "https://api.example.com/docs/errors#";

  private Answers() {}

  /** A refusal in which one parameter is at fault. */
  public static void assertRefused(Answer answer, int status, String code, String field) {
    assertError(answer, status, code);
    assertThat(members(answer.json().path("error")))
        .as(answer.text())
        .containsExactlyInAnyOrder("code", "message", "field", "docs_url");
    assertThat(answer.errorField()).as(answer.text()).isEqualTo(field);
  }

  /** A refusal that blames no parameter. */
  public static void assertRefused(Answer answer, int status, String code) {
    assertError(answer, status, code);
    assertThat(members(answer.json().path("error")))
        .as(answer.text())
        .containsExactlyInAnyOrder("code", "message", "docs_url");
  }

  private static void assertError(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.errorCode()).as(answer.text()).isEqualTo(code);
    JsonNode error = answer.json().path("error");
    assertThat(members(answer.json())).containsExactly("error");
    assertThat(error.path("message").asText()).isNotBlank();
    assertThat(error.path("docs_url").asText()).isEqualTo(DOCS + code.toLowerCase(Locale.ROOT));
    assertHasRequestId(answer);
  }

  /** The scope's refusal, which is exactly the seed page's body. */
  public static void assertForbidden(Answer answer, String scope) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    JsonNode error = answer.json().path("error");
    assertThat(members(answer.json())).containsExactly("error");
    assertThat(members(error)).containsExactly("code", "message");
    assertThat(error.path("code").asText()).isEqualTo("INSUFFICIENT_PERMISSIONS");
    assertThat(error.path("message").asText())
        .isEqualTo(
            "This API key does not have the required '" + scope + "' scope for this endpoint.");
    assertHasRequestId(answer);
  }

  public static void assertHasRequestId(Answer answer) {
    String id = answer.header("X-Request-Id").orElse("");
    assertThat(IdPrefix.REQUEST.matches(id)).as("X-Request-Id: " + id).isTrue();
  }

  /** Asserts that a member is a JSON number of exactly this value. */
  public static void assertNumber(JsonNode object, String member, String expected) {
    assertNumber(object, member, new BigDecimal(expected));
  }

  public static void assertNumber(JsonNode object, String member, BigDecimal expected) {
    JsonNode value = object.path(member);
    assertThat(value.isNumber()).as(member + " of " + object).isTrue();
    assertThat(value.decimalValue()).as(member).isEqualByComparingTo(expected);
  }

  public static List<String> members(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  /** The balance object of a currency, as GET /v1/balances has it. */
  public static JsonNode balance(ApiClient client, String currency) {
    for (JsonNode balance : client.get("/v1/balances").json().path("data")) {
      if (balance.path("currency").asText().equals(currency)) {
        return balance;
      }
    }
    throw new IllegalStateException("no balance of " + currency);
  }

  /** Asserts what may be spent and what is set aside of a currency. */
  public static void assertBalance(
      ApiClient client, String currency, String available, String held) {
    JsonNode balance = balance(client, currency);
    assertNumber(balance, "available", available);
    assertNumber(balance, "held", held);
    assertNumber(balance, "total", new BigDecimal(available).add(new BigDecimal(held)));
  }

  /** How many payments the account has. */
  public static long payments(ApiClient client) {
    return client.get("/v1/payments?limit=1").json().path("pagination").path("total").asLong(-1);
  }
}
