package com.remitflex.features.apikeys.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Ended;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.TestServer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an old secret in its grace period may do: everything but obtain a new secret. */
class OldSecretApiTest {
  private static final String CURRENT = "/v1/api-keys/current";
  private static final String ROLL = CURRENT + "/roll";
  private static final int ROUNDS = 40;

  @RegisterExtension static final TestServer server = TestServer.standard();

  private static ApiClient rolled(ApiClient client, String json) {
    Answer answer = client.post(ROLL, json);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return server.client(MintedSecrets.key(answer.json().path("key").asText()));
  }

  private static void use(ApiClient client) {
    assertThat(client.get(CURRENT).status()).isEqualTo(200);
  }

  private static void assertForbidden(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    assertThat(answer.errorCode()).isEqualTo("INSUFFICIENT_PERMISSIONS");
    assertThat(answer.json().path("error").path("message").asText()).contains("newest secret");
    assertThat(answer.json().has("key")).isFalse();
  }

  private static int generation(ApiClient client) {
    return client.get(CURRENT).json().path("generation").asInt();
  }

  @ParameterizedTest
  @EnumSource
  void onceTheNewestWasUsedTheOldOneRollsNoMoreWhateverTheScope(Scope scope) {
    ApiClient old = server.newClient(scope);
    ApiClient newest = rolled(old, "{}");
    use(newest);

    assertForbidden(old.post(ROLL, "{}"));
    assertForbidden(old.post(ROLL, "{}", "again"));

    assertThat(generation(newest)).isEqualTo(2);
    assertThat(old.get("/v1/balances").status()).as("its grace goes on").isEqualTo(200);
    assertThat(generation(rolled(newest, "{}"))).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"grace_from\": \"first_use\"}",
        "{\"grace_from\": \"first_use\", \"grace_seconds\": 1000}"
      })
  void aRollWhoseResponseWasLostIsRepeatedWithTheOldSecret(String json) {
    ApiClient old = server.newClient(Scope.READ);
    ApiClient lost = rolled(old, json);
    ApiClient lostToo = rolled(old, json);
    ApiClient newest = rolled(old, json);
    use(newest);

    assertForbidden(old.post(ROLL, "{}"));
    assertForbidden(lost.post(ROLL, "{}"));
    assertForbidden(lostToo.post(ROLL, "{}"));
    assertThat(generation(newest)).isEqualTo(4);
  }

  /** The owner has moved to the second secret and rolls once more: the first is still stolen. */
  @Test
  void anOlderSecretThanTheOneInUseDoesNotRollWhileTheNewestIsUnused() {
    ApiClient stolen = server.newClient(Scope.WRITE);
    ApiClient second = rolled(stolen, "{}");
    use(second);
    ApiClient third = rolled(second, "{}");

    assertForbidden(stolen.post(ROLL, "{}"));
    ApiClient fourth = rolled(second, "{}");
    use(fourth);

    assertForbidden(second.post(ROLL, "{}"));
    assertForbidden(third.post(ROLL, "{}"));
    assertForbidden(stolen.post(ROLL, "{}"));
  }

  /** A roll by another key is no use of the old secret; a request with the second one is. */
  @Test
  void theUsedSecretsStayInOrderNoMatterWhoRolls() {
    String account = server.newAccount();
    ApiClient admin =
        server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
    ApiClient first = server.clientOf(account, Environment.SANDBOX);
    String path = "/v1/api-keys/" + first.get(CURRENT).json().path("id").asText() + "/roll";
    ApiClient second =
        server.client(MintedSecrets.key(admin.post(path, "{}").json().path("key").asText()));
    ApiClient third =
        server.client(MintedSecrets.key(admin.post(path, "{}").json().path("key").asText()));

    use(second);

    assertForbidden(first.post(ROLL, "{}"));
    ApiClient fourth = rolled(second, "{}");
    use(third);
    assertForbidden(second.post(ROLL, "{}"));
    use(fourth);
    assertForbidden(third.post(ROLL, "{}"));
  }

  @Test
  void theOldSecretOfAnAdminKeyNeitherCreatesKeysNorRollsOthers() {
    String account = server.newAccount();
    ApiClient old =
        server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
    String other = server.newKey(account, Environment.SANDBOX, Scope.READ).key().id();
    ApiClient newest = rolled(old, "{}");
    use(newest);

    assertForbidden(old.post("/v1/api-keys", "{\"name\": \"mine\", \"scope\": \"admin\"}"));
    assertForbidden(old.post("/v1/api-keys/" + other + "/roll", "{}"));

    assertThat(old.delete("/v1/api-keys/" + other).status()).as("revoking").isEqualTo(200);
    assertThat(old.post(CURRENT + "/end-grace", "").status()).as("ending").isEqualTo(200);
    assertThat(old.get(CURRENT).status()).isEqualTo(401);
    use(newest);
  }

  /** What keys of an earlier release have: the newest secret counts as used. */
  @Test
  void withoutARecordOrWithOneThatSomeoneElseWroteTheOldSecretDoesNotRoll() {
    ApiClient old = server.newClient(Scope.READ);
    String id = old.get(CURRENT).json().path("id").asText();
    rolled(old, "{}");
    server.database().use(h -> h.execute("DELETE FROM unused_secret WHERE key_id = ?", id));
    assertForbidden(old.post(ROLL, "{}"));

    server
        .database()
        .use(h ->
            h.execute(
                "INSERT INTO unused_secret (key_id, generation, used_generation, row_mac)"
                    + " VALUES (?, 2, 1, '\\x00')",
                id));
    assertForbidden(old.post(ROLL, "{}"));
    Ended doctor = server.run("doctor");
    assertThat(doctor.status()).isEqualTo(1);
    assertThat(doctor.out()).contains("ERROR keys: 1", id + ": the row about the unused secrets");
    server.database().use(h -> h.execute("DELETE FROM unused_secret WHERE key_id = ?", id));
  }

  /** Whichever comes first: afterwards the old secret rolls no more, and the newest one can. */
  @Test
  void theFirstUseAndARollByTheOldSecretAtTheSameTimeAreDecidedInOneOrder() {
    for (int i = 0; i < ROUNDS; i++) {
      ApiClient old = server.newClient(Scope.READ);
      ApiClient second = rolled(old, "{}");
      CompletableFuture<Answer> roll =
          CompletableFuture.supplyAsync(() -> old.post(ROLL, "{\"grace_seconds\": 60}"));
      Answer use = second.get(CURRENT);
      Answer answer = roll.join();

      assertThat(use.status()).isEqualTo(200);
      assertForbidden(old.post(ROLL, "{}"));
      if (answer.status() == 200) {
        ApiClient third = server.client(MintedSecrets.key(answer.json().path("key").asText()));
        assertThat(generation(second)).isEqualTo(3);
        use(third);
        assertForbidden(second.post(ROLL, "{}"));
      } else {
        assertForbidden(answer);
        assertThat(generation(rolled(second, "{}"))).isEqualTo(3);
      }
    }
  }
}
