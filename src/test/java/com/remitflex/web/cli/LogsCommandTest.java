package com.remitflex.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** `logs`, beside a running server. */
class LogsCommandTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  @Test
  void listsWhatFitsAsTableCsvOrLinesOfJson() {
    String account = server.newAccount();
    ApiClient client = server.clientOf(account, Environment.SANDBOX);
    client.get("/v1/balances");
    client.get("/v1/payments/pmt_00000000000000000000000000");
    client.post("/v1/payments", "{}");

    List<JsonNode> all = json(3);

    assertThat(all).extracting(one -> one.path("status").asInt()).containsExactly(400, 404, 200);
    String key = all.getFirst().path("api_key_id").asText();
    Ended csv = server.run("logs", "--csv", "--status", "4xx", "--key", key, "--since", "1h");
    assertThat(csv.out().lines()).hasSize(3).first().asString().startsWith("id,created_at");
    Ended table = server.run("logs", "--route", "/v1/balances");
    assertThat(table.out()).contains("GET /v1/balances").doesNotContain("/v1/payments");
    Ended bad = server.run("logs", "--status", "many");
    assertThat(bad.status()).isEqualTo(1);
    assertThat(bad.err()).contains("Must be a status, for example 404");
  }

  /** The lines, once so many requests are written. */
  private static List<JsonNode> json(int count) {
    return Await.until(
        count + " requests",
        () -> {
          Ended ended = server.run("logs", "--json", "--limit", "0");
          assertThat(ended.status()).as(ended.err()).isZero();
          List<JsonNode> lines = ended.out().lines().map(Json::trusted).toList();
          assertThat(lines).hasSizeLessThanOrEqualTo(count);
          return lines;
        },
        lines -> lines.size() == count);
  }
}
