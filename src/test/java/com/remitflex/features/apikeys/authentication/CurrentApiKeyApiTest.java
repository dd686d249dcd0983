package com.remitflex.features.apikeys.authentication;

import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.SqlErrorKind;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.TestServer;
import java.util.Map;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** GET /v1/api-keys/current. */
class CurrentApiKeyApiTest {
  @RegisterExtension
  static final TestServer server =
      TestServer.with(Map.of("REMITFLEX_RATE_LIMIT_PER_MINUTE", "1000"));

  @ParameterizedTest
  @EnumSource
  void everyKeySeesItself(Scope scope) {
    String accountId = server.newAccount();
    IssuedKey created = server.newKey(accountId, Environment.SANDBOX, scope);

    Answer answer = server.client(created.secret()).get("/v1/api-keys/current");

    assertThat(answer.status()).isEqualTo(200);
    JsonNode key = answer.json();
    // Its own use is there only if it was written before the response was made.
    assertThat(members(key))
        .filteredOn(member -> !member.equals("last_used"))
        .containsExactlyInAnyOrder(
            "id",
            "name",
            "environment",
            "scope",
            "status",
            "display",
            "account_id",
            "generation",
            "created_at",
            "rate_limit_per_minute");
    assertThat(key.path("id").asText()).isEqualTo(created.key().id());
    assertThat(key.path("name").asText()).isEqualTo(created.key().name());
    assertThat(key.path("environment").asText()).isEqualTo("sandbox");
    assertThat(key.path("scope").asText()).isEqualTo(scope.word());
    assertThat(key.path("status").asText()).isEqualTo("active");
    assertThat(key.path("account_id").asText()).isEqualTo(accountId);
    assertThat(key.path("rate_limit_per_minute").asInt()).isEqualTo(1000);
  }

  @Test
  void onlyTheEndsOfTheKeyAreShown() {
    String secret = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.READ).secret();

    Answer answer = server.client(secret).get("/v1/api-keys/current");

    assertThat(answer.json().path("display").asText())
        .isEqualTo(secret.substring(0, 12) + "…" + secret.substring(53));
    assertThat(answer.text()).doesNotContain(secret.substring(12, 20));
  }

  @Test
  void aLiveKeyIsLive() {
    String accountId = server.newVerifiedAccount();

    JsonNode key = server.clientOf(accountId, Environment.LIVE).get("/v1/api-keys/current").json();

    assertThat(key.path("environment").asText()).isEqualTo("live");
    assertThat(key.path("display").asText()).startsWith("rf_live_");
  }

  /** On a starved machine the node may lose its lease meanwhile, and must read the key again. */
  @Test
  void aKeyThatWasReadIsShownWithoutTheDatabase() {
    ApiClient client = server.newClient(Scope.WRITE);

    Await.until("20 reads without the database", () -> isShownWithoutTheDatabase(client));
  }

  /** Every table that describes a key is locked: only what the node has in memory is left. */
  private static boolean isShownWithoutTheDatabase(ApiClient client) {
    try (Handle locker = Jdbi.create(server.database().dataSource()).open().begin()) {
      // The use of keys is not written from now on; that would be a reason to read again.
      locker.execute("LOCK TABLE key_use IN EXCLUSIVE MODE");
      Answer read = client.get("/v1/api-keys/current");
      locker.execute(
          "LOCK TABLE api_key, retired_secret, unused_secret, key_use, key_scope_use"
              + " IN ACCESS EXCLUSIVE MODE");
      boolean shown =
          IntStream.range(0, 20)
              .mapToObj(i -> client.get("/v1/api-keys/current"))
              .allMatch(again -> again.status() == 200 && again.json().equals(read.json()));
      locker.rollback();
      return shown;
    } catch (UnableToExecuteStatementException e) {
      // A statement that writes the use of keys had begun, and waited for this one.
      assertThat(SqlErrorKind.find(e)).contains(SqlErrorKind.RUN_AGAIN);
      return false;
    }
  }

  @Test
  void theLastUseIsShownOnceItIsWritten() {
    ApiClient client = server.newClient(Scope.READ);

    JsonNode key =
        Await.until(
            "the last use",
            () -> client.get("/v1/api-keys/current").json(),
            found -> found.has("last_used"));

    assertThat(key.path("last_used").path("route").asText()).isEqualTo("/v1/api-keys/current");
  }

  @Test
  void aParameterIsRejected() {
    assertRefused(
        server.newClient(Scope.READ).get("/v1/api-keys/current?id=key_1"),
        400,
        "VALIDATION_ERROR",
        "id");
  }
}
