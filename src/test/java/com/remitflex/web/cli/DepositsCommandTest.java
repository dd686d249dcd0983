package com.remitflex.web.cli;

import static com.remitflex.testing.Answers.assertBalance;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** `deposits`, next to a running server. */
class DepositsCommandTest {
  @RegisterExtension
  static final TestServer server = TestServer.with(Map.of("REMITFLEX_SANDBOX_BLOCK_MILLIS", "0"));

  private static JsonNode simulate(ApiClient client, String amount) {
    return client
        .post(
            "/v1/sandbox/deposits",
            "{\"amount\": %s, \"currency\": \"USDC\", \"network\": \"base\"}".formatted(amount))
        .json();
  }

  /** A deposit that is held although its block is final. */
  private static String held(ApiClient client, String amount) {
    String id = simulate(client, amount).path("id").asText();
    Await.until(
        "its block is final",
        () ->
            server
                .database()
                .with(handle ->
                    handle
                        .createQuery("SELECT is_final FROM deposit WHERE id = :id")
                        .bind("id", id)
                        .mapTo(Boolean.class)
                        .one()));
    return id;
  }

  private static String status(ApiClient client, String id) {
    return client.get("/v1/deposits/" + id).json().path("status").asText();
  }

  @Test
  void anOperatorReleasesAHeldDepositOnce() {
    String account = server.newAccount();
    ApiClient client = server.clientOf(account, Environment.SANDBOX);
    String id = held(client, "25.03");
    assertThat(server.run("deposits", "held").out()).contains(id, "blocked_address");

    Ended released = server.run("deposits", "release", id, "--note", "checked");

    assertThat(released.out()).as(released.err()).contains(id + " is credited: 25.03 USDC.");
    assertBalance(client, "USDC", "1000025.03", "0");
    Ended again = server.run("deposits", "release", id);
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.err())
        .contains("Only a held deposit can be released. The deposit is credited.");
    assertBalance(client, "USDC", "1000025.03", "0");
    assertThat(server.run("audit", "list", "--account", account).out())
        .contains("deposit.released", id);
    assertThat(server.run("deposits", "held").out()).doesNotContain(id);
  }

  @Test
  void anOperatorKeepsADepositHeld() {
    ApiClient client = server.newClient(Scope.WRITE);
    String id = held(client, "0.5");

    assertThat(server.run("deposits", "keep", id).out()).contains(id + " stays held.");

    assertThat(status(client, id)).isEqualTo("held");
    assertThat(server.run("deposits", "show", id).out())
        .contains("Decision       kept", "The amount is below the minimum of the network.");
  }

  @Test
  void listsShowsAndFilters() {
    String account = server.newAccount();
    ApiClient client = server.clientOf(account, Environment.SANDBOX);
    String credited = simulate(client, "2").path("id").asText();
    Await.until("it is credited", () -> status(client, credited).equals("credited"));
    String held = held(client, "3.03");

    Ended all = server.run("deposits", "list", "--account", account);
    Ended some = server.run("deposits", "list", "--account", account, "--status", "held", "--json");
    JsonNode one = Json.trusted(server.run("deposits", "show", credited, "--json").out());

    assertThat(all.out()).contains(credited, held, "2 USDC");
    assertThat(Json.trusted(some.out()).path("data")).hasSize(1);
    assertThat(one).isEqualTo(client.get("/v1/deposits/" + credited).json());
    assertThat(server.run("deposits", "list", "--account", account, "--environment", "live").out())
        .contains("No deposits.");
    assertThat(server.run("deposits", "list", "--limit", "0").err()).contains("from 1 to 1000");
    assertThat(server.run("deposits", "show", "dep_1").err()).contains("No deposit with this ID");
    assertThat(server.run("deposits", "unknown").out())
        .contains("No transfers of unknown tokens or native coin.");
  }

  @Test
  void showsTheAddressThatTheApiShows() {
    String account = server.newAccount();
    ApiClient client = server.clientOf(account, Environment.SANDBOX);

    Ended made =
        server.run("deposits", "address", "base", "--environment", "sandbox", "--account", account);

    String address =
        client
            .post("/v1/deposit-addresses", "{\"network\": \"base\"}")
            .json()
            .path("address")
            .asText();
    assertThat(made.out()).as(made.err()).contains(address, "USDC, at least 1");
    assertThat(
            server
                .run("deposits", "address", "base", "--environment", "live", "--account", account)
                .err())
        .contains("No network is configured for live deposits");
    assertThat(
            server
                .run("deposits", "address", "x", "--environment", "sandbox", "--account", account)
                .err())
        .contains("Must be one of: ethereum, base, polygon");
  }
}
