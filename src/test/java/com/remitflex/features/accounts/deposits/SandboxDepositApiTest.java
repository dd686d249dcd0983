package com.remitflex.features.accounts.deposits;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertForbidden;
import static com.remitflex.testing.Answers.assertNumber;
import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** POST /v1/sandbox/deposits, on two nodes whose sandbox networks have fast blocks. */
@Execution(ExecutionMode.CONCURRENT)
class SandboxDepositApiTest {
  private static final String PATH = "/v1/sandbox/deposits";
  private static final Map<String, String> SETTINGS =
      Map.of(
          "REMITFLEX_DATABASE_URL", TestDatabase.create(), "REMITFLEX_SANDBOX_BLOCK_MILLIS", "20");

  @RegisterExtension static final TestServer server = TestServer.with(SETTINGS);

  /** Another node, whose worker claims transfers too. */
  @RegisterExtension static final TestServer otherNode = TestServer.with(SETTINGS);

  private static String body(String amount, String currency, String network) {
    return "{\"amount\": %s, \"currency\": \"%s\", \"network\": \"%s\"}"
        .formatted(amount, currency, network);
  }

  private static JsonNode await(ApiClient client, String id, String status) {
    return Await.until(
        id + " is " + status,
        () -> client.get("/v1/deposits/" + id).json(),
        deposit -> deposit.path("status").asText().equals(status));
  }

  private static List<String> events(String id) {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery("SELECT type FROM event WHERE subject = :id ORDER BY seq")
                .bind("id", id)
                .mapTo(String.class)
                .list());
  }

  @Test
  void aDepositIsPendingThenConfirmedThenCreditedOnce() {
    ApiClient client = server.newClient(Scope.WRITE);

    Answer answer = client.post(PATH, body("25.5", "USDC", "base"));

    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    JsonNode deposit = answer.json();
    assertThat(members(deposit))
        .containsExactly(
            "id",
            "environment",
            "status",
            "amount",
            "currency",
            "network",
            "address",
            "transaction_hash",
            "log_index",
            "confirmations",
            "created_at");
    assertThat(deposit.path("status").asText()).isEqualTo("pending");
    assertNumber(deposit, "amount", "25.5");
    assertNumber(deposit, "confirmations", "0");
    String id = deposit.path("id").asText();
    JsonNode credited = await(client, id, "credited");
    assertNumber(credited, "confirmations", "5");
    assertThat(credited.path("credited_at").asText()).isNotEmpty();
    assertBalance(client, "USDC", "1000025.5", "0");
    assertThat(events(id)).containsExactly("deposit.pending", "deposit.credited");
    assertThat(
            client
                .get("/v1/deposit-addresses")
                .json()
                .path("data")
                .path(0)
                .path("address")
                .asText())
        .isEqualTo(deposit.path("address").asText());
  }

  @Test
  void anAmountThatEndsIn01IsDroppedAndNotCredited() {
    ApiClient client = server.newClient(Scope.WRITE);

    String id = client.post(PATH, body("25.01", "EURC", "ethereum")).json().path("id").asText();

    JsonNode dropped = await(client, id, "dropped");
    assertNumber(dropped, "confirmations", "0");
    assertThat(dropped.has("credited_at")).isFalse();
    assertThat(events(id)).containsExactly("deposit.pending", "deposit.dropped");
    assertBalance(client, "EURC", "1000000", "0");
  }

  @ParameterizedTest
  @CsvSource({"25.03, blocked_address", "0.999999, below_minimum"})
  void whatIsHeldIsNotCreditedWhenItsBlockIsFinal(String amount, String reason) {
    ApiClient client = server.newClient(Scope.WRITE);

    JsonNode deposit = client.post(PATH, body(amount, "USDC", "polygon")).json();

    String id = deposit.path("id").asText();
    assertThat(deposit.path("status").asText()).isEqualTo("held");
    assertThat(deposit.path("held_reason").asText()).isEqualTo(reason);
    Await.until(
        "all its blocks have come",
        () ->
            server
                .database()
                .with(handle ->
                    handle
                        .createQuery("SELECT is_final FROM deposit WHERE id = :id")
                        .bind("id", id)
                        .mapTo(Boolean.class)
                        .one()));
    assertThat(client.get("/v1/deposits/" + id).json().path("status").asText()).isEqualTo("held");
    assertBalance(client, "USDC", "1000000", "0");
    assertThat(events(id)).containsExactly("deposit.held");
  }

  @Test
  void oneIdempotencyKeyIsOneDeposit() {
    ApiClient client = server.newClient(Scope.WRITE);
    String body = body("10", "USDC", "base");

    Answer first = client.post(PATH, body, "key");
    Answer again = client.post(PATH, body, "key");

    assertThat(again.status()).isEqualTo(201);
    assertThat(again.header("Idempotent-Replayed")).contains("true");
    assertThat(again.json()).isEqualTo(first.json());
    await(client, first.json().path("id").asText(), "credited");
    assertThat(client.get("/v1/deposits").json().path("data")).hasSize(1);
    assertBalance(client, "USDC", "1000010", "0");
  }

  @Test
  void manyDepositsAreEachCreditedOnceWhicheverNodeReportsThem() {
    ApiClient client = server.newClient(Scope.WRITE);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      ids.add(client.post(PATH, body("1", "PYUSD", "ethereum")).json().path("id").asText());
    }

    ids.forEach(id -> await(client, id, "credited"));

    assertBalance(client, "PYUSD", "1000060", "0");
    JsonNode list = client.get("/v1/deposits?limit=100&status=credited").json();
    assertThat(list.path("data")).hasSize(60);
    assertThat(list.path("pagination").path("total").asInt()).isEqualTo(60);
  }

  @ParameterizedTest
  @CsvSource({
    "0, USDC, base, INVALID_AMOUNT, amount",
    "1000000.000001, USDC, base, INVALID_AMOUNT, amount",
    "1.0000001, USDC, base, VALIDATION_ERROR, amount",
    "1, USDT, ethereum, INVALID_CURRENCY, currency",
    "1, PYUSD, base, INVALID_CURRENCY, currency",
    "1, EUR, base, INVALID_CURRENCY, currency",
    "1, USDC, solana, VALIDATION_ERROR, network",
    "1, USDC, Base, VALIDATION_ERROR, network"
  })
  void theErrorNamesTheField(
      String amount, String currency, String network, String code, String field) {
    ApiClient client = server.newClient(Scope.WRITE);

    assertRefused(client.post(PATH, body(amount, currency, network)), 400, code, field);

    assertThat(client.get("/v1/deposits").json().path("data")).isEmpty();
    assertThat(client.get("/v1/deposit-addresses").json().path("data")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"account_id", "status", "confirmations"})
  void anUnknownFieldIsRejected(String field) {
    ApiClient client = server.newClient(Scope.WRITE);
    String body =
        "{\"" + field + "\": 1, \"amount\": 1, \"currency\": \"USDC\", \"network\": \"base\"}";

    assertRefused(client.post(PATH, body), 400, "VALIDATION_ERROR", field);
  }

  @Test
  void onlyAWriteKeyOfTheSandboxMaySimulate() {
    assertForbidden(server.newClient(Scope.READ).post(PATH, body("1", "USDC", "base")), "write");
    ApiClient live = server.clientOf(server.newVerifiedAccount(), Environment.LIVE);

    assertRefused(live.post(PATH, body("1", "USDC", "base")), 404, "NOT_FOUND");

    assertThat(live.get("/v1/deposits").json().path("data")).isEmpty();
  }
}
