package com.remitflex.features.webhooks;

import static com.remitflex.testing.Answers.assertForbidden;
import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.TestServer;
import com.standardwebhooks.Webhook;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API under /v1/webhook-endpoints. */
class WebhookEndpointApiTest {
  @RegisterExtension static final TestServer SERVER = TestServer.standard();

  private static final String PATH = "/v1/webhook-endpoints";
  private static final String URL = "https://1.1.1.1/hooks";

  private final String account = SERVER.newAccount();
  private final ApiClient admin = client(Scope.ADMIN);

  private ApiClient client(Scope scope) {
    return SERVER.client(SERVER.newKey(account, Environment.SANDBOX, scope).secret());
  }

  private JsonNode create(String more) {
    Answer answer = admin.post(PATH, "{\"url\": \"" + URL + "\"" + more + "}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  private static String id(JsonNode endpoint) {
    return endpoint.path("id").asText();
  }

  @Test
  void anEndpointIsCreatedShownChangedAndDeleted() {
    JsonNode created =
        create(
            """
            , "event_types": ["payment.*", "deposit.credited"], "description": " Shop  1 ",
              "filter": "data.amount > 5", "headers": {"X-Token": "abc def"}, "strict_order": true,
              "retry_schedule": "long", "disable_when_undeliverable": true\
            """);
    assertThat(id(created)).startsWith("we_");
    assertThat(created.path("secret").asText()).startsWith("whsec_");
    assertThat(created.path("description").asText()).isEqualTo("Shop 1");
    assertThat(created.path("header_names").path(0).asText()).isEqualTo("X-Token");
    assertThat(created.toString()).doesNotContain("abc def");

    JsonNode shown = client(Scope.READ).get(PATH + "/" + id(created)).json();
    assertThat(shown.has("secret")).isFalse();
    assertThat(shown.path("strict_order").asBoolean()).isTrue();
    assertThat(shown.path("retry_schedule").asText()).isEqualTo("long");

    JsonNode changed =
        admin
            .patch(
                PATH + "/" + id(created),
                "{\"filter\": null, \"description\": null, \"event_types\": [\"*\"],"
                    + " \"enabled\": false}")
            .json();
    assertThat(changed.has("filter")).isFalse();
    assertThat(changed.has("description")).isFalse();
    assertThat(changed.path("event_types").toString()).isEqualTo("[\"*\"]");
    assertThat(changed.path("disabled_reason").asText()).isEqualTo("member");
    assertThat(changed.path("header_names")).hasSize(1);
    assertThat(
            admin
                .patch(PATH + "/" + id(created), "{\"enabled\": true, \"headers\": {}}")
                .json()
                .path("header_names"))
        .isEmpty();

    assertThat(admin.delete(PATH + "/" + id(created)).status()).isEqualTo(200);
    assertThat(admin.get(PATH + "/" + id(created)).status()).isEqualTo(404);
    assertThat(admin.delete(PATH + "/" + id(created)).status()).isEqualTo(404);
  }

  @Test
  void endpointsAreListedInPagesWithTheirNumber() {
    List<String> ids = List.of(id(create("")), id(create("")), id(create("")));
    JsonNode first = admin.get(PATH + "?limit=2").json();
    assertThat(first.at("/data/0/id").asText()).isEqualTo(ids.get(2));
    assertThat(first.at("/pagination/total").asInt()).isEqualTo(3);
    JsonNode second =
        admin.get(PATH + "?limit=2&cursor=" + first.at("/pagination/cursor").asText()).json();
    assertThat(second.at("/data/0/id").asText()).isEqualTo(ids.get(0));
    assertThat(second.at("/pagination/has_more").asBoolean(true)).isFalse();
  }

  @Test
  void onlyAdminsChangeEndpointsAndSeeSecrets() {
    String id = id(create(""));
    ApiClient writer = client(Scope.WRITE);
    assertForbidden(writer.post(PATH, "{\"url\": \"" + URL + "\"}"), "admin");
    assertForbidden(writer.patch(PATH + "/" + id, "{}"), "admin");
    assertForbidden(writer.delete(PATH + "/" + id), "admin");
    for (String action : List.of("rotate-secret", "reveal-secret", "test")) {
      assertForbidden(writer.post(PATH + "/" + id + "/" + action, "{}"), "admin");
    }
  }

  @Test
  void anotherAccountAndTheOtherEnvironmentSeeNothing() {
    String id = id(create(""));
    ApiClient other = SERVER.newClient(Scope.ADMIN);
    String verified = SERVER.newVerifiedAccount();
    ApiClient live = SERVER.client(SERVER.newKey(verified, Environment.LIVE, Scope.ADMIN).secret());
    for (ApiClient stranger : List.of(other, live)) {
      assertThat(stranger.get(PATH + "/" + id).status()).isEqualTo(404);
      assertThat(stranger.patch(PATH + "/" + id, "{}").status()).isEqualTo(404);
      assertThat(stranger.delete(PATH + "/" + id).status()).isEqualTo(404);
      assertThat(stranger.post(PATH + "/" + id + "/reveal-secret", "{}").status()).isEqualTo(404);
      assertThat(stranger.post(PATH + "/" + id + "/rotate-secret", "{}").status()).isEqualTo(404);
      assertThat(stranger.post(PATH + "/" + id + "/test", "{}").status()).isEqualTo(404);
      assertThat(stranger.get(PATH + "/" + id + "/deliveries").status()).isEqualTo(404);
      assertThat(stranger.get(PATH).json().path("data")).isEmpty();
    }
  }

  @Test
  void aRotationKeepsTheOldSecretForAWhile() throws Exception {
    JsonNode created = create("");
    String old = created.path("secret").asText();
    JsonNode rotated = admin.post(PATH + "/" + id(created) + "/rotate-secret", "{}").json();
    String current = rotated.path("secret").asText();
    assertThat(current).isNotEqualTo(old);
    new Webhook(current).sign("evt_1", 1, "{}");

    JsonNode revealed = admin.post(PATH + "/" + id(created) + "/reveal-secret", "{}").json();
    assertThat(revealed.path("secret").asText()).isEqualTo(current);
    assertThat(revealed.path("previous_secret").asText()).isEqualTo(old);

    admin.post(PATH + "/" + id(created) + "/rotate-secret", "{\"overlap_seconds\": 0}");
    assertThat(
            admin
                .post(PATH + "/" + id(created) + "/reveal-secret", "{}")
                .json()
                .has("previous_secret"))
        .isFalse();
    assertThat(actions())
        .contains("webhook_endpoint.secret_rotated", "webhook_endpoint.secret_revealed");
  }

  private List<String> actions() {
    return admin.get("/v1/audit-log?limit=100").json().path("data").findValuesAsText("action");
  }

  @Test
  void aRetryHasNoSecondEffectAndShowsNoSecret() {
    String body = "{\"url\": \"" + URL + "\"}";
    Answer first = admin.post(PATH, body, "create-1");
    Answer second = admin.post(PATH, body, "create-1");
    assertThat(second.header("Idempotent-Replayed")).contains("true");
    assertThat(id(second.json())).isEqualTo(id(first.json()));
    assertThat(second.json().has("secret")).isFalse();
    assertThat(admin.get(PATH).json().at("/pagination/total").asInt()).isEqualTo(1);
  }

  @Test
  void anAccountHasALimitedNumber() {
    for (int i = 0; i < 25; i++) {
      create("");
    }
    assertRefused(admin.post(PATH, "{\"url\": \"" + URL + "\"}"), 400, "VALIDATION_ERROR", "url");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://1.1.1.1/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/",
        "https://user@1.1.1.1/",
        "http://127.0.0.1:8080/",
        "https://does-not-exist.invalid/"
      })
  void aUrlThatLeadsNowhereOrInsideIsRejected(String url) {
    assertRefused(admin.post(PATH, "{\"url\": \"" + url + "\"}"), 400, "VALIDATION_ERROR", "url");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "event_types | []",
        "event_types | [\"payment.unknown\"]",
        "event_types | [\"*.*\"]",
        "event_types | \"*\"",
        "filter | \"data.amount >\"",
        "filter | \"\"",
        "description | \"a\\u200bb\"",
        "headers | {\"Host\": \"x\"}",
        "headers | {\"content-LENGTH\": \"5\"}",
        "headers | {\"webhook-id\": \"x\"}",
        "headers | {\"X-RemitFlex-Signature\": \"x\"}",
        "headers | {\"Bad Name\": \"x\"}",
        "headers | {\"X-A\": \"line\\r\\nX-B: y\"}",
        "headers | {\"X-A\": \"\"}",
        "headers | {\"X-A\": \"1\", \"x-a\": \"2\"}",
        "retry_schedule | \"never\"",
        "strict_order | \"yes\"",
        "secret | \"whsec_mine\""
      })
  void anInvalidSettingIsNamed(String field, String value) {
    assertRefused(
        admin.post(PATH, "{\"url\": \"" + URL + "\", \"" + field + "\": " + value + "}"),
        400,
        "VALIDATION_ERROR",
        field);
  }

  @Test
  void thePublicKeyNeedsNoApiKey() {
    JsonNode created = create("");
    Answer answer = admin.getWithoutKey("/.well-known/remitflex-webhook-keys/" + id(created));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/keys/0/public_key").asText())
        .isEqualTo(created.path("public_key").asText());
    assertThat(answer.json().at("/keys/0/pem").asText()).startsWith("-----BEGIN PUBLIC KEY-----");
    assertThat(
            admin
                .getWithoutKey("/.well-known/remitflex-webhook-keys/we_00000000000000000000000000")
                .status())
        .isEqualTo(404);
  }

  @Test
  void secretsAreEncryptedAndAChangedRowReceivesNothing() {
    JsonNode created = create(", \"headers\": {\"X-Token\": \"header-value-7\"}");
    String secret = created.path("secret").asText();
    String row =
        SERVER
            .database()
            .with(handle ->
                handle
                    .createQuery("SELECT e::text FROM webhook_endpoint e WHERE id = :id")
                    .bind("id", id(created))
                    .mapTo(String.class)
                    .one());
    assertThat(row).doesNotContain(secret).doesNotContain("header-value-7");
    assertThat(row).doesNotContain(hex(secret)).doesNotContain(hex("header-value-7"));

    SERVER
        .database()
        .use(handle ->
            handle.execute(
                "UPDATE webhook_endpoint SET url = 'https://8.8.8.8/' WHERE id = ?", id(created)));
    assertThat(admin.get(PATH + "/" + id(created)).status()).isEqualTo(404);
    assertThat(SERVER.run("doctor").out()).contains(id(created)).contains("outside RemitFlex");
    SERVER
        .database()
        .use(handle ->
            handle.execute("UPDATE webhook_endpoint SET url = ? WHERE id = ?", URL, id(created)));
    assertThat(admin.get(PATH + "/" + id(created)).status()).isEqualTo(200);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
