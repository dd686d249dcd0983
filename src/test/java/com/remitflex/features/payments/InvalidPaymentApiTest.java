package com.remitflex.features.payments;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.payments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.PayoutExample;
import com.remitflex.testing.TestServer;
import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that POST /v1/payments rejects for their content; none of them has an effect. */
class InvalidPaymentApiTest {
  /** A payment with every field, each of them valid. */
  private static final PaymentBody FULL =
      PayoutExample.SPAIN
          .body("100")
          .text("recipient.address", "Calle Mayor 1, Madrid")
          .text("corridor", "US-EU")
          .text("reference", "invoice 7")
          .text("metadata.order", "o-1");

  private static final List<String> NO_STRING = List.of("null", "1", "true", "[]", "{}");
  private static final List<String> NO_NUMBER = List.of("null", "\"100\"", "true", "[]", "{}");
  private static final List<String> NO_OBJECT = List.of("null", "1", "true", "[]", "\"x\"");

  @RegisterExtension static final TestServer server = TestServer.standard();

  private static ApiClient client;

  @BeforeAll
  static void openAnAccount() {
    client = server.newClient(Scope.WRITE);
  }

  private static Answer post(Object body) {
    return client.post("/v1/payments", body.toString());
  }

  /** Shows whether a rejected request had an effect. */
  @AfterEach
  void nothingWasDone() {
    assertBalance(client, "USDC", "1000000", "0");
    assertBalance(client, "EURC", "1000000", "0");
    assertThat(payments(client)).isZero();
  }

  @Nested
  class ValidationError400 {
    static List<Arguments> wrongMembers() {
      List<Arguments> cases = new ArrayList<>();
      wrongTypes(cases, "amount", NO_NUMBER);
      wrongTypes(cases, "recipient", NO_OBJECT);
      wrongTypes(cases, "metadata", NO_OBJECT);
      for (String member :
          List.of(
              "currency",
              "destination_currency",
              "destination",
              "corridor",
              "reference",
              "recipient.name",
              "recipient.account_number",
              "recipient.bank_code",
              "recipient.bank_country",
              "recipient.address",
              "metadata.order")) {
        wrongTypes(cases, member, NO_STRING);
      }
      for (String member :
          List.of(
              "amount",
              "currency",
              "destination_currency",
              "recipient.name",
              "recipient.account_number",
              "recipient.bank_code",
              "recipient.bank_country")) {
        cases.add(argumentSet(member + " missing", FULL.without(member), member));
      }
      for (String member :
          List.of(
              "destination",
              "corridor",
              "reference",
              "recipient.name",
              "recipient.account_number",
              "recipient.bank_code",
              "recipient.bank_country",
              "recipient.address")) {
        cases.add(argumentSet(member + " empty", FULL.text(member, ""), member));
      }
      for (String member :
          List.of(
              "destination",
              "corridor",
              "reference",
              "recipient.name",
              "recipient.account_number",
              "recipient.bank_code",
              "recipient.bank_country",
              "recipient.address")) {
        cases.add(argumentSet(member + " too long", FULL.text(member, "x".repeat(1_001)), member));
      }
      return cases;
    }

    private static void wrongTypes(List<Arguments> cases, String member, List<String> values) {
      for (String value : values) {
        cases.add(argumentSet(member + " " + value, FULL.json(member, value), member));
      }
    }

    @ParameterizedTest
    @MethodSource("wrongMembers")
    void theErrorNamesAFieldThatIsMissingEmptyTooLongOrOfTheWrongType(
        PaymentBody body, String field) {
      assertRefused(post(body), 400, "VALIDATION_ERROR", field);
    }

    /** Mass assignment: a request cannot set fields that only the server sets. */
    @ParameterizedTest
    @ValueSource(
        strings = {
          "id", "environment", "status", "fee", "total_debited", "converted_amount",
          "exchange_rate", "account_id", "created_at", "failure_reason", "Amount", "amount ",
          "recipient.iban", "recipient.status", "recipient.id", "recipient.Name"
        })
    void theErrorNamesAnUnknownField(String member) {
      assertRefused(post(FULL.text(member, "x")), 400, "VALIDATION_ERROR", member);
      assertRefused(post(FULL.json(member, "0")), 400, "VALIDATION_ERROR", member);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "100.0000001",
          "100.0000000",
          "0.0000000000000000001",
          "1e2",
          "1E2",
          "1e-2",
          "1.0E+2",
          "1e10000000",
          "1E400",
          "100000000000000000000",
          "0.00000000000000000000",
          "123456789012345678901234567890",
          "-1e400"
        })
    void anAmountOfTooManyDecimalsOrDigitsOrWithAnExponentIsRejected(String amount) {
      assertRefused(post(FULL.json("amount", amount)), 400, "VALIDATION_ERROR", "amount");
    }

    @Test
    void anAmountOfAThousandDigitsIsRejected() {
      assertRefused(
          post(FULL.json("amount", "9".repeat(1_000))), 400, "VALIDATION_ERROR", "amount");
    }

    @Test
    void aReferenceHasAtMost255Characters() {
      assertRefused(
          post(FULL.text("reference", "x".repeat(256))), 400, "VALIDATION_ERROR", "reference");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00\\ud800\""})
    void aTextThatCannotBeStoredIsRejected(String text) {
      assertRefused(post(FULL.json("reference", text)), 400, "VALIDATION_ERROR", "reference");
      assertRefused(
          post(FULL.json("recipient.name", text)), 400, "VALIDATION_ERROR", "recipient.name");
      assertRefused(
          post(FULL.json("metadata.order", text)), 400, "VALIDATION_ERROR", "metadata.order");
    }

    @Test
    void metadataHasAtMost50Pairs() {
      PaymentBody body = FULL.without("metadata");
      for (int i = 0; i < 51; i++) {
        body = body.text("metadata.k" + i, "v");
      }
      assertRefused(post(body), 400, "VALIDATION_ERROR", "metadata");
    }

    @Test
    void aMetadataNameHas1To40Characters() {
      assertRefused(
          post(FULL.text("metadata." + "k".repeat(41), "v")), 400, "VALIDATION_ERROR", "metadata");
      assertRefused(
          post(FULL.json("metadata", "{\"\": \"v\"}")), 400, "VALIDATION_ERROR", "metadata");
    }

    @Test
    void aMetadataValueHasAtMost500Characters() {
      assertRefused(
          post(FULL.text("metadata.order", "v".repeat(501))),
          400,
          "VALIDATION_ERROR",
          "metadata.order");
    }

    @Test
    void recipientAndDestinationTogetherAreRejected() {
      assertRefused(
          post(FULL.text("destination", server.newAccount())),
          400,
          "VALIDATION_ERROR",
          "destination");
    }

    @ParameterizedTest
    @ValueSource(strings = {"US-XX", "us-eu", "US-MX", "EU-UK", "GLOBAL-SWAP"})
    void aCorridorThatDoesNotExistOrDoesNotCarryThePaymentIsRejected(String corridor) {
      assertRefused(post(FULL.text("corridor", corridor)), 400, "VALIDATION_ERROR", "corridor");
      assertRefused(
          post(PaymentBody.of("100", "USDC").text("corridor", corridor)),
          400,
          "VALIDATION_ERROR",
          "corridor");
    }

    @Test
    void aCorridorForAnotherAccountIsRejected() {
      PaymentBody body = PaymentBody.of("100", "USDC").text("destination", server.newAccount());
      assertRefused(post(body.text("corridor", "US-EU")), 400, "VALIDATION_ERROR", "corridor");
    }

    @Test
    void aRecipientIsRequiredWithoutADefaultRecipient() {
      String accountId = server.newVerifiedAccount();
      ApiClient live = server.clientOf(accountId, Environment.LIVE);

      assertRefused(
          live.post("/v1/payments", PaymentBody.of("100", "USDC").toString()),
          400,
          "VALIDATION_ERROR",
          "recipient");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          " ",
          "{",
          "[]",
          "null",
          "1",
          "\"x\"",
          "{} {}",
          "{}x",
          "{\"amount\": NaN}",
          "{\"amount\": .5}",
          "{\"amount\": 05}",
          "{\"amount\": +5}",
          "{'amount': 5}",
          "{\"amount\": 5,}",
          "{\"amount\" 5}",
          "{\"amount\": 5 // five\n}"
        })
    void aBodyThatIsNotOneJsonObjectIsRejected(String body) {
      assertRefused(post(body), 400, "VALIDATION_ERROR");
    }

    @Test
    void theErrorNamesADuplicateField() {
      assertRefused(
          post("{\"amount\": 1, \"currency\": \"USDC\", \"amount\": 100}"),
          400,
          "VALIDATION_ERROR",
          "amount");
      assertRefused(
          post("{\"recipient\": {\"name\": \"a\", \"name\": \"b\"}}"),
          400,
          "VALIDATION_ERROR",
          "recipient.name");
    }

    @Test
    void aBodyNestedMoreThan32LevelsDeepIsRejected() {
      assertRefused(
          post("{\"metadata\": " + "[".repeat(32) + "]".repeat(32) + "}"), 400, "VALIDATION_ERROR");
    }

    @Test
    void aQueryParameterIsRejected() {
      assertRefused(
          client.post("/v1/payments?amount=1", FULL.toString()), 400, "VALIDATION_ERROR", "amount");
    }
  }

  @Nested
  class InvalidAmount400 {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "0",
          "0.0",
          "0.000000",
          "-0",
          "-1",
          "-100.5",
          "0.000001",
          "9.999999",
          "100000.000001",
          "999999999999999999",
          "12345678901234567890",
          "99999999999999.999999"
        })
    void anAmountThatIsNotPositiveOrOutsideTheBoundsIsRejected(String amount) {
      assertRefused(post(FULL.json("amount", amount)), 400, "INVALID_AMOUNT", "amount");
      assertRefused(post(PaymentBody.of(amount, "USDC")), 400, "INVALID_AMOUNT", "amount");
    }

    @ParameterizedTest
    @MethodSource("com.remitflex.testing.PayoutExample#all")
    void oneMinorUnitOutsideTheBoundsOfEachCorridorIsRejected(PayoutExample example) {
      BigDecimal minor = new BigDecimal("0.000001");
      String below = new BigDecimal(example.least()).subtract(minor).toPlainString();
      String above = new BigDecimal(example.most()).add(minor).toPlainString();

      assertRefused(post(example.body(below)), 400, "INVALID_AMOUNT", "amount");
      assertRefused(post(example.body(above)), 400, "INVALID_AMOUNT", "amount");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1000000000.000001", "12345678901234567890"})
    void anImpossibleAmountForAnotherAccountIsRejected(String amount) {
      assertRefused(
          post(PaymentBody.of(amount, "USDC").text("destination", server.newAccount())),
          400,
          "INVALID_AMOUNT",
          "amount");
    }
  }

  @Nested
  class InvalidCurrency400 {
    @ParameterizedTest
    @ValueSource(strings = {"", "usdc", "Usdc", "USDC ", "ＵＳＤＣ", "XXX", "BTC", "USD", "EUR"})
    void onlyTheFourStablecoinsCanBeSent(String currency) {
      assertRefused(post(FULL.text("currency", currency)), 400, "INVALID_CURRENCY", "currency");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "eur", "EUR ", "XXX", "USDC", "EURC"})
    void aBankAccountReceivesOnlyAFiatCurrency(String currency) {
      assertRefused(
          post(FULL.text("destination_currency", currency)),
          400,
          "INVALID_CURRENCY",
          "destination_currency");
    }

    static List<Arguments> offEveryCorridor() {
      PaymentBody dollars = PaymentBody.of("100", "USDC");
      PaymentBody kenya =
          dollars
              .text("destination_currency", "KES")
              .text("recipient.name", "Wanjiku Kamau")
              .text("recipient.account_number", "0123456789012")
              .text("recipient.bank_code", "68404")
              .text("recipient.bank_country", "KE");
      return List.of(
          argumentSet("USDC to GBP", PayoutExample.UNITED_KINGDOM.to(dollars)),
          argumentSet("USDC to KES", kenya),
          argumentSet("USDT to EUR", PayoutExample.SPAIN.to(PaymentBody.of("100", "USDT"))),
          argumentSet("PYUSD to MXN", PayoutExample.MEXICO.to(PaymentBody.of("100", "PYUSD"))),
          argumentSet("EURC to NGN", PayoutExample.NIGERIA.to(PaymentBody.of("100", "EURC"))));
    }

    @ParameterizedTest
    @MethodSource("offEveryCorridor")
    void currenciesWithoutACorridorAreRejected(PaymentBody body) {
      assertRefused(post(body), 400, "INVALID_CURRENCY", "destination_currency");
    }

    @Test
    void theDefaultRecipientIsPaidOnlyInItsOwnCurrency() {
      assertRefused(
          post(PaymentBody.of("100", "USDC").text("destination_currency", "MXN")),
          400,
          "INVALID_CURRENCY",
          "destination_currency");
    }

    @Test
    void anotherAccountReceivesTheCurrencyThatIsSent() {
      assertRefused(
          post(
              PaymentBody.of("100", "USDC")
                  .text("destination", server.newAccount())
                  .text("destination_currency", "USDT")),
          400,
          "INVALID_CURRENCY",
          "destination_currency");
    }
  }

  @Nested
  class InvalidRecipient400 {
    static List<Arguments> wrongRecipients() {
      PaymentBody spain = PayoutExample.SPAIN.body("100");
      PaymentBody britain = PayoutExample.UNITED_KINGDOM.body("100");
      PaymentBody mexico = PayoutExample.MEXICO.body("100");
      PaymentBody nigeria = PayoutExample.NIGERIA.body("100");
      PaymentBody philippines = PayoutExample.PHILIPPINES.body("100");
      List<Arguments> cases = new ArrayList<>();
      Map.of(
              "account_number", "ES9121000418450200051333",
              "bank_code", "CAIXDEBB",
              "bank_country", "MX",
              "name", "Ana\nGarcía",
              "address", "x".repeat(501))
          .forEach((member, value) -> wrong(cases, "ES", spain, member, value));
      wrong(cases, "ES", spain, "account_number", "DE89370400440532013000");
      wrong(cases, "ES", spain, "bank_country", "es");
      wrong(cases, "ES", spain, "name", "n".repeat(141));
      wrong(cases, "ES", spain, "name", "  ");
      wrong(cases, "GB", britain, "account_number", "3192681");
      wrong(cases, "GB", britain, "bank_code", "60161");
      wrong(cases, "MX", mexico, "account_number", "032180000118359718");
      wrong(cases, "MX", mexico, "bank_code", "033");
      wrong(cases, "NG", nigeria, "account_number", "0000014578");
      wrong(cases, "PH", philippines, "bank_code", "BNORMXMM");
      return cases;
    }

    private static void wrong(
        List<Arguments> cases, String country, PaymentBody body, String member, String value) {
      String path = "recipient." + member;
      String name = country + " " + member + " " + value.strip();
      cases.add(argumentSet(name, body.text(path, value), path));
    }

    @ParameterizedTest
    @MethodSource("wrongRecipients")
    void theErrorNamesAFieldThatBreaksItsCountrysRule(PaymentBody body, String field) {
      assertRefused(post(body), 400, "INVALID_RECIPIENT", field);
    }

    @Test
    void anAccountThatDoesNotExistCannotBePaid() {
      for (String id :
          List.of("acc_01J00000000000000000000000", "acc_1", "pmt_01J00000000000000000000000")) {
        assertRefused(
            post(PaymentBody.of("100", "USDC").text("destination", id)),
            400,
            "INVALID_RECIPIENT",
            "destination");
      }
    }

    @Test
    void anAccountCannotPayItself() {
      String accountId = client.get("/v1/api-keys/current").json().path("account_id").asText();

      assertRefused(
          post(PaymentBody.of("100", "USDC").text("destination", accountId)),
          400,
          "INVALID_RECIPIENT",
          "destination");
    }

    @Test
    void theTestAccountNumbersOfTheSandboxAreRejectedLive() {
      ApiClient live = server.clientOf(server.newVerifiedAccount(), Environment.LIVE);
      PaymentBody body =
          PayoutExample.SPAIN
              .body("100")
              .text("recipient.account_number", "ES9121000418401234567891");

      assertRefused(
          live.post("/v1/payments", body.toString()),
          400,
          "INVALID_RECIPIENT",
          "recipient.account_number");
    }
  }

  @Nested
  class UnreadableBody {
    @Test
    void aBodyThatIsNotDeclaredAsJsonIsRejected() {
      for (String type :
          List.of("text/plain", "application/xml", "application/json; charset=utf-16", "x")) {
        assertRefused(
            client.send(
                client
                    .request("/v1/payments")
                    .POST(BodyPublishers.ofString(FULL.toString()))
                    .header("Content-Type", type)),
            415,
            "UNSUPPORTED_MEDIA_TYPE");
      }
      assertRefused(
          client.send(
              client.request("/v1/payments").POST(BodyPublishers.ofString(FULL.toString()))),
          415,
          "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void aBodyOfMoreThan256KibIsRejected() {
      int largest = 256 * 1024;
      assertRefused(post(" ".repeat(largest - 2) + "{}"), 400, "VALIDATION_ERROR", "amount");
      assertRefused(post(" ".repeat(largest - 1) + "{}"), 413, "REQUEST_TOO_LARGE");
    }
  }
}
