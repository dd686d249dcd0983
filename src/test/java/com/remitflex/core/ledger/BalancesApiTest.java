package com.remitflex.core.ledger;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertNumber;
import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** GET /v1/balances. */
class BalancesApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  @Test
  void aNewAccountHoldsAMillionOfEachStablecoinInTheSandbox() {
    Answer answer = server.newClient(Scope.READ).get("/v1/balances");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(members(answer.json())).containsExactly("data");
    JsonNode data = answer.json().path("data");
    assertThat(data.findValuesAsText("currency"))
        .containsExactlyInAnyOrder("USDC", "USDT", "EURC", "PYUSD");
    for (JsonNode balance : data) {
      assertThat(members(balance))
          .containsExactlyInAnyOrder("currency", "environment", "available", "held", "total");
      assertThat(balance.path("environment").asText()).isEqualTo("sandbox");
      assertNumber(balance, "available", "1000000");
      assertNumber(balance, "held", "0");
      assertNumber(balance, "total", "1000000");
    }
  }

  @Test
  void aNewAccountHoldsNothingLive() {
    ApiClient live = server.clientOf(server.newVerifiedAccount(), Environment.LIVE);

    Answer answer = live.get("/v1/balances");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("data")).isEmpty();
  }

  @Test
  void aPaymentMovesItsMoneyFromAvailableToHeldInItsCurrencyAlone() {
    ApiClient client = server.newClient(Scope.WRITE);

    client.post("/v1/payments", PaymentBody.of("0", "USDC").toString());
    client.post("/v1/payments", PaymentBody.of("99.999999", "EURC").toString());

    assertBalance(client, "EURC", "999899.500001", "100.499999");
    assertBalance(client, "USDC", "1000000", "0");
  }

  @Test
  void unknownParameterIsRejected() {
    assertRefused(
        server.newClient(Scope.READ).get("/v1/balances?currency=USDC"),
        400,
        "VALIDATION_ERROR",
        "currency");
  }
}
