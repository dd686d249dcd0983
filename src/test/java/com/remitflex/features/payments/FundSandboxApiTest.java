package com.remitflex.features.payments;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertForbidden;
import static com.remitflex.testing.Answers.assertNumber;
import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** POST /v1/sandbox/fund. */
class FundSandboxApiTest {
  private static final String FUND = "/v1/sandbox/fund";

  @RegisterExtension static final TestServer server = TestServer.standard();

  @Nested
  class Funded200 {
    @Test
    void theResponseIsTheNewBalance() {
      ApiClient client = server.newClient(Scope.WRITE);

      Answer answer = client.post(FUND, PaymentBody.of("2500.000001", "USDC").toString());

      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(members(answer.json()))
          .containsExactlyInAnyOrder("currency", "environment", "available", "held", "total");
      assertThat(answer.json().path("currency").asText()).isEqualTo("USDC");
      assertThat(answer.json().path("environment").asText()).isEqualTo("sandbox");
      assertNumber(answer.json(), "available", "1002500.000001");
      assertNumber(answer.json(), "total", "1002500.000001");
      assertBalance(client, "USDC", "1002500.000001", "0");
    }

    @ParameterizedTest
    @CsvSource({
      "0.000001, PYUSD, 1000000.000001",
      "1000000000, USDT, 1001000000",
      "1000000000.00, EURC, 1001000000"
    })
    void anyAmountUpToOneBillionIsAdded(String amount, String currency, String after) {
      ApiClient client = server.newClient(Scope.WRITE);

      Answer answer = client.post(FUND, PaymentBody.of(amount, currency).toString());

      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertBalance(client, currency, after, "0");
    }

    @Test
    void aBalanceInANewCurrencyIsCreated() {
      ApiClient client = server.newClient(Scope.WRITE);

      Answer answer = client.post(FUND, PaymentBody.of("10.55", "EUR").toString());

      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertBalance(client, "EUR", "10.55", "0");
    }

    @Test
    void eachRequestAddsAgain() {
      ApiClient client = server.newClient(Scope.WRITE);
      String body = PaymentBody.of("1", "USDC").toString();

      client.post(FUND, body);
      client.post(FUND, body);

      assertBalance(client, "USDC", "1000002", "0");
    }
  }

  @Nested
  class Rejected400 {
    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "-0", "1000000000.000001", "99999999999999999999"})
    void anImpossibleAmountIsRejected(String amount) {
      assertFieldRejected(PaymentBody.of(amount, "USDC"), "INVALID_AMOUNT", "amount");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"1\"", "true", "1e3", "0.0000001", "[1]"})
    void anAmountThatIsNotAPlainNumberOfTheCurrencyIsRejected(String amount) {
      assertFieldRejected(PaymentBody.of(amount, "USDC"), "VALIDATION_ERROR", "amount");
    }

    @Test
    void aFiatAmountHasTheDecimalsOfItsCurrency() {
      assertFieldRejected(PaymentBody.of("10.555", "EUR"), "VALIDATION_ERROR", "amount");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "usdc", "XXX"})
    void anUnknownCurrencyIsRejected(String currency) {
      assertFieldRejected(PaymentBody.of("1", currency), "INVALID_CURRENCY", "currency");
    }

    @Test
    void theErrorNamesAMissingOrUnknownField() {
      PaymentBody body = PaymentBody.of("1", "USDC");
      assertFieldRejected(body.without("amount"), "VALIDATION_ERROR", "amount");
      assertFieldRejected(body.without("currency"), "VALIDATION_ERROR", "currency");
      assertFieldRejected(body.text("account_id", "acc_1"), "VALIDATION_ERROR", "account_id");
    }

    private static void assertFieldRejected(PaymentBody body, String code, String field) {
      ApiClient client = server.newClient(Scope.WRITE);

      assertRefused(client.post(FUND, body.toString()), 400, code, field);

      assertBalance(client, "USDC", "1000000", "0");
    }
  }

  @Test
  void aReadKeyCannotAddMoney() {
    ApiClient client = server.newClient(Scope.READ);

    assertForbidden(client.post(FUND, PaymentBody.of("1", "USDC").toString()), "write");

    assertBalance(client, "USDC", "1000000", "0");
  }

  @Test
  void aLiveKeyFindsNothingHere() {
    ApiClient live = server.clientOf(server.newVerifiedAccount(), Environment.LIVE);

    assertRefused(live.post(FUND, PaymentBody.of("1", "USDC").toString()), 404, "NOT_FOUND");
    assertRefused(live.post(FUND, "{"), 404, "NOT_FOUND");

    assertThat(live.get("/v1/balances").json().path("data")).isEmpty();
  }
}
