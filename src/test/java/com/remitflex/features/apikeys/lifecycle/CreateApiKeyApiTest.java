package com.remitflex.features.apikeys.lifecycle;

import static com.remitflex.testing.Answers.assertForbidden;
import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.TestServer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** POST /v1/api-keys. */
class CreateApiKeyApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  static final String KEYS = "/v1/api-keys";

  private static ApiClient admin() {
    return server.newClient(Scope.ADMIN);
  }

  private static Answer create(ApiClient client, String json) {
    Answer answer = client.post(KEYS, json);
    if (answer.status() == 201 && answer.json().has("key")) {
      MintedSecrets.key(answer.json().path("key").asText());
    }
    return answer;
  }

  @Nested
  class Created201 {
    @ParameterizedTest
    @EnumSource
    void theNewKeyWorksWithItsScopeAndIsShownOnce(Scope scope) {
      ApiClient admin = admin();

      Answer answer =
          create(admin, "{\"name\": \"one\", \"scope\": \"%s\"}".formatted(scope.word()));

      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      assertThat(answer.header("Cache-Control")).contains("no-store");
      JsonNode key = answer.json();
      String secret = key.path("key").asText();
      assertThat(ApiKeyFormat.environment(secret)).contains(Environment.SANDBOX);
      assertThat(key.path("display").asText())
          .isEqualTo(secret.substring(0, 12) + "…" + secret.substring(53));
      JsonNode seen = server.client(secret).get(KEYS + "/current").json();
      assertThat(seen.path("id")).isEqualTo(key.path("id"));
      assertThat(seen.path("scope").asText()).isEqualTo(scope.word());
      for (String path : List.of(KEYS, KEYS + "/" + key.path("id").asText(), "/v1/audit-log")) {
        assertThat(admin.get(path).text()).doesNotContain(secret, secret.substring(9, 51));
      }
    }

    @Test
    void theLimitsOfAKeyAreReturnedAsTheyWereSet() {
      String json =
          """
          {"name": "bound", "scope": "write", "expires_at": "2199-12-31T23:59:59.123Z",
           "ip_allow_list": ["127.0.0.0/8", "::1", "2001:db8::/32"], "rate_limit_per_minute": 7,
           "money_limits": {"per_payment": {"amount": 12.34, "currency": "USDC"},
                            "per_day": {"amount": 0.000001, "currency": "EURC"}}}
          """;

      JsonNode key = create(admin(), json).json();

      assertThat(key.path("expires_at").asText()).isEqualTo("2199-12-31T23:59:59.123Z");
      assertThat(key.path("ip_allow_list")).hasSize(3);
      assertThat(key.path("rate_limit_per_minute").asInt()).isEqualTo(7);
      JsonNode limits = key.path("money_limits");
      assertThat(limits.at("/per_payment/amount").decimalValue()).isEqualByComparingTo("12.34");
      assertThat(limits.at("/per_day/amount").decimalValue()).isEqualByComparingTo("0.000001");
      assertThat(limits.at("/per_day/currency").asText()).isEqualTo("EURC");
    }

    @Test
    void theEventAndTheAuditEntrySayWhoMadeItAndHaveNoSecret() {
      ApiClient admin = admin();
      JsonNode key = create(admin, "{\"name\": \"told\", \"scope\": \"read\"}").json();

      JsonNode entry = admin.get("/v1/audit-log?limit=1").json().path("data").get(0);

      assertThat(entry.path("action").asText()).isEqualTo("api_key.created");
      assertThat(entry.path("subject")).isEqualTo(key.path("id"));
      assertThat(entry.at("/actor/type").asText()).isEqualTo("api_key");
      assertThat(entry.path("ip").asText()).isEqualTo("127.0.0.1");
      List<String> data =
          server
              .database()
              .with(handle ->
                  handle
                      .createQuery("SELECT data::text FROM event WHERE subject = :id")
                      .bind("id", key.path("id").asText())
                      .mapTo(String.class)
                      .list());
      assertThat(data).hasSize(1).first().asString().doesNotContain(key.path("key").asText());
    }

    @Test
    void aRepetitionReturnsNoSecret() {
      ApiClient admin = admin();
      String json = "{\"name\": \"again\", \"scope\": \"read\"}";

      Answer first = admin.post(KEYS, json, "idem-1");
      MintedSecrets.key(first.json().path("key").asText());
      Answer again = admin.post(KEYS, json, "idem-1");

      assertThat(again.status()).isEqualTo(201);
      assertThat(again.header("Idempotent-Replayed")).contains("true");
      assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
      assertThat(members(again.json())).doesNotContain("key");
    }

    @Test
    @Tag("slow")
    void aNameIsFreeAgainOnceItsKeyIsRevokedOrHasExpired() {
      ApiClient admin = admin();
      String soon = Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.MILLIS).toString();
      String named = "{\"name\": \"x\", \"scope\": \"read\"}";
      String id = create(admin, named).json().path("id").asText();
      admin.delete(KEYS + "/" + id);
      Answer expiring =
          create(
              admin,
              "{\"name\": \"x\", \"scope\": \"read\", \"expires_at\": \"%s\"}".formatted(soon));
      assertThat(expiring.status()).as(expiring.text()).isEqualTo(201);
      assertRefused(create(admin, named), 400, "VALIDATION_ERROR", "name");

      Await.until(() -> create(admin, named).status() == 201);
    }

    @Test
    void theSameNameMayStandInAnotherAccountAndInTheOtherEnvironment() {
      String account = server.newVerifiedAccount();
      String json = "{\"name\": \"same\", \"scope\": \"read\"}";
      for (Environment environment : Environment.values()) {
        ApiClient admin = server.client(server.newKey(account, environment, Scope.ADMIN).secret());
        assertThat(create(admin, json).status()).isEqualTo(201);
      }
      assertThat(create(admin(), json).status()).isEqualTo(201);
    }
  }

  @Nested
  class ValidationError400 {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "name | {\"scope\": \"read\"}",
          "name | {\"name\": \"\", \"scope\": \"read\"}",
          "name | {\"name\": \"  \", \"scope\": \"read\"}",
          "name | {\"name\": 7, \"scope\": \"read\"}",
          "name | {\"name\": null, \"scope\": \"read\"}",
          "name | {\"name\": \"a\\nb\", \"scope\": \"read\"}",
          "scope | {\"name\": \"a\"}",
          "scope | {\"name\": \"a\", \"scope\": \"owner\"}",
          "scope | {\"name\": \"a\", \"scope\": \"READ\"}",
          "scope | {\"name\": \"a\", \"scope\": [\"read\"]}",
          "expires_at | {\"name\": \"a\", \"scope\": \"read\", \"expires_at\": \"tomorrow\"}",
          "expires_at | {\"name\": \"a\", \"scope\": \"read\", \"expires_at\": 1}",
          "expires_at | {\"name\": \"a\", \"scope\": \"read\","
              + " \"expires_at\": \"2001-01-01T00:00:00Z\"}",
          "ip_allow_list | {\"name\": \"a\", \"scope\": \"read\", \"ip_allow_list\": []}",
          "ip_allow_list | {\"name\": \"a\", \"scope\": \"read\", \"ip_allow_list\": \"::1\"}",
          "ip_allow_list | {\"name\": \"a\", \"scope\": \"read\", \"ip_allow_list\": [\"x\"]}",
          "ip_allow_list | {\"name\": \"a\", \"scope\": \"read\","
              + " \"ip_allow_list\": [\"10.0.0.1/8\"]}",
          "ip_allow_list | {\"name\": \"a\", \"scope\": \"read\","
              + " \"ip_allow_list\": [\"10.0.0.0/33\"]}",
          "ip_allow_list | {\"name\": \"a\", \"scope\": \"read\", \"ip_allow_list\": [\"127.1\"]}",
          "ip_allow_list | {\"name\": \"a\", \"scope\": \"read\","
              + " \"ip_allow_list\": [\"2130706433\"]}",
          "ip_allow_list | {\"name\": \"a\", \"scope\": \"read\", \"ip_allow_list\": [\"*\"]}",
          "ip_allow_list | {\"name\": \"a\", \"scope\": \"read\", \"ip_allow_list\": [7]}",
          "rate_limit_per_minute | {\"name\": \"a\", \"scope\": \"read\","
              + " \"rate_limit_per_minute\": -1}",
          "rate_limit_per_minute | {\"name\": \"a\", \"scope\": \"read\","
              + " \"rate_limit_per_minute\": 1.5}",
          "rate_limit_per_minute | {\"name\": \"a\", \"scope\": \"read\","
              + " \"rate_limit_per_minute\": 99999999999999999999}",
          "rate_limit_per_minute | {\"name\": \"a\", \"scope\": \"read\","
              + " \"rate_limit_per_minute\": \"7\"}",
          "money_limits | {\"name\": \"a\", \"scope\": \"read\", \"money_limits\": 7}",
          "money_limits | {\"name\": \"a\", \"scope\": \"read\", \"money_limits\": {}}",
          "money_limits.per_payment.amount | {\"name\": \"a\", \"scope\": \"read\","
              + " \"money_limits\": {\"per_payment\": {\"currency\": \"USDC\"}}}",
          "money_limits.per_payment.currency | {\"name\": \"a\", \"scope\": \"read\","
              + " \"money_limits\": {\"per_payment\": {\"amount\": 1}}}",
          "money_limits.per_month | {\"name\": \"a\", \"scope\": \"read\","
              + " \"money_limits\": {\"per_month\": {}}}",
          "money_limits | {\"name\": \"a\", \"scope\": \"read\", \"money_limits\": {}}",
          "money_limits.per_day | {\"name\": \"a\", \"scope\": \"read\","
              + " \"money_limits\": {\"per_day\": 100}}",
          "money_limits.per_day.amount | {\"name\": \"a\", \"scope\": \"read\","
              + " \"money_limits\": {\"per_day\": {\"amount\": \"1\", \"currency\": \"USDC\"}}}",
          "money_limits.per_day.currency | {\"name\": \"a\", \"scope\": \"read\","
              + " \"money_limits\": {\"per_day\": {\"amount\": 1, \"currency\": 840}}}",
          "money_limits.per_day.left | {\"name\": \"a\", \"scope\": \"read\", \"money_limits\":"
              + " {\"per_day\": {\"amount\": 1, \"currency\": \"USDC\", \"left\": 1}}}",
          "status | {\"name\": \"a\", \"scope\": \"read\", \"status\": \"active\"}",
          "account_id | {\"name\": \"a\", \"scope\": \"read\", \"account_id\": \"acc_1\"}",
          "environment | {\"name\": \"a\", \"scope\": \"read\", \"environment\": \"live\"}",
          "scope | {\"name\": \"a\", \"scope\": \"read\", \"scope\": \"admin\"}"
        })
    void theErrorNamesTheField(String field, String json) {
      assertRefused(create(admin(), json), 400, "VALIDATION_ERROR", field);
    }

    @Test
    void amountsThatAreNoneAreRejected() {
      for (String amount : List.of("0", "-1", "0.0000001", "1e3")) {
        Answer answer =
            create(
                admin(),
                """
                {"name": "a", "scope": "read",
                 "money_limits": {"per_day": {"amount": %s, "currency": "USDC"}}}
                """
                    .formatted(amount));
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.errorField()).isEqualTo("money_limits.per_day.amount");
      }
    }

    @Test
    void aLimitIsInACurrencyThatThereIsAndNotInfinite() {
      String json =
          """
          {"name": "a", "scope": "read",
           "money_limits": {"per_payment": {"amount": %s, "currency": "%s"}}}
          """;

      assertRefused(
          create(admin(), json.formatted("1", "XAU")),
          400,
          "INVALID_CURRENCY",
          "money_limits.per_payment.currency");
      assertRefused(
          create(admin(), json.formatted("99999999999999999999", "USDC")),
          400,
          "INVALID_AMOUNT",
          "money_limits.per_payment.amount");
    }

    @Test
    void moreThanAHundredAddressesAreRejected() {
      List<String> addresses =
          IntStream.rangeClosed(0, 100).mapToObj(i -> "\"10.0.0." + i + "\"").toList();
      String json =
          "{\"name\": \"a\", \"scope\": \"read\", \"ip_allow_list\": [%s]}"
              .formatted(String.join(",", addresses));

      assertRefused(create(admin(), json), 400, "VALIDATION_ERROR", "ip_allow_list");
    }

    @Test
    void aNameHasAtMostAHundredCharacters() {
      ApiClient admin = admin();
      String emoji = "🗝";
      String json = "{\"name\": \"%s\", \"scope\": \"read\"}";

      assertThat(create(admin, json.formatted(emoji.repeat(100))).status()).isEqualTo(201);
      assertRefused(
          create(admin, json.formatted(emoji.repeat(101))), 400, "VALIDATION_ERROR", "name");
    }

    @Test
    void aNameThatHasAKeyInItIsRejectedAndNotRepeated() {
      String key = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.READ).secret();

      Answer answer = create(admin(), "{\"name\": \"my %s\", \"scope\": \"read\"}".formatted(key));

      assertThat(answer.text()).doesNotContain(key);
      assertThat(answer.status()).isIn(201, 400);
    }

    @Test
    void ofManyAtTheSameTimeWithOneNameOneIsCreated() {
      ApiClient admin = admin();
      List<CompletableFuture<Answer>> racers =
          Collections.nCopies(16, "{\"name\": \"race\", \"scope\": \"read\"}").stream()
              .map(json -> CompletableFuture.supplyAsync(() -> create(admin, json)))
              .toList();

      List<Integer> statuses = racers.stream().map(racer -> racer.join().status()).toList();

      assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 400);
    }
  }

  @Nested
  class Forbidden403 {
    @Test
    void aLiveKeyNeedsAVerifiedAccount() {
      String account = server.newVerifiedAccount();
      ApiClient live =
          server.client(server.newKey(account, Environment.LIVE, Scope.ADMIN).secret());
      String json = "{\"name\": \"%s\", \"scope\": \"read\"}";
      assertThat(create(live, json.formatted("one")).json().path("key").asText())
          .startsWith("rf_live_");
      server.verify(account, com.remitflex.features.accounts.Account.Verification.NONE);

      assertRefused(create(live, json.formatted("two")), 403, "KYB_REQUIRED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ", "WRITE"})
    void itTakesAnAdminKey(Scope scope) {
      assertForbidden(create(server.newClient(scope), "{\"name\": 1}"), "admin");
    }
  }
}
