package com.remitflex.features.apikeys.lifecycle;

import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.apikeys.ExpiredKey;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.TestServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Concurrent changes of one key, and changes in an unusual order. */
@Execution(ExecutionMode.CONCURRENT)
class KeyRacesApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final Executor OWN_THREAD = Thread.ofPlatform()::start;
  private static final String KEYS = "/v1/api-keys/";
  private static final String CURRENT = KEYS + "current";

  private final String account = server.newAccount();
  private final ApiClient admin =
      server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());

  private static CompletableFuture<Answer> atOnce(Supplier<Answer> request) {
    return CompletableFuture.supplyAsync(
        () -> {
          Answer answer = request.get();
          if (answer.json().has("key")) {
            MintedSecrets.key(answer.json().path("key").asText());
          }
          return answer;
        },
        OWN_THREAD);
  }

  private static String code(String secret) {
    return server.client(secret).get(CURRENT).errorCode();
  }

  @Nested
  class AtOnce {
    @Test
    void aKeyThatIsRevokedWhileItIsRolledIsRevokedWithEverySecret() {
      for (int round = 0; round < 10; round++) {
        IssuedKey key = server.newKey(account, Environment.SANDBOX, Scope.READ);
        String id = key.key().id();
        ApiClient itself = server.client(key.secret());
        CompletableFuture<Answer> revoked = atOnce(() -> admin.delete(KEYS + id));
        List<CompletableFuture<Answer>> rolls =
            Stream.<Supplier<Answer>>of(
                    () -> admin.post(KEYS + id + "/roll", "{}"),
                    () -> admin.post(KEYS + id + "/roll", "{\"grace_from\": \"first_use\"}"),
                    () -> itself.post(CURRENT + "/roll", "{\"grace_seconds\": 0}"),
                    () -> itself.post(CURRENT + "/roll", "{}"))
                .map(KeyRacesApiTest::atOnce)
                .toList();

        assertThat(revoked.join().status()).isEqualTo(200);
        for (CompletableFuture<Answer> roll : rolls) {
          assertThat(roll.join().status()).as(roll.join().text()).isIn(200, 401, 422);
          if (roll.join().status() == 200) {
            assertThat(code(roll.join().json().path("key").asText())).isEqualTo("API_KEY_REVOKED");
          }
        }
        assertThat(code(key.secret())).isEqualTo("API_KEY_REVOKED");
        JsonNode seen = admin.get(KEYS + id).json();
        assertThat(seen.path("status").asText()).isEqualTo("revoked");
        assertThat(seen.path("revocation"))
            .as("the first receipt")
            .isEqualTo(revoked.join().json().path("revocation"));
      }
    }

    @Test
    void ofManyRevocationsAllHaveOneReceiptAndOneEvent() {
      IssuedKey key = server.newKey(account, Environment.SANDBOX, Scope.READ);
      List<CompletableFuture<Answer>> revocations =
          IntStream.range(0, 8)
              .mapToObj(i -> atOnce(() -> admin.delete(KEYS + key.key().id())))
              .toList();

      assertThat(revocations.stream().map(r -> r.join().json().path("revocation")).distinct())
          .hasSize(1);
      assertThat(entries("api_key.revoked", key.key().id())).isEqualTo(1);
    }

    @Test
    void ofManyRollsWithOneIdempotencyKeyOneHappensAndShowsItsSecret() {
      ApiClient key = server.clientOf(account, Environment.SANDBOX);
      List<CompletableFuture<Answer>> rolls =
          IntStream.range(0, 8)
              .mapToObj(i -> atOnce(() -> key.post(CURRENT + "/roll", "{}", "roll-once")))
              .toList();

      List<Answer> answers = rolls.stream().map(CompletableFuture::join).toList();

      assertThat(answers).extracting(Answer::status).containsOnly(200);
      assertThat(answers.stream().filter(answer -> answer.json().has("key"))).hasSize(1);
      assertThat(key.get(CURRENT).json().path("generation").asInt()).isEqualTo(2);
    }

    @Test
    void anIdempotencyKeyOfOneRollIsNoneOfAnotherKeysRoll() {
      String first = server.newKey(account, Environment.SANDBOX, Scope.READ).key().id();
      String second = server.newKey(account, Environment.SANDBOX, Scope.READ).key().id();
      MintedSecrets.key(
          admin.post(KEYS + first + "/roll", "{}", "one-key").json().path("key").asText());

      assertRefused(
          admin.post(KEYS + second + "/roll", "{}", "one-key"), 409, "IDEMPOTENCY_CONFLICT");

      assertThat(admin.get(KEYS + second).json().path("generation").asInt()).isEqualTo(1);
    }

    private long entries(String action, String id) {
      return admin
          .get("/v1/audit-log?action=" + action + "&subject=" + id)
          .json()
          .path("data")
          .size();
    }
  }

  @Nested
  class AfterItsEnd {
    private String expiredId() {
      return admin.get("/v1/api-keys?status=expired").json().at("/data/0/id").asText();
    }

    @Test
    void anExpiredKeyIsRolledByNobody() {
      String secret = ExpiredKey.of(server, new HeadId(account, Environment.SANDBOX), Scope.READ);

      assertRefused(admin.post(KEYS + expiredId() + "/roll", "{}"), 422, "API_KEY_NOT_ACTIVE");

      assertThat(server.client(secret).post(CURRENT + "/roll", "{}").errorCode())
          .isEqualTo("UNAUTHORIZED");
    }

    @Test
    void anExpiredKeyThatIsRevokedSaysSoAndLeavesItsNameToItsSuccessor() {
      String secret = ExpiredKey.of(server, new HeadId(account, Environment.SANDBOX), Scope.READ);
      String id = expiredId();
      String namesake = "{\"name\": \"expired read\", \"scope\": \"read\"}";
      assertThat(code(secret)).isEqualTo("UNAUTHORIZED");
      Answer successor = admin.post("/v1/api-keys", namesake);
      MintedSecrets.key(successor.json().path("key").asText());
      assertThat(successor.status()).isEqualTo(201);

      assertThat(admin.delete(KEYS + id).json().path("status").asText()).isEqualTo("revoked");

      assertThat(code(secret)).isEqualTo("API_KEY_REVOKED");
      assertRefused(admin.post("/v1/api-keys", namesake), 400, "VALIDATION_ERROR", "name");
    }

    @Test
    @Tag("slow")
    void theOldSecretOfAnExpiredKeyIsRejectedAsRevokedAndTheNewestAsUnknown() {
      String soon = Instant.now().plusSeconds(8).toString();
      Answer made =
          admin.post(
              "/v1/api-keys",
              "{\"name\": \"short\", \"scope\": \"read\", \"expires_at\": \"%s\"}".formatted(soon));
      String old = MintedSecrets.key(made.json().path("key").asText());
      String newest =
          MintedSecrets.key(
              server.client(old).post(CURRENT + "/roll", "{}").json().path("key").asText());

      Await.until(() -> server.client(newest).get(CURRENT).status() == 401);

      assertThat(code(newest)).isEqualTo("UNAUTHORIZED");
      assertThat(code(old)).isEqualTo("API_KEY_REVOKED");
    }

    @Test
    void endingTheGracePeriodOfAKeyThatHasNoneChangesNothing() {
      String id = server.newKey(account, Environment.SANDBOX, Scope.READ).key().id();
      List<String> before = new ArrayList<>();
      admin.get("/v1/audit-log").json().path("data").forEach(e -> before.add(e.toString()));

      assertThat(admin.post(KEYS + id + "/end-grace", "").status()).isEqualTo(200);
      assertThat(admin.post(KEYS + id + "/end-grace", "{}").status()).isEqualTo(200);
      assertRefused(
          admin.post(KEYS + id + "/end-grace", "{\"all\": true}"), 400, "VALIDATION_ERROR", "all");

      List<String> after = new ArrayList<>();
      admin.get("/v1/audit-log").json().path("data").forEach(e -> after.add(e.toString()));
      assertThat(after).isEqualTo(before);
    }
  }
}
