package com.remitflex.features.accounts.deposits;

import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GET /v1/deposits and GET /v1/deposits/{id}. */
class ListDepositsApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final List<String> oldestFirst = new ArrayList<>();
  private static ApiClient client;

  @BeforeAll
  static void deposit() {
    String account = server.newAccount();
    ApiClient writer = server.clientOf(account, Environment.SANDBOX);
    for (int i = 0; i < 7; i++) {
      String network = i < 4 ? "base" : "ethereum";
      String amount = i % 3 == 0 ? "1.03" : "1";
      oldestFirst.add(
          writer
              .post(
                  "/v1/sandbox/deposits",
                  "{\"amount\": %s, \"currency\": \"%s\", \"network\": \"%s\"}"
                      .formatted(amount, i == 5 ? "PYUSD" : "USDC", network))
              .json()
              .path("id")
              .asText());
    }
    client = server.client(server.newKey(account, Environment.SANDBOX, Scope.READ).secret());
  }

  private static List<String> ids(JsonNode list) {
    List<String> ids = new ArrayList<>();
    list.path("data").forEach(deposit -> ids.add(deposit.path("id").asText()));
    return ids;
  }

  @Test
  void theNewestComeFirstAndTheTotalIsExact() {
    JsonNode list = client.get("/v1/deposits").json();

    assertThat(ids(list)).isEqualTo(oldestFirst.reversed());
    assertThat(list.path("pagination").path("total").asInt()).isEqualTo(7);
    assertThat(list.path("pagination").path("has_more").asBoolean(true)).isFalse();
    assertThat(ids(client.get("/v1/deposits?order=asc").json())).isEqualTo(oldestFirst);
  }

  @ParameterizedTest
  @CsvSource({"asc, 1", "asc, 3", "desc, 2", "desc, 7"})
  void thePagesTogetherHoldEachDepositOnce(String order, int limit) {
    String path = "/v1/deposits?order=" + order + "&limit=" + limit;
    JsonNode page = client.get(path).json();
    List<String> walked = new ArrayList<>(ids(page));
    while (page.path("pagination").path("has_more").asBoolean()) {
      String cursor = page.path("pagination").path("cursor").asText();
      page = client.get(path + "&cursor=" + cursor).json();
      walked.addAll(ids(page));
    }

    assertThat(walked).isEqualTo(order.equals("asc") ? oldestFirst : oldestFirst.reversed());
  }

  @ParameterizedTest
  @CsvSource({
    "status=held, 3",
    "status=pending, 4",
    "status=credited, 0",
    "network=base, 4",
    "network=nowhere, 0",
    "currency=PYUSD, 1",
    "network=ethereum&currency=USDC&status=held, 1"
  })
  void eachFilterLeavesWhatFitsAndTheTotalIsOfThat(String filter, int fitting) {
    JsonNode list = client.get("/v1/deposits?" + filter).json();

    assertThat(list.path("data")).hasSize(fitting);
    assertThat(list.path("pagination").path("total").asInt(-1)).isEqualTo(fitting);
  }

  @ParameterizedTest
  @CsvSource({
    "status=paid, VALIDATION_ERROR, status",
    "currency=usdc, INVALID_CURRENCY, currency",
    "currency=EUR, INVALID_CURRENCY, currency",
    "network=, VALIDATION_ERROR, network",
    "network=%00, VALIDATION_ERROR, network",
    "address=1, VALIDATION_ERROR, address",
    "limit=0, VALIDATION_ERROR, limit",
    "cursor=x, INVALID_CURSOR, cursor"
  })
  void aWrongParameterIsNamed(String query, String code, String field) {
    assertRefused(client.get("/v1/deposits?" + query), 400, code, field);
  }

  @Test
  void aCursorIsOfOneFilterAndOneAccount() {
    String cursor =
        client.get("/v1/deposits?limit=1").json().path("pagination").path("cursor").asText();

    assertRefused(
        client.get("/v1/deposits?status=held&cursor=" + cursor), 400, "INVALID_CURSOR", "cursor");
    assertRefused(
        server.newClient(Scope.READ).get("/v1/deposits?cursor=" + cursor),
        400,
        "INVALID_CURSOR",
        "cursor");
  }

  @Test
  void aDepositIsTheObjectOfTheListAndOthersSeeNoneOfIt() {
    String id = oldestFirst.getFirst();
    JsonNode deposit = client.get("/v1/deposits/" + id).json();

    assertThat(client.get("/v1/deposits?order=asc&limit=1").json().path("data").get(0))
        .isEqualTo(deposit);
    ApiClient stranger = server.newClient(Scope.ADMIN);
    assertRefused(stranger.get("/v1/deposits/" + id), 404, "NOT_FOUND");
    assertThat(stranger.get("/v1/deposits/" + id).text())
        .isEqualTo(stranger.get("/v1/deposits/dep_" + "0".repeat(26)).text())
        .isEqualTo(stranger.get("/v1/deposits/x").text());
    assertThat(stranger.get("/v1/deposits").json().path("data")).isEmpty();
  }

  @Test
  void aRowThatWasChangedOutsideIsNeitherShownNorCredited() {
    ApiClient writer = server.newClient(Scope.WRITE);
    String id =
        writer
            .post(
                "/v1/sandbox/deposits",
                "{\"amount\": 2, \"currency\": \"USDC\", \"network\": \"base\"}")
            .json()
            .path("id")
            .asText();
    String change = "UPDATE deposit SET amount = ? WHERE id = ?";
    server.database().use(handle -> handle.execute(change, 2_000_000_000_000L, id));
    try {
      assertRefused(writer.get("/v1/deposits/" + id), 404, "NOT_FOUND");
      assertThat(writer.get("/v1/deposits").json().path("data")).isEmpty();
      assertThat(server.run("doctor").out())
          .contains("ERROR deposits: 1", id + ": the row was changed or created outside RemitFlex");
    } finally {
      server.database().use(handle -> handle.execute(change, 2_000_000L, id));
    }
  }
}
