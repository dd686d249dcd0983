package com.remitflex.features.leaks.reports;

import static com.remitflex.testing.Answers.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.apikeys.lifecycle.RollRequest;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.MailBox;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.TestServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** POST /leaks/report. */
@Tag("slow")
class LeakReportApiTest {
  private static final MailBox mailBox = new MailBox();

  @RegisterExtension static final TestServer server = TestServer.with(settings());

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(mailBox.settings());
    settings.put("REMITFLEX_LEAK_REPORTS_PER_MINUTE", "0");
    return settings;
  }

  @RegisterExtension
  static final TestServer limited =
      TestServer.with(Map.of("REMITFLEX_LEAK_REPORTS_PER_MINUTE", "3"));

  private final String account = server.newAccount();
  private final HeadId head = new HeadId(account, Environment.SANDBOX);
  private final ApiClient admin =
      server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());

  private IssuedKey key() {
    return server.newKey(account, Environment.SANDBOX, Scope.WRITE);
  }

  private static Answer send(TestServer to, String body) {
    return new ApiClient(to.port(), "")
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to.port() + "/leaks/report"))
                .header("Content-Type", "application/json")
                .header("User-Agent", "finder/1.0")
                .POST(BodyPublishers.ofString(body)));
  }

  private static Answer report(String key) {
    return send(server, "{\"key\": \"" + key + "\"}");
  }

  private boolean works(String secret) {
    return server.client(secret).get("/v1/balances").status() == 200;
  }

  /** Until every report was looked at. */
  private static void awaitNone() {
    Await.until(() -> count("SELECT count(*) FROM leak_report") == 0);
  }

  private static long count(String sql) {
    return server.database().with(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private long mails() {
    return count("SELECT count(*) FROM mail WHERE account_id = '" + account + "'");
  }

  private String address() {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery("SELECT recipient FROM mail WHERE account_id = :account")
                .bind("account", account)
                .mapTo(String.class)
                .one());
  }

  private JsonNode entry(String keyId) {
    return admin
        .get("/v1/audit-log?action=api_key.revoked&subject=" + keyId)
        .json()
        .path("data")
        .path(0);
  }

  @Test
  void aReportedKeyIsRevokedAndItsOwnerIsTold() {
    admin.patch("/v1/account", "{}");
    server
        .database()
        .use(handle ->
            handle.execute(
                "UPDATE account SET contact_email = 'owner@example.com' WHERE id = ?", account));
    IssuedKey key = key();

    Answer answer =
        send(
            server,
            "{\"key\": \""
                + key.secret()
                + "\", \"found_at\": \"https://paste.example/1?k="
                + key.secret()
                + "\"}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    Await.until(() -> !works(key.secret()));
    assertThat(server.client(key.secret()).get("/v1/balances").errorCode())
        .isEqualTo("API_KEY_REVOKED");
    JsonNode entry = entry(key.key().id());
    assertThat(entry.at("/actor/type").asText()).isEqualTo("platform");
    assertThat(entry.path("ip").asText()).isEqualTo("127.0.0.1");
    assertThat(entry.path("user_agent").asText()).isEqualTo("finder/1.0");
    assertThat(entry.path("request_id").asText())
        .isEqualTo(answer.header("X-Request-Id").orElseThrow());
    assertThat(entry.at("/details/reason").asText()).isEqualTo("leaked");
    assertThat(entry.at("/details/reported_by").asText()).isEqualTo("report");
    assertThat(entry.at("/details/found_at").asText())
        .isEqualTo("https://paste.example/1?k=" + key.key().display());
    String event =
        server
            .database()
            .with(handle ->
                handle
                    .createQuery(
                        "SELECT data::text FROM event WHERE type = 'api_key.revoked'"
                            + " AND account_id = :account")
                    .bind("account", account)
                    .mapTo(String.class)
                    .one());
    assertThat(event).contains("\"leaked\"").contains("https://paste.example/1");
    assertThat(mails()).isEqualTo(1);
    Await.until(() -> !mailBox.to(address()).isEmpty());
    assertThat(mailBox.to(address()).getFirst())
        .contains(key.key().id(), "have not checked", "https[:]//paste[.]example/1");
  }

  @Test
  void theAnswerIsTheSameWhetherOrNotThereIsSuchAKey() {
    IssuedKey key = key();
    String unknown = MintedSecrets.key(ApiKeyFormat.generate(Environment.SANDBOX));

    List<Answer> answers =
        List.of(
            report(key.secret()),
            report(key.secret()),
            report(unknown),
            report("hello"),
            report(key.secret().substring(0, 56)));

    assertThat(answers).extracting(Answer::status).containsOnly(202);
    assertThat(answers).extracting(Answer::text).containsOnly("{\"status\":\"accepted\"}");
    assertThat(answers.stream().map(one -> one.response().headers().map().keySet()))
        .containsOnly(answers.getFirst().response().headers().map().keySet());
    awaitNone();
    assertThat(mails()).isLessThanOrEqualTo(1);
  }

  /** What surrounds a key where keys are found. */
  static Stream<UnaryOperator<String>> surroundings() {
    return Stream.of(
        key -> key + "\n",
        key -> "\r\n" + key + "\r\n",
        key -> "Bearer " + key,
        key -> "Authorization: Bearer " + key + "\r\nAccept: */*",
        key -> "REMITFLEX_API_KEY=" + key,
        key -> "export KEY='" + key + "'",
        key -> "\"" + key + "\",",
        key -> "\ufeff" + key,
        key -> "https://example.com/?key=" + key + "&x=1",
        key -> "https://example.com/?key=" + key.replace("_", "%5F"),
        key -> HexFormat.of().withPrefix("%").formatHex(key.getBytes(UTF_8)),
        key -> "{\"key\": \"" + key.replace("rf", "\\u0072f") + "\"}",
        key -> String.join("\0", key.split("")),
        key -> "curl -u '" + key + ":' https://example.com",
        key ->
            "Authorization: Basic "
                + Base64.getEncoder().encodeToString((key + ":").getBytes(UTF_8)),
        key -> key + "and more of the line",
        key -> "x".repeat(200_000) + " " + key);
  }

  @ParameterizedTest
  @MethodSource("surroundings")
  void aKeyIsFoundInAnyText(UnaryOperator<String> surrounding) {
    IssuedKey key = key();

    Answer answer = reportText(surrounding.apply(key.secret()));

    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    assertThat(answer.text()).isEqualTo("{\"status\":\"accepted\"}");
    Await.until(() -> !works(key.secret()));
  }

  private static Answer reportText(String text) {
    return send(
        server, JsonMapper.builder().build().createObjectNode().put("key", text).toString());
  }

  @Test
  void everyKeyInATextIsRevoked() {
    List<IssuedKey> keys = Stream.generate(this::key).limit(5).toList();
    String invented =
        Stream.generate(() -> ApiKeyFormat.generate(Environment.LIVE))
            .limit(1_500)
            .collect(Collectors.joining("\n"));
    String text =
        keys.stream()
            .map(key -> "KEY=" + key.secret())
            .collect(Collectors.joining("\n", "# keys\n", "\n" + invented));

    Answer answer = reportText(text);

    assertThat(answer.status()).isEqualTo(202);
    Await.until(() -> keys.stream().noneMatch(key -> works(key.secret())));
    awaitNone();
    assertThat(keys)
        .allMatch(key -> entry(key.key().id()).path("action").asText().equals("api_key.revoked"));
  }

  /** One row for each report, whatever it holds: so neither is quicker than another. */
  @Test
  void whatIsDoneBeforeTheAnswerIsTheSameForAnyText() {
    long before = lastReport();
    server
        .database()
        .inTransaction(handle -> {
          handle.execute("LOCK TABLE api_key, retired_secret IN ACCESS EXCLUSIVE MODE");
          for (String text : List.of("nothing", ApiKeyFormat.generate(Environment.SANDBOX), " ")) {
            assertThat(reportText(text).status()).isEqualTo(202);
          }
          return true;
        });

    assertThat(lastReport() - before).isEqualTo(3);
    awaitNone();
  }

  /** How many reports were ever written. */
  private static long lastReport() {
    return count("SELECT last_value FROM leak_report_id_seq");
  }

  @Test
  void aSecondReportChangesNothing() {
    IssuedKey key = key();
    report(key.secret());
    Await.until(() -> !works(key.secret()));
    awaitNone();
    JsonNode before = withoutUse(key);
    long mails = mails();

    report(key.secret());
    report(key.secret());
    awaitNone();

    assertThat(withoutUse(key)).isEqualTo(before);
    assertThat(mails()).isEqualTo(mails);
    assertThat(
            admin
                .get("/v1/audit-log?action=api_key.revoked&subject=" + key.key().id())
                .json()
                .path("data"))
        .hasSize(1);
  }

  /** The key as it stands, without its last use, which is written up to a second later. */
  private JsonNode withoutUse(IssuedKey key) {
    ObjectNode seen = (ObjectNode) admin.get("/v1/api-keys/" + key.key().id()).json();
    return seen.without("last_used");
  }

  @Test
  void anOldSecretInItsGraceEndsTheWholeKey() {
    IssuedKey key = key();
    IssuedKey rolled =
        server
            .keys()
            .roll(key.key().id(), RollRequest.of(3_600, false, Optional.empty()))
            .orElseThrow();
    MintedSecrets.key(rolled.secret());

    report(key.secret());

    Await.until(() -> !works(rolled.secret()));
    assertThat(works(key.secret())).isFalse();
  }

  @Test
  void anOldSecretAfterItsGraceEndsNothing() {
    IssuedKey key = key();
    IssuedKey rolled =
        server
            .keys()
            .roll(key.key().id(), RollRequest.of(0, false, Optional.empty()))
            .orElseThrow();
    MintedSecrets.key(rolled.secret());

    report(key.secret());
    awaitNone();

    assertThat(works(rolled.secret())).isTrue();
  }

  @Test
  void aKeyOfTheOtherEnvironmentIsRevokedAsWell() {
    String verified = server.newVerifiedAccount();
    IssuedKey live = server.newKey(verified, Environment.LIVE, Scope.READ);

    report(live.secret());

    Await.until(() -> !works(live.secret()));
  }

  @Test
  void aReportThatAServerAcknowledgedAndThenForgotIsLookedAtLater() {
    IssuedKey key = key();
    // As a server leaves it that was killed in between: due once its claim has run out.
    server
        .database()
        .use(handle -> {
          LeakReportStore.add(
              handle,
              List.of(
                  new LeakReport(
                      List.of(key.key().hash()),
                      new com.remitflex.features.apikeys.lifecycle.Leak(
                          com.remitflex.features.apikeys.lifecycle.Leak.Source.REPORT,
                          Optional.empty()),
                      new com.remitflex.platform.access.Client(
                          "192.0.2.1", Optional.empty(), "req_1"))));
          handle.execute("UPDATE leak_report SET due_at = clock_timestamp() + interval '500 ms'");
        });

    Await.until(() -> !works(key.secret()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"key\": 1}", "{\"key\": \"\"}", "{\"key\": null}", "{\"key\": [\"x\"]}"})
  void aBodyWithoutAKeyIsRefused(String body) {
    assertRefused(send(server, body), 400, "VALIDATION_ERROR", "key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"javascript:alert(1)", "somewhere", "https://a b", "https://x\\ny"})
  void aPlaceThatIsNoAddressIsRefused(String place) {
    assertRefused(
        send(server, "{\"key\": \"x\", \"found_at\": \"" + place + "\"}"),
        400,
        "VALIDATION_ERROR",
        "found_at");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "\"rf_live_\"", "{\"key\": \"x\"} x"})
  void whatIsNoJsonObjectIsRefused(String body) {
    assertRefused(send(server, body), 400, "VALIDATION_ERROR");
  }

  @Test
  void aKeyInTheWrongPlaceIsMaskedInTheRefusal() {
    IssuedKey key = key();

    Answer answer = send(server, "{\"key\": \"x\", \"" + key.secret() + "\": 1}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).doesNotContain(key.secret());
    assertThat(works(key.secret())).isTrue();
  }

  @Test
  void tooManyReportsOfAnAddressAreRefused() {
    List<Answer> answers =
        java.util.stream.Stream.generate(() -> send(limited, "{\"key\": \"x\"}")).limit(8).toList();

    // Eight in a row may straddle one minute's end, and no more.
    assertThat(answers.stream().filter(one -> one.status() == 202).count()).isBetween(3L, 6L);
    Answer refused = answers.stream().filter(one -> one.status() != 202).findFirst().orElseThrow();
    assertRefused(refused, 429, "RATE_LIMIT_EXCEEDED");
    assertThat(refused.header("Retry-After")).isPresent();
  }
}
