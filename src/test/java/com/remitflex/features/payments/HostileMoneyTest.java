package com.remitflex.features.payments;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Amounts, currencies and quotes as no client should send them, to every endpoint of money. */
class HostileMoneyTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private final String account = server.newAccount();
  private final ApiClient client =
      server.client(server.newKey(account, Environment.SANDBOX, Scope.WRITE).secret());

  /** Whatever was sent, nothing was debited. */
  @AfterEach
  void nothingWasDebited() {
    assertBalance(client, "USDC", "1000000", "0");
  }

  private static PaymentBody quote() {
    return PaymentBody.empty()
        .text("from_currency", "USDC")
        .text("to_currency", "EUR")
        .json("amount", "100");
  }

  private static Map<String, PaymentBody> bodies() {
    return Map.of(
        "/v1/payments", PaymentBody.toIban(),
        "/v1/off-ramps", PaymentBody.offRampToIban(),
        "/v1/conversions/quote", quote(),
        "/v1/sandbox/fund", PaymentBody.of("100", "USDC"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e30",
        "1E2",
        "1e0",
        "100e-1",
        "0",
        "-0",
        "-1",
        "-0.000001",
        "0.0000001",
        "100.0000001",
        "1e10000000",
        "99999999999999999999",
        "999999999999999999999999999999",
        "9223372036854.775808",
        "null",
        "true",
        "[100]",
        "{}",
        "\"100\"",
        "\"１００\"",
        "\" 100\"",
        "\"+100\"",
        "\"1\u200b00\"",
        "\"\"",
        "[]",
      })
  void anAmountThatIsNoPlainPositiveNumberIsRejectedByItsField(String amount) {
    bodies()
        .forEach((path, body) -> {
          Answer answer = client.post(path, body.json("amount", amount).toString());
          assertThat(answer.status()).as(path + " " + amount + ": " + answer.text()).isEqualTo(400);
          assertThat(answer.errorField()).as(answer.text()).isEqualTo("amount");
          assertThat(answer.errorCode())
              .as(answer.text())
              .isIn(Set.of("VALIDATION_ERROR", "INVALID_AMOUNT"));
        });
  }

  /** Not JSON at all: the whole body is rejected. */
  @ParameterizedTest
  @ValueSource(
      strings = {"+100", "１００", "0100", "100.", ".5", "0x64", "NaN", "Infinity", "1_00", "1,00"})
  void anAmountThatIsNotJsonIsRejected(String amount) {
    bodies()
        .forEach((path, body) -> {
          String text = body.json("amount", "12345").toString().replace("12345", amount);
          Answer answer = client.post(path, text);
          assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(400);
          assertThat(answer.errorCode()).as(answer.text()).isEqualTo("VALIDATION_ERROR");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"usdc", "Usdc", " USDC", "USDC ", "USDC\u200b", "ＵＳＤＣ", "UЅDC", "XXX", "", "BTC"})
  void aCurrencyInAnotherSpellingIsRejectedByItsField(String currency) {
    Map<String, List<String>> fields =
        Map.of(
            "/v1/payments", List.of("currency", "destination_currency"),
            "/v1/off-ramps", List.of("source_currency", "destination_currency"),
            "/v1/conversions/quote", List.of("from_currency", "to_currency"),
            "/v1/sandbox/fund", List.of("currency"));
    bodies()
        .forEach((path, body) ->
            fields
                .get(path)
                .forEach(field -> {
                  Answer answer = client.post(path, body.text(field, currency).toString());
                  assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(400);
                  assertThat(answer.errorField()).as(answer.text()).isEqualTo(field);
                }));
  }

  /** What only the platform decides is no field of a request. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "fee",
        "converted_amount",
        "exchange_rate",
        "total_debited",
        "account_id",
        "id",
        "environment",
        "used_by",
        "expires_at",
        "mid_market_rate",
        "returned_amount"
      })
  void aFieldThatThePlatformDecidesIsRejected(String field) {
    bodies()
        .forEach((path, body) ->
            assertRefused(
                client.post(path, body.json(field, "0").toString()),
                400,
                "VALIDATION_ERROR",
                field));
  }

  private String quoteOf(String from, String to, String amount) {
    Answer answer =
        client.post(
            "/v1/conversions/quote",
            quote()
                .text("from_currency", from)
                .text("to_currency", to)
                .json("amount", amount)
                .toString());
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().path("quote_id").asText();
  }

  @ParameterizedTest
  @CsvSource({
    "USDT, EUR, 100, quote_id",
    "USDC, GBP, 100, quote_id",
    "EURC, USDC, 100, quote_id",
    "USDC, EUR, 100.000001, amount",
    "USDC, EUR, 99, amount",
  })
  void aQuoteForAnotherExchangeIsRejectedAndStaysOpen(
      String from, String to, String amount, String field) {
    String id = quoteOf(from, to, amount);

    assertRefused(
        client.post("/v1/payments", PaymentBody.toIban().text("quote_id", id).toString()),
        400,
        "VALIDATION_ERROR",
        field);
    assertRefused(
        client.post("/v1/off-ramps", PaymentBody.offRampToIban().text("quote_id", id).toString()),
        400,
        "VALIDATION_ERROR",
        field);

    assertThat(client.get("/v1/conversions/quote/" + id).json().path("status").asText())
        .isEqualTo("open");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "5",
        "null",
        "[]",
        "\"qt_\"",
        "\"' OR 1=1 --\"",
        "\"qt_１\"",
        "\"\\u0000\""
      })
  void aQuoteIdThatIsNoneIsRejected(String id) {
    for (Map.Entry<String, PaymentBody> one :
        Map.of("/v1/payments", PaymentBody.toIban(), "/v1/off-ramps", PaymentBody.offRampToIban())
            .entrySet()) {
      Answer answer = client.post(one.getKey(), one.getValue().json("quote_id", id).toString());
      assertThat(answer.status()).as(answer.text()).isIn(400, 404);
      assertThat(answer.errorField()).as(answer.text()).isEqualTo("quote_id");
    }
    Answer executed = client.post("/v1/conversions/execute", "{\"quote_id\": " + id + "}");
    assertThat(executed.status()).as(executed.text()).isIn(400, 404);
  }

  /** Another account's, the other environment's and an unknown quote are the same. */
  @Test
  void aForeignQuoteIsLikeAnUnknownOne() {
    String mine = quoteOf("USDC", "EUR", "100");
    String other = server.newVerifiedAccount();
    for (ApiClient stranger :
        List.of(
            server.clientOf(other, Environment.SANDBOX),
            server.clientOf(other, Environment.LIVE))) {
      for (String id : List.of(mine, IdPrefix.QUOTE.next())) {
        assertUnknown(
            stranger.post("/v1/payments", PaymentBody.toIban().text("quote_id", id).toString()),
            id);
        assertUnknown(
            stranger.post(
                "/v1/off-ramps", PaymentBody.offRampToIban().text("quote_id", id).toString()),
            id);
        assertUnknown(
            stranger.post("/v1/conversions/execute", "{\"quote_id\": \"" + id + "\"}"), id);
      }
    }
    assertThat(client.get("/v1/conversions/quote/" + mine).json().path("status").asText())
        .isEqualTo("open");
  }

  private static void assertUnknown(Answer answer, String quote) {
    assertRefused(answer, 404, "NOT_FOUND");
    assertThat(answer.json().at("/error/message").asText())
        .isEqualTo("Quote " + quote + " not found or has already been used.");
  }

  @Test
  void aCorridorThatWasSuspendedSinceTheQuoteRejectsItsUse() {
    String id = quoteOf("USDC", "EUR", "100");
    suspend("US-EU");
    try {
      assertRefused(
          client.post("/v1/payments", PaymentBody.toIban().text("quote_id", id).toString()),
          422,
          "CORRIDOR_UNAVAILABLE");
      assertRefused(
          client.post("/v1/off-ramps", PaymentBody.offRampToIban().text("quote_id", id).toString()),
          422,
          "CORRIDOR_UNAVAILABLE");
      assertThat(client.get("/v1/conversions/quote/" + id).json().path("status").asText())
          .isEqualTo("open");
    } finally {
      assertThat(
              server
                  .run("corridors", "activate", "US-EU", "--reason", "the drill is over")
                  .status())
          .isZero();
    }
  }

  private static void suspend(String corridor) {
    assertThat(server.run("corridors", "suspend", corridor, "--reason", "a drill").status())
        .isZero();
  }

  @Test
  void aRecipientThatWasDeletedSinceIsUnknown() {
    Answer saved =
        client.post(
            "/v1/recipients",
            PaymentBody.empty()
                .text("name", "Maria Garcia")
                .text("currency", "EUR")
                .text("account_number", "DE89370400440532013000")
                .text("bank_code", "COBADEFFXXX")
                .text("bank_country", "DE")
                .toString());
    String id = saved.json().path("id").asText();
    assertThat(client.delete("/v1/recipients/" + id).status()).isEqualTo(200);

    assertRefused(
        client.post(
            "/v1/payments", PaymentBody.of("100", "USDC").text("recipient_id", id).toString()),
        400,
        "INVALID_RECIPIENT",
        "recipient_id");
  }
}
