package com.remitflex.features.accounts.deposits.addresses;

import static com.remitflex.testing.Answers.assertForbidden;
import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.TestServer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** POST and GET /v1/deposit-addresses. */
class DepositAddressApiTest {
  private static final String PATH = "/v1/deposit-addresses";
  private static final String BASE = "{\"network\": \"base\"}";

  @RegisterExtension static final TestServer server = TestServer.standard();

  @Test
  void anAccountHasOneAddressPerNetworkAndItStaysTheSame() {
    String account = server.newAccount();
    ApiClient client = server.clientOf(account, Environment.SANDBOX);

    Answer first = client.post(PATH, BASE);

    assertThat(first.status()).as(first.text()).isEqualTo(201);
    assertThat(members(first.json()))
        .containsExactly(
            "id",
            "environment",
            "network",
            "address",
            "accepted",
            "confirmations_required",
            "created_at");
    assertThat(first.json().path("accepted")).hasSize(2);
    assertThat(client.post(PATH, BASE).json()).isEqualTo(first.json());
    JsonNode other = client.post(PATH, "{\"network\": \"polygon\"}").json();
    assertThat(other.path("address")).isNotEqualTo(first.json().path("address"));
    ApiClient reader =
        server.client(server.newKey(account, Environment.SANDBOX, Scope.READ).secret());
    JsonNode list = reader.get(PATH).json();
    assertThat(members(list)).containsExactly("data");
    assertThat(list.path("data")).containsExactly(first.json(), other);
  }

  @Test
  void requestsAtTheSameTimeGetOneAddress() {
    ApiClient client = server.newClient(Scope.WRITE);

    List<CompletableFuture<Answer>> answers =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> client.post(PATH, BASE)))
            .limit(12)
            .toList();

    Set<JsonNode> addresses = new HashSet<>();
    answers.forEach(answer -> addresses.add(answer.join().json()));
    assertThat(addresses).hasSize(1);
    assertThat(client.get(PATH).json().path("data")).hasSize(1);
  }

  @Test
  void noTwoAccountsShareAnAddress() {
    Set<String> addresses = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      addresses.add(server.newClient(Scope.WRITE).post(PATH, BASE).json().path("address").asText());
    }
    assertThat(addresses).hasSize(20);
  }

  @Test
  void aRepeatedRequestGetsTheSameAddressDerivedAgain() {
    ApiClient client = server.newClient(Scope.WRITE);
    Answer first = client.post(PATH, BASE, "key");
    server
        .database()
        .use(handle ->
            handle.execute(
                "UPDATE idempotency SET answer = replace(answer, '{}', ?) WHERE resource_id = ?",
                first.text().replaceFirst("0x[0-9a-fA-F]{40}", "0x" + "66".repeat(20)),
                first.json().path("id").asText()));

    Answer again = client.post(PATH, BASE, "key");

    assertThat(again.header("Idempotent-Replayed")).contains("true");
    assertThat(again.json()).isEqualTo(first.json());
    assertRefused(
        client.post(PATH, "{\"network\": \"ethereum\"}", "key"), 409, "IDEMPOTENCY_CONFLICT");
  }

  /** Someone with access to the tables redirects the deposits of an account. */
  @ParameterizedTest
  @CsvSource({
    "address = '0x6666666666666666666666666666666666666666'",
    "address_index = address_index + 1000000",
    "address = lower(address)",
    "network = 'ethereum'"
  })
  void aChangedRowIsNeverShown(String change) {
    ApiClient client = server.newClient(Scope.WRITE);
    JsonNode address = client.post(PATH, BASE).json();
    String id = address.path("id").asText();
    String row = "SELECT row_to_json(a)::text FROM deposit_address a WHERE id = '" + id + "'";
    String before = text(row);
    execute("UPDATE deposit_address SET " + change + " WHERE id = '" + id + "'");
    try {
      Answer list = client.get(PATH);

      assertThat(list.status()).as(list.text()).isEqualTo(500);
      assertThat(list.errorCode()).isEqualTo("INTERNAL_ERROR");
      assertThat(list.text())
          .doesNotContainPattern("0x[0-9A-Fa-f]{40}")
          .contains("was changed outside RemitFlex");
      String network = change.contains("network") ? "ethereum" : "base";
      Answer create = client.post(PATH, "{\"network\": \"" + network + "\"}");
      assertThat(create.status()).isEqualTo(500);
      assertThat(create.text()).doesNotContainPattern("0x[0-9A-Fa-f]{40}");
      assertThat(server.run("doctor").out()).contains(id + ": the row was changed");
    } finally {
      execute("DELETE FROM deposit_address WHERE id = '" + id + "'");
      execute(
          "INSERT INTO deposit_address SELECT * FROM json_populate_record(null::deposit_address, '"
              + before
              + "')");
    }
    assertThat(client.get(PATH).json().path("data").get(0)).isEqualTo(address);
  }

  /** An address that is really derived, but is that of another account. */
  @Test
  void theRowOfAnotherAccountIsNeverShown() {
    ApiClient client = server.newClient(Scope.WRITE);
    String id = client.post(PATH, BASE).json().path("id").asText();
    JsonNode attackers = server.newClient(Scope.WRITE).post(PATH, BASE).json();
    String mine =
        text("SELECT row_to_json(a)::text FROM deposit_address a WHERE id = '" + id + "'");
    String theirs =
        text(
            "SELECT row_to_json(a)::text FROM deposit_address a WHERE id = '"
                + attackers.path("id").asText()
                + "'");
    execute(
        "DELETE FROM deposit_address WHERE id IN ('"
            + id
            + "', '"
            + attackers.path("id").asText()
            + "')");
    execute(
        "INSERT INTO deposit_address SELECT (json_populate_record(a, '"
            + mine.replaceAll(".*\"account_id\":(\"[^\"]+\").*", "{\"account_id\":$1}")
            + "')).* FROM json_populate_record(null::deposit_address, '"
            + theirs
            + "') a");
    try {
      Answer list = client.get(PATH);

      assertThat(list.status()).isEqualTo(500);
      assertThat(list.text()).doesNotContainPattern("0x[0-9A-Fa-f]{40}");
    } finally {
      execute("DELETE FROM deposit_address WHERE id = '" + attackers.path("id").asText() + "'");
      for (String row : List.of(mine, theirs)) {
        execute(
            "INSERT INTO deposit_address SELECT * FROM"
                + " json_populate_record(null::deposit_address, '"
                + row
                + "')");
      }
    }
  }

  private static String text(String sql) {
    return server.database().with(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }

  private static void execute(String sql) {
    server.database().use(handle -> handle.execute(sql));
  }

  @ParameterizedTest
  @ValueSource(strings = {"solana", "Base", "base ", "", "mainnet"})
  void anUnknownNetworkIsNamed(String network) {
    assertRefused(
        server.newClient(Scope.WRITE).post(PATH, "{\"network\": \"" + network + "\"}"),
        400,
        "VALIDATION_ERROR",
        "network");
  }

  @Test
  void liveWithoutANetworkIsNotConfigured() {
    ApiClient live = server.clientOf(server.newVerifiedAccount(), Environment.LIVE);

    assertRefused(live.post(PATH, BASE), 422, "RAIL_NOT_CONFIGURED", "network");

    assertThat(live.get(PATH).json().path("data")).isEmpty();
  }

  /** In any spelling, from any account, and on another network too. */
  @Test
  void noPaymentGoesToADepositAddress() {
    String address = server.newClient(Scope.WRITE).post(PATH, BASE).json().path("address").asText();
    ApiClient client = server.newClient(Scope.WRITE);
    for (String network : List.of("base", "ethereum")) {
      for (String spelling : List.of(address, address.toLowerCase(Locale.ROOT))) {
        Answer answer =
            client.post(
                "/v1/payments",
                "{\"amount\": 5, \"currency\": \"USDC\", \"recipient\": {\"wallet\":"
                    + " {\"network\": \"%s\", \"address\": \"%s\"}}}".formatted(network, spelling));

        assertRefused(answer, 400, "INVALID_RECIPIENT", "recipient.wallet.address");
      }
    }
  }

  @Test
  void aReadKeyCannotCreateAnAddress() {
    assertForbidden(server.newClient(Scope.READ).post(PATH, BASE), "write");
  }
}
