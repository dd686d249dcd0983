package com.remitflex.features.apikeys.lifecycle;

import static com.remitflex.testing.Answers.assertForbidden;
import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** POST /v1/api-keys/{id}/roll, …/end-grace and GET …/rotation. */
@Execution(ExecutionMode.CONCURRENT)
class RollApiKeyApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String CURRENT = "/v1/api-keys/current";

  private static Answer roll(ApiClient client, String json) {
    Answer answer = client.post(CURRENT + "/roll", json);
    if (answer.json().has("key")) {
      MintedSecrets.key(answer.json().path("key").asText());
    }
    return answer;
  }

  private static ApiClient rolled(ApiClient client, String json) {
    Answer answer = roll(client, json);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return server.client(answer.json().path("key").asText());
  }

  private static void assertWorks(ApiClient client) {
    assertThat(client.get(CURRENT).status()).isEqualTo(200);
  }

  private static void assertRevoked(ApiClient client) {
    Answer answer = client.get(CURRENT);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.errorCode()).isEqualTo("API_KEY_REVOKED");
  }

  @Nested
  class Rolled200 {
    @ParameterizedTest
    @EnumSource
    void idNameScopeLimitsAndHistoryStayWhateverTheScope(Scope scope) {
      ApiClient old = server.newClient(scope);
      JsonNode before = old.get(CURRENT).json();

      Answer answer = roll(old, "{}");

      JsonNode after = answer.json();
      for (String member : List.of("id", "name", "scope", "account_id", "created_at", "status")) {
        assertThat(after.path(member)).as(member).isEqualTo(before.path(member));
      }
      assertThat(after.path("generation").asInt()).isEqualTo(2);
      assertThat(after.path("key").asText()).isNotEqualTo(old.key()).startsWith("rf_test_");
      assertThat(answer.header("Cache-Control")).contains("no-store");
      assertWorks(old);
      assertWorks(server.client(after.path("key").asText()));
    }

    @Test
    void withoutAGracePeriodTheOldSecretEndsBeforeTheResponse() {
      ApiClient old = server.newClient(Scope.WRITE);

      ApiClient renewed = rolled(old, "{\"grace_seconds\": 0}");

      assertRevoked(old);
      assertWorks(renewed);
    }

    @Test
    @Tag("slow")
    void theGracePeriodEndsAutomatically() {
      ApiClient old = server.newClient(Scope.READ);

      rolled(old, "{\"grace_seconds\": 5}");

      assertWorks(old);
      Await.until(() -> old.get(CURRENT).status() == 401);
      assertRevoked(old);
    }

    @Test
    void theGraceMayBeCountedFromTheFirstUseOfTheNewSecret() {
      ApiClient old = server.newClient(Scope.READ);

      ApiClient renewed = rolled(old, "{\"grace_seconds\": 0, \"grace_from\": \"first_use\"}");

      for (int i = 0; i < 20; i++) {
        assertWorks(old);
      }
      assertWorks(renewed);
      // The first use does not wait until the nodes have learned of it.
      Await.until(() -> old.get(CURRENT).status() == 401);
      assertRevoked(old);
      assertWorks(renewed);
    }

    @Test
    void theGracePeriodNeverOutlivesTheKey() {
      ApiClient admin = server.newClient(Scope.ADMIN);
      Instant expiry = Instant.now().plus(Duration.ofHours(1));
      Answer made =
          admin.post(
              "/v1/api-keys",
              "{\"name\": \"short\", \"scope\": \"read\", \"expires_at\": \"%s\"}"
                  .formatted(expiry));
      ApiClient key = server.client(MintedSecrets.key(made.json().path("key").asText()));

      rolled(key, "{\"grace_seconds\": 604800}");

      JsonNode old = key.get(CURRENT).json().path("old_secrets").get(0);
      assertThat(old.path("ends_at")).isEqualTo(made.json().path("expires_at"));
    }

    @Test
    void severalOldSecretsMayBeValidAndEndTogether() {
      ApiClient first = server.newClient(Scope.READ);
      ApiClient second = rolled(first, "{}");
      ApiClient third = rolled(second, "{}");
      assertWorks(first);
      assertWorks(second);

      Answer answer = third.post(CURRENT + "/end-grace", "");

      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertRevoked(first);
      assertRevoked(second);
      assertWorks(third);
      assertThat(third.get(CURRENT).json().has("old_secrets")).isFalse();
    }

    @Test
    void aRepetitionByTheOldSecretReturnsNoNewSecret() {
      ApiClient old = server.newClient(Scope.READ);

      Answer first = old.post(CURRENT + "/roll", "{}", "roll-1");
      MintedSecrets.key(first.json().path("key").asText());
      Answer again = old.post(CURRENT + "/roll", "{}", "roll-1");

      assertThat(again.header("Idempotent-Replayed")).contains("true");
      assertThat(again.json().path("generation").asInt()).isEqualTo(2);
      assertThat(members(again.json())).doesNotContain("key");
    }

    @Test
    void ofManyRollsAtTheSameTimeEachGivesASecretThatWorks() {
      ApiClient key = server.newClient(Scope.READ);
      List<CompletableFuture<ApiClient>> racers =
          IntStream.range(0, 8)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> rolled(key, "{}")))
              .toList();

      // All rolled before the first of them is used: an old secret rolls no key that is in use.
      List<ApiClient> renewed = racers.stream().map(CompletableFuture::join).toList();
      renewed.forEach(RollApiKeyApiTest::assertWorks);

      assertThat(key.get(CURRENT).json().path("generation").asInt()).isEqualTo(9);
    }

    @Test
    void aClientOfManyNamesFillsNoTable() {
      ApiClient old = server.newClient(Scope.READ);
      String id = old.get(CURRENT).json().path("id").asText();
      ApiClient renewed = rolled(old, "{}");
      int requests = 500;
      for (int i = 0; i < requests; i++) {
        for (ApiClient secret : List.of(old, renewed)) {
          secret.send(secret.request("/v1/balances").header("User-Agent", "client/" + i).GET());
        }
      }

      Await.until(() ->
          renewed.get(CURRENT + "/rotation").json().path("old_secret_requests").asInt()
              == requests);

      long rows =
          server
              .database()
              .with(handle ->
                  handle
                      .createQuery("SELECT count(*) FROM secret_use WHERE key_id = :id")
                      .bind("id", id)
                      .mapTo(Long.class)
                      .one());
      // 200 clients per hour and all others as one; those of the newest secret count as one.
      assertThat(rows).isBetween(2L, 2 * 203L);
      assertThat(renewed.get(CURRENT + "/rotation").json().at("/old_secrets/0/clients"))
          .hasSize(100);
    }

    @Test
    void theRotationIsReadyOnceTheNewSecretIsUsedAndTheOldOneNotForAnHour() {
      ApiClient old = server.newClient(Scope.READ);
      String id = old.get(CURRENT).json().path("id").asText();
      assertThat(isReady(old)).as("a key that was never rolled").isTrue();
      ApiClient renewed = rolled(old, "{}");
      assertWorks(old);
      Await.until(
          () -> old.get(CURRENT + "/rotation").json().path("old_secret_requests").asInt() > 1);
      assertThat(isReady(old)).as("the new secret is not in use").isFalse();
      assertWorks(renewed);
      Await.until(
          () -> renewed.get(CURRENT + "/rotation").json().path("new_secret_requests").asInt() > 1);
      assertThat(isReady(renewed)).as("the old secret was in use just now").isFalse();

      server
          .database()
          .use(handle ->
              handle.execute(
                  "UPDATE secret_use SET last_at = last_at - interval '61 min'"
                      + " WHERE key_id = ? AND retired",
                  id));

      assertThat(isReady(renewed)).isTrue();
      renewed.post(CURRENT + "/end-grace", "");
      assertThat(renewed.get(CURRENT + "/rotation").json().path("old_secrets")).isEmpty();
      assertThat(isReady(renewed)).isTrue();
    }

    private static boolean isReady(ApiClient client) {
      return client.get(CURRENT + "/rotation").json().path("ready").asBoolean();
    }

    @Test
    void theRotationShowsWhichClientsStillUseTheOldSecret() {
      ApiClient old = server.newClient(Scope.READ);
      ApiClient renewed = rolled(old, "{}");
      for (int i = 0; i < 3; i++) {
        old.send(old.request("/v1/balances").header("User-Agent", "billing/1").GET());
      }
      assertWorks(renewed);
      Await.until(
          () -> renewed.get(CURRENT + "/rotation").json().path("old_secret_requests").asInt() == 3);

      JsonNode rotation = renewed.get(CURRENT + "/rotation").json();

      assertThat(rotation.path("ready").asBoolean()).isFalse();
      assertThat(rotation.path("old_secret_share").decimalValue().signum()).isPositive();
      JsonNode client = rotation.path("old_secrets").get(0).path("clients").get(0);
      assertThat(client.path("ip").asText()).isEqualTo("127.0.0.1");
      assertThat(client.path("user_agent").asText()).isEqualTo("billing/1");
      assertThat(client.path("requests").asInt()).isEqualTo(3);
      assertThat(client.path("last_seen_at").asText()).isNotBlank();
    }
  }

  @Nested
  class Refused {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "grace_seconds | {\"grace_seconds\": -1}",
          "grace_seconds | {\"grace_seconds\": 604801}",
          "grace_seconds | {\"grace_seconds\": 1.5}",
          "grace_seconds | {\"grace_seconds\": \"60\"}",
          "grace_seconds | {\"grace_seconds\": 99999999999999999999}",
          "grace_from | {\"grace_from\": \"later\"}",
          "grace_from | {\"grace_from\": 1}",
          "end_after_quiet_hours | {\"end_after_quiet_hours\": 0}",
          "end_after_quiet_hours | {\"end_after_quiet_hours\": 169}",
          "grace_seconds | {\"grace_seconds\": null}",
          "grace_seconds | {\"grace_seconds\": 1, \"grace_seconds\": 2}",
          "end_after_quiet_hours | {\"end_after_quiet_hours\": true}",
          "scope | {\"scope\": \"admin\"}",
          "key | {\"key\": \"mine\"}"
        })
    void theErrorNamesTheFieldAndNothingIsRolled(String field, String json) {
      ApiClient key = server.newClient(Scope.READ);

      assertRefused(roll(key, json), 400, "VALIDATION_ERROR", field);

      assertThat(key.get(CURRENT).json().path("generation").asInt()).isEqualTo(1);
    }

    @Test
    void anotherKeyIsRolledByAnAdminOnly() {
      String account = server.newAccount();
      String id = server.newKey(account, Environment.SANDBOX, Scope.READ).key().id();
      ApiClient writer = server.clientOf(account, Environment.SANDBOX);

      assertForbidden(writer.post("/v1/api-keys/" + id + "/roll", "{}"), "admin");
      assertForbidden(writer.get("/v1/api-keys/" + id + "/rotation"), "admin");
    }

    @Test
    void aRevokedKeyIsNeitherRolledNorChangedAndItsReplayedRollStays() {
      String account = server.newAccount();
      ApiClient admin =
          server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
      String path =
          "/v1/api-keys/" + server.newKey(account, Environment.SANDBOX, Scope.READ).key().id();
      MintedSecrets.key(admin.post(path + "/roll", "{}", "roll").json().path("key").asText());
      admin.delete(path);

      assertNotActive(admin, path);
      assertThat(admin.post(path + "/roll", "{}", "roll").header("Idempotent-Replayed"))
          .contains("true");
      assertThat(admin.delete(path).status()).as("revoking it again").isEqualTo(200);
    }

    @Test
    @Tag("slow")
    void anExpiredKeyIsNeitherRolledNorChangedButMayBeRevoked() {
      ApiClient admin = server.newClient(Scope.ADMIN);
      Answer made =
          admin.post(
              "/v1/api-keys",
              "{\"name\": \"short\", \"scope\": \"read\", \"expires_at\": \"%s\"}"
                  .formatted(Instant.now().plusSeconds(6)));
      MintedSecrets.key(made.json().path("key").asText());
      String path = "/v1/api-keys/" + made.json().path("id").asText();
      Await.until(() -> admin.get(path).json().path("status").asText().equals("expired"));

      assertNotActive(admin, path);
      assertThat(admin.delete(path).status()).isEqualTo(200);
    }

    private static void assertNotActive(ApiClient admin, String path) {
      JsonNode before = admin.get(path).json();
      assertRefused(admin.post(path + "/roll", "{}"), 422, "API_KEY_NOT_ACTIVE");
      assertRefused(admin.post(path + "/end-grace", ""), 422, "API_KEY_NOT_ACTIVE");
      assertRefused(
          admin.patch(path + "/alerts", "{\"silence_days\": 9}"), 422, "API_KEY_NOT_ACTIVE");
      assertThat(admin.get(path).json()).isEqualTo(before);
    }

    @Test
    void anEleventhValidSecretIsNotCreated() {
      ApiClient key = server.newClient(Scope.READ);
      ApiClient newest = key;
      for (int i = 0; i < 10; i++) {
        newest = rolled(newest, "{}");
      }

      assertRefused(roll(newest, "{}"), 400, "VALIDATION_ERROR", "id");

      assertWorks(key);
    }

    @Test
    void revokingEndsEverySecretOfTheKey() {
      ApiClient admin = server.newClient(Scope.ADMIN);
      ApiClient renewed = rolled(admin, "{\"grace_from\": \"first_use\"}");

      Answer answer = admin.delete(CURRENT);

      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertRevoked(admin);
      assertRevoked(renewed);
    }
  }
}
