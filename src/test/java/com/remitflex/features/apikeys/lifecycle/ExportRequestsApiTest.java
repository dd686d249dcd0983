package com.remitflex.features.apikeys.lifecycle;

import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.LineStream;
import com.remitflex.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** GET /v1/api-keys/{id}/requests with Accept: text/csv or application/x-ndjson. */
@Execution(ExecutionMode.CONCURRENT)
class ExportRequestsApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private final String account = server.newAccount();
  private final IssuedKey adminKey = server.newKey(account, Environment.SANDBOX, Scope.ADMIN);
  private final ApiClient admin = server.client(adminKey.secret());
  private final IssuedKey key = server.newKey(account, Environment.SANDBOX, Scope.WRITE);
  private final ApiClient client = server.client(key.secret());
  private final String requests = "/v1/api-keys/" + key.key().id() + "/requests";

  private Answer export(String accept, String query) {
    return admin.send(admin.request(requests + query).header("Accept", accept).GET());
  }

  private void awaitRecorded(int count) {
    Await.until(() -> admin.get(requests).json().path("data").size() == count);
  }

  /** So many requests of an hour ago, a second apart. */
  private void store(int count) {
    server
        .database()
        .use(handle ->
            handle.execute(
                """
                INSERT INTO request_log (account_id, environment, key_id, at, number, id, method,
                  path, route, status, latency_micros, ip)
                SELECT ?, 'sandbox', ?, date_trunc('second', clock_timestamp())
                  - make_interval(secs => 3600 + i / 10), i, 'req_' || i, 'GET', '/', '/', 200, 1,
                  ''
                FROM generate_series(1, ?) AS i
                """,
                account,
                key.key().id(),
                count));
  }

  @Test
  void linesOfJsonAreTheObjectsOfTheList() {
    client.get("/v1/balances");
    client.post("/v1/payments", "{}");
    awaitRecorded(2);

    Answer answer = export("application/x-ndjson", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Disposition").orElseThrow()).contains(".ndjson");
    List<JsonNode> exported = answer.text().lines().map(Json::trusted).toList();
    List<JsonNode> listed = new ArrayList<>();
    Json.trusted(admin.get(requests).text()).path("data").forEach(listed::add);
    assertThat(exported).isEqualTo(listed);
  }

  @Test
  void aFormulaInACellStaysAText() {
    String evil = "=cmd('x'),\"y\"";
    client.send(client.request("/v1/balances").header("User-Agent", evil).GET());
    client.send(client.request("/v1/balances").header("User-Agent", "+1").GET());
    client.send(client.request("/v1/balances").header("User-Agent", "plain, and \"more\"").GET());
    awaitRecorded(3);

    Answer answer = export("text/csv", "?order=asc");

    assertThat(answer.header("Content-Type").orElseThrow()).startsWith("text/csv");
    List<String> lines = answer.text().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.getFirst()).startsWith("id,created_at,environment,");
    assertThat(answer.text())
        .contains(",\"'=cmd('x'),\"\"y\"\"\",")
        .contains(",'+1,")
        .contains(",\"plain, and \"\"more\"\"\",");
  }

  @Test
  void theFilterCounts() {
    client.get("/v1/balances");
    client.get("/v1/payments/pmt_00000000000000000000000000");
    awaitRecorded(2);

    assertThat(export("application/x-ndjson", "?status=404").text().lines()).hasSize(1);
    assertThat(export("text/csv", "?status=5xx").text().lines()).hasSize(1);
    try (LineStream none =
        LineStream.open(
            server.port(),
            adminKey.secret(),
            requests + "?status=5xx",
            "application/x-ndjson",
            Map.of())) {
      assertThat(none.ends(Duration.ofSeconds(30))).isTrue();
      assertThat(none.isWhole()).isTrue();
      assertThat(none.next("", Duration.ZERO)).isEmpty();
    }
  }

  @Test
  void everythingIsExportedOnceHoweverManyPagesItTakes() {
    store(5_321);

    List<String> lines = export("application/x-ndjson", "").text().lines().toList();

    assertThat(lines).hasSize(5_321);
    assertThat(lines.stream().distinct()).hasSize(5_321);
  }

  @Test
  void anExportHasNoPages() {
    assertRefused(export("text/csv", "?limit=5"), 400, "VALIDATION_ERROR", "limit");
    assertRefused(export("text/csv", "?cursor=x"), 400, "VALIDATION_ERROR", "cursor");
    assertRefused(export("text/csv", "?status=x"), 400, "VALIDATION_ERROR", "status");
  }

  /** The rest of a history does not look like the whole of it. */
  @Test
  void anExportIsCutOffWhenItsKeyIsRevoked() {
    store(200_000);
    ApiClient other =
        server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());

    try (LineStream lines =
        LineStream.open(
            server.port(), adminKey.secret(), requests, "application/x-ndjson", Map.of())) {
      assertThat(lines.status()).isEqualTo(200);
      other.delete("/v1/api-keys/" + adminKey.key().id());
      assertThat(lines.ends(Duration.ofSeconds(60))).isTrue();
      assertThat(lines.isWhole()).isFalse();
    }
  }
}
