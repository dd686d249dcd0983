package com.remitflex.features.payments;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.payments;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects of other accounts get the response of objects that do not exist, to the byte. */
class TenancyApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static ApiClient owner;
  private static ApiClient ownerLive;
  private static ApiClient stranger;
  private static String sandboxId;
  private static String liveId;

  @BeforeAll
  static void openAccounts() {
    String accountId = server.newVerifiedAccount();
    server.giveLive(accountId, Currency.USDC, 500_000_000);
    owner = server.clientOf(accountId, Environment.SANDBOX);
    ownerLive = server.clientOf(accountId, Environment.LIVE);
    stranger = server.newClient(Scope.WRITE);
    sandboxId = id(owner.post("/v1/payments", PaymentBody.of("100", "USDC").toString()));
    PaymentBody transfer = PaymentBody.of("100", "USDC").text("destination", server.newAccount());
    liveId = id(ownerLive.post("/v1/payments", transfer.toString()));
  }

  private static String id(Answer created) {
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return created.json().path("id").asText();
  }

  private static List<String> foreignPaths() {
    String unknown = IdPrefix.PAYMENT.next();
    List<String> paths = new ArrayList<>();
    for (String id :
        List.of(
            sandboxId,
            liveId,
            unknown,
            "x",
            "pmt_",
            "pmt_1",
            unknown + "0",
            unknown.substring(0, 29),
            unknown.toLowerCase(Locale.ROOT),
            unknown.replace("pmt_", "acc_"),
            "pmt_" + "U".repeat(26),
            "%70mt_",
            "'%20OR%20'1'='1",
            "null")) {
      paths.add("/v1/payments/" + id);
    }
    return paths;
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE"})
  void everyForeignIdGetsTheSameBytes(String method) {
    String bytes = answer(stranger, method, "/v1/payments/" + IdPrefix.PAYMENT.next()).text();

    for (String path : foreignPaths()) {
      Answer answer = answer(stranger, method, path);
      assertRefused(answer, 404, "NOT_FOUND");
      assertThat(answer.text()).as(path).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE"})
  void anIdOfTheOtherEnvironmentGetsTheSameBytes(String method) {
    String unknown = "/v1/payments/" + IdPrefix.PAYMENT.next();
    Answer liveFromSandbox = answer(owner, method, "/v1/payments/" + liveId);
    Answer sandboxFromLive = answer(ownerLive, method, "/v1/payments/" + sandboxId);

    assertRefused(liveFromSandbox, 404, "NOT_FOUND");
    assertThat(liveFromSandbox.text()).isEqualTo(answer(owner, method, unknown).text());
    assertRefused(sandboxFromLive, 404, "NOT_FOUND");
    assertThat(sandboxFromLive.text()).isEqualTo(answer(ownerLive, method, unknown).text());
  }

  @Test
  void anotherAccountCannotChangeAPayment() {
    stranger.delete("/v1/payments/" + sandboxId, "k");
    ownerLive.delete("/v1/payments/" + sandboxId, "k");

    assertThat(owner.get("/v1/payments/" + sandboxId).json().path("status").asText())
        .isEqualTo("pending");
    assertBalance(owner, "USDC", "999899.5", "100.5");
  }

  @Test
  void balancesAndListsOfTheEnvironmentsAreSeparate() {
    assertThat(listed(owner)).containsExactly(sandboxId);
    assertThat(listed(ownerLive)).containsExactly(liveId);
    assertThat(listed(stranger)).isEmpty();
    assertBalance(ownerLive, "USDC", "399.5", "0");
    assertBalance(stranger, "USDC", "1000000", "0");
  }

  @Test
  void aPayeeDoesNotSeeThePaymentThatItReceived() {
    String payeeId = server.newAccount();
    ApiClient payee = server.clientOf(payeeId, Environment.SANDBOX);
    String id =
        id(
            owner.post(
                "/v1/payments",
                PaymentBody.of("0.5", "EURC").text("destination", payeeId).toString()));

    assertRefused(payee.get("/v1/payments/" + id), 404, "NOT_FOUND");
    assertThat(payments(payee)).isZero();
  }

  private static List<String> listed(ApiClient client) {
    List<String> ids = new ArrayList<>();
    for (JsonNode payment : client.get("/v1/payments?limit=100&order=asc").json().path("data")) {
      if (payment.path("currency").asText().equals("USDC")) {
        ids.add(payment.path("id").asText());
      }
    }
    return ids;
  }

  private static Answer answer(ApiClient client, String method, String path) {
    return method.equals("GET") ? client.get(path) : client.delete(path);
  }
}
