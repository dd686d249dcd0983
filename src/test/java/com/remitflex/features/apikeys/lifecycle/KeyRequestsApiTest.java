package com.remitflex.features.apikeys.lifecycle;

import static com.remitflex.testing.Answers.assertForbidden;
import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GET /v1/api-keys/{id}/requests and …/requests/{request_id}, POST …/simulate. */
@Execution(ExecutionMode.CONCURRENT)
class KeyRequestsApiTest {
  @RegisterExtension
  static final TestServer server =
      TestServer.with(Map.of("REMITFLEX_SANDBOX_HOST", "sandbox.example.com"));

  private final String account = server.newAccount();
  private final ApiClient admin =
      server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
  private final IssuedKey key = server.newKey(account, Environment.SANDBOX, Scope.WRITE);
  private final ApiClient client = server.client(key.secret());
  private final String requests = "/v1/api-keys/" + key.key().id() + "/requests";

  /** The record of a request, once it is written. */
  private JsonNode recorded(Answer answer) {
    String path = requests + "/" + answer.header("X-Request-Id").orElseThrow();
    Await.until(() -> admin.get(path).status() == 200);
    return admin.get(path).json();
  }

  private static JsonNode last(JsonNode steps) {
    return steps.get(steps.size() - 1);
  }

  @Test
  void aWriteIsRecordedWithItsBodiesAndHeaders() {
    Answer answer =
        client.send(
            client
                .request("/v1/payments")
                .header("User-Agent", "billing/1")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "order-7")
                .POST(
                    java.net.http.HttpRequest.BodyPublishers.ofString(
                        PaymentBody.of("100", "USDC").toString())));

    JsonNode request = recorded(answer);

    assertThat(request.path("method").asText()).isEqualTo("POST");
    assertThat(request.path("route").asText()).isEqualTo("/v1/payments");
    assertThat(request.path("status").asInt()).isEqualTo(201);
    assertThat(request.path("ip").asText()).isEqualTo("127.0.0.1");
    assertThat(request.path("user_agent").asText()).isEqualTo("billing/1");
    assertThat(request.path("idempotency_key").asText()).isEqualTo("order-7");
    assertThat(request.path("latency_ms").decimalValue().signum()).isPositive();
    assertThat(request.path("request_body").asText()).contains("\"USDC\"");
    assertThat(request.path("response_body").asText()).contains("\"pmt_");
    assertThat(request.path("headers").has("authorization")).isFalse();
    assertThat(request.path("decision")).hasSize(11);
    assertThat(request.path("decision")).allMatch(step -> step.path("passed").asBoolean());
  }

  @Test
  void aReadIsRecordedWithoutBodies() {
    JsonNode request = recorded(client.get("/v1/balances"));

    assertThat(request.path("status").asInt()).isEqualTo(200);
    assertThat(request.has("response_body")).isFalse();
    assertThat(request.has("headers")).isFalse();
  }

  @Test
  void aRejectionByScopeNamesTheMissingScope() {
    JsonNode request = recorded(client.get("/v1/api-keys"));

    assertThat(request.path("error_code").asText()).isEqualTo("INSUFFICIENT_PERMISSIONS");
    assertThat(request.path("refused_by").asText()).isEqualTo("scope");
    JsonNode step = last(request.path("decision"));
    assertThat(step.path("passed").asBoolean()).isFalse();
    assertThat(step.path("detail").asText()).contains("'write'").contains("'admin'");
  }

  @Test
  void aRejectionOfARevokedKeyHasTheTimeOfItsRevocation() {
    admin.delete("/v1/api-keys/" + key.key().id());

    JsonNode request = recorded(client.get("/v1/balances"));

    assertThat(request.path("status").asInt()).isEqualTo(401);
    assertThat(request.path("refused_by").asText()).isEqualTo("not_revoked");
    assertThat(last(request.path("decision")).path("detail").asText()).contains("revoked at 20");
  }

  @Test
  void onlyTheOwnerSeesARejectionByAddress() {
    Answer made =
        admin.post(
            "/v1/api-keys",
            "{\"name\": \"far\", \"scope\": \"read\", \"ip_allow_list\": [\"192.0.2.1\"]}");
    ApiClient far = server.client(MintedSecrets.key(made.json().path("key").asText()));

    Answer answer = far.get("/v1/balances");

    assertThat(answer.errorCode()).isEqualTo("UNAUTHORIZED");
    String path =
        "/v1/api-keys/"
            + made.json().path("id").asText()
            + "/requests/"
            + answer.header("X-Request-Id").orElseThrow();
    Await.until(() -> admin.get(path).status() == 200);
    JsonNode step = last(admin.get(path).json().path("decision"));
    assertThat(step.path("check").asText()).isEqualTo("ip_allowed");
    assertThat(step.path("detail").asText()).contains("127.0.0.1");
  }

  @Test
  void aRequestOverTheLimitIsRecordedWithThat() {
    Answer made =
        admin.post(
            "/v1/api-keys",
            "{\"name\": \"slow\", \"scope\": \"read\", \"rate_limit_per_minute\": 1}");
    String id = made.json().path("id").asText();
    ApiClient slow = server.client(MintedSecrets.key(made.json().path("key").asText()));
    slow.get("/v1/balances");

    Answer rejected = slow.get("/v1/balances");
    // At the turn of a minute the second one is the first of its own.
    if (rejected.status() == 200) {
      rejected = slow.get("/v1/balances");
    }

    String path =
        "/v1/api-keys/" + id + "/requests/" + rejected.header("X-Request-Id").orElseThrow();
    Await.until(() -> admin.get(path).status() == 200);
    assertThat(admin.get(path).json().path("refused_by").asText()).isEqualTo("rate_limit");
  }

  /** A key beyond its limit, and then a revoked one, may send as fast as they can. */
  @Test
  void aFloodOfRejectedRequestsIsAFewRowsAndEveryRequestIsCounted() {
    Answer made =
        admin.post(
            "/v1/api-keys",
            "{\"name\": \"noisy\", \"scope\": \"read\", \"rate_limit_per_minute\": 1}");
    String path = "/v1/api-keys/" + made.json().path("id").asText();
    ApiClient noisy = server.client(MintedSecrets.key(made.json().path("key").asText()));
    int flood = 400;
    Instant start = Instant.now();

    flood(noisy, flood);
    admin.delete(path);
    flood(noisy, flood);

    long seconds = Duration.between(start, Instant.now()).toSeconds() + 2;
    Await.until(() -> recordedRequests(path) == 2 * flood);
    List<JsonNode> rows = rows(path);
    List<JsonNode> rejected = rows.stream().filter(row -> row.has("refused_by")).toList();
    assertThat(rejected.size()).isLessThanOrEqualTo((int) (2 * 11 * seconds));
    assertThat(rejected.size()).isLessThan(flood);
    assertThat(rejected)
        .filteredOn(row -> row.has("summary"))
        .isNotEmpty()
        .allSatisfy(row -> {
          JsonNode summary = row.path("summary");
          assertThat(summary.path("distinct_ips").asInt()).isEqualTo(1);
          assertThat(summary.at("/addresses/0/ip").asText()).isEqualTo("127.0.0.1");
          assertThat(summary.at("/addresses/0/requests")).isEqualTo(summary.path("requests"));
        });
    server.countNow();
    JsonNode totals = admin.get(path + "/usage?granularity=day").json().path("totals");
    assertThat(totals.path("requests").asInt()).isEqualTo(2 * flood);
    assertThat(totals.at("/errors/API_KEY_REVOKED").asInt()).isEqualTo(flood);

    String csv =
        admin.send(admin.request(path + "/requests").header("Accept", "text/csv").GET()).text();
    List<String[]> lines = csv.lines().map(line -> line.split(",", -1)).toList();
    int column = List.of(lines.getFirst()).indexOf("requests");
    assertThat(lines.stream().skip(1).mapToInt(line -> Integer.parseInt(line[column])).sum())
        .isEqualTo(2 * flood);
  }

  private static void flood(ApiClient client, int requests) {
    IntStream.range(0, requests).parallel().forEach(i -> client.get("/v1/balances"));
  }

  private List<JsonNode> rows(String path) {
    List<JsonNode> rows = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = admin.get(path + "/requests?limit=100" + cursor).json();
      page.path("data").forEach(rows::add);
      cursor =
          page.at("/pagination/has_more").asBoolean()
              ? "&cursor=" + page.at("/pagination/cursor").asText()
              : "";
    } while (!cursor.isEmpty());
    return rows;
  }

  private long recordedRequests(String path) {
    return rows(path).stream().mapToLong(row -> row.at("/summary/requests").asLong(1)).sum();
  }

  /** What the tables hold is searched for every key that the tests made, after the class. */
  @Test
  void aKeyThatIsPutWhereItDoesNotBelongIsMaskedThere() {
    String secret = key.secret();
    Answer inPath = client.get("/v1/payments/" + secret);
    Answer inBody =
        client.post(
            "/v1/payments", PaymentBody.of("1", "USDC").text("reference", secret).toString());
    Answer inAgent = client.send(client.request("/v1/balances").header("User-Agent", secret).GET());

    for (Answer answer : List.of(inPath, inBody, inAgent)) {
      String text = recorded(answer).toString();
      assertThat(text).doesNotContain(secret.substring(12, 50));
    }
    assertThat(recorded(inPath).path("path").asText()).contains("…");
  }

  @Test
  void aNewSecretIsNotInTheRecordOfTheResponseThatHadIt() {
    Answer rolled = client.post("/v1/api-keys/current/roll", "{}");
    String secret = MintedSecrets.key(rolled.json().path("key").asText());

    JsonNode request = recorded(rolled);

    assertThat(request.path("response_body").asText())
        .contains("\"key\":\"…\"")
        .doesNotContain(secret.substring(12, 50));
  }

  @Test
  void aPageHasTheNewestFirstAndItsCursorGoesOn() {
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Answer answer = client.get("/v1/payments?limit=" + (i + 1));
      sent.addFirst(answer.header("X-Request-Id").orElseThrow());
    }
    Await.until(() -> admin.get(requests).json().path("data").size() == 5);

    List<String> walked = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      JsonNode page = admin.get(requests + "?limit=2" + cursor).json();
      page.path("data").forEach(one -> walked.add(one.path("id").asText()));
      JsonNode next = page.at("/pagination/cursor");
      assertThat(page.at("/pagination/has_more").asBoolean()).isEqualTo(!next.isNull());
      cursor = next.isNull() ? null : "&cursor=" + next.asText();
    }

    assertThat(walked).containsExactlyInAnyOrderElementsOf(sent);
    List<String> ascending = new ArrayList<>();
    admin
        .get(requests + "?order=asc")
        .json()
        .path("data")
        .forEach(one -> ascending.add(one.path("id").asText()));
    assertThat(ascending.reversed()).isEqualTo(walked);
  }

  @ParameterizedTest
  @CsvSource({
    "status=201, 1",
    "status=4xx, 2",
    "status=404, 1",
    "status=5xx, 0",
    "method=POST, 2",
    "route=/v1/balances, 1",
    "ip=127.0.0.1, 4",
    "ip=::ffff:127.0.0.1, 4",
    "ip=192.0.2.1, 0",
    "ip=unknown, 0",
    "method=OTHER, 0",
    "route=unknown, 0",
    "error_code=NOT_FOUND, 1",
    "idempotency_key=once, 1",
    "created_after=2001-01-01T00:00:00Z, 4",
    "created_before=2001-01-01T00:00:00Z, 0",
    "created_after=9999-01-01T00:00:00Z, 0",
    "request_id=req_00000000000000000000000000, 0",
    "request_id=req_ZZZZZZZZZZZZZZZZZZZZZZZZZZ, 0"
  })
  void filtersLetThroughOnlyWhatFits(String query, int found) {
    client.post("/v1/payments", PaymentBody.of("100", "USDC").toString(), "once");
    client.post("/v1/payments", "{}");
    client.get("/v1/payments/pmt_00000000000000000000000000");
    client.get("/v1/balances");
    Await.until(() -> admin.get(requests).json().path("data").size() == 4);

    assertThat(admin.get(requests + "?" + query).json().path("data")).hasSize(found);
  }

  @ParameterizedTest
  @CsvSource({
    "status=6xx, status",
    "status=99, status",
    "status=, status",
    "limit=0, limit",
    "request_id=x, request_id",
    "created_after=x, created_after",
    "ip=garbage, ip",
    "ip=127.0.0.1:80, ip",
    "ip=127.0.0.0/8, ip",
    "method=get, method",
    "method=BREW, method",
    "route=v1/payments, route",
    "route=/v1/nothing, route",
    "route=/v1/payments/pmt_00000000000000000000000000, route",
    "error_code=not_found, error_code",
    "error_code=NOTHING, error_code",
    "idempotency_key=a%20b, idempotency_key",
    "key=x, key"
  })
  void aBadFilterIsNamed(String query, String field) {
    assertRefused(admin.get(requests + "?" + query), 400, "VALIDATION_ERROR", field);
  }

  @Test
  void anotherAccountSeesNothing() {
    Answer answer = client.get("/v1/balances");
    recorded(answer);
    ApiClient stranger = server.newClient(Scope.ADMIN);

    assertRefused(stranger.get(requests), 404, "NOT_FOUND");
    assertRefused(
        stranger.get(
            "/v1/api-keys/current/requests/" + answer.header("X-Request-Id").orElseThrow()),
        404,
        "NOT_FOUND");
    assertForbidden(client.get(requests), "admin");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/payments, '', true, scope",
    "POST, /v1/payments?x=1, sandbox.example.com, true, scope",
    "GET, /v1/api-keys, '', false, scope",
    "POST, /v1/api-keys/current/roll, '', true, scope",
    "PUT, /v1/payments, '', false, route",
    "GET, /nothing, '', false, route"
  })
  void aSimulationShowsTheCheckThatWouldRejectTheRequest(
      String method, String path, String host, boolean allowed, String check) {
    Answer answer = simulate(method, path, "192.0.2.1", host);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().path("allowed").asBoolean()).as(answer.text()).isEqualTo(allowed);
    assertThat(last(answer.json().path("steps")).path("check").asText()).isEqualTo(check);
    if (allowed) {
      assertThat(answer.json().has("error")).isFalse();
    }
  }

  private Answer simulate(String method, String path, String ip, String host) {
    String more = host.isEmpty() ? "" : ", \"host\": \"" + host + "\"";
    return admin.post(
        "/v1/api-keys/" + key.key().id() + "/simulate",
        "{\"method\": \"%s\", \"path\": \"%s\", \"ip\": \"%s\"%s}"
            .formatted(method, path, ip, more));
  }

  /** The same request, thought of and sent, has the same error. */
  @ParameterizedTest
  @CsvSource({"GET, /v1/balances", "GET, /v1/api-keys", "DELETE, /v1/payments", "GET, /nothing"})
  void aSimulationReturnsTheErrorOfTheRealRequest(String method, String path) {
    Answer real =
        client.send(
            client.request(path).method(method, java.net.http.HttpRequest.BodyPublishers.noBody()));

    JsonNode simulated = simulate(method, path, "127.0.0.1", "").json();

    assertThat(simulated.path("allowed").asBoolean()).isEqualTo(real.status() < 400);
    if (real.status() >= 400) {
      assertThat(simulated.path("status").asInt()).isEqualTo(real.status());
      assertThat(simulated.at("/error/code").asText()).isEqualTo(real.errorCode());
      assertThat(simulated.at("/error/message")).isEqualTo(real.json().at("/error/message"));
    }
  }

  @Test
  void aSimulationOfARevokedKeySaysSo() {
    admin.delete("/v1/api-keys/" + key.key().id());

    JsonNode answer = simulate("GET", "/v1/balances", "127.0.0.1", "").json();

    assertThat(answer.at("/error/code").asText()).isEqualTo("API_KEY_REVOKED");
  }

  @ParameterizedTest
  @CsvSource({
    "get, /v1/x, 127.0.0.1, method",
    "GET, v1/x, 127.0.0.1, path",
    "GET, /v1/x, localhost, ip",
    "GET, /v1/x, 127.1, ip"
  })
  void aSimulationThatCannotBeIsRejected(String method, String path, String ip, String field) {
    assertRefused(simulate(method, path, ip, ""), 400, "VALIDATION_ERROR", field);
  }
}
