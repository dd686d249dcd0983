package com.remitflex.features.apikeys.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * `GET /v1/api-keys/current` on a node that has the response in its memory, after a change on
 * another node.
 */
class CurrentKeyOnTwoNodesTest {
  private static final Map<String, String> DATABASE =
      Map.of("REMITFLEX_DATABASE_URL", TestDatabase.create());

  @RegisterExtension static final TestServer first = TestServer.with(DATABASE);
  @RegisterExtension static final TestServer second = TestServer.with(DATABASE);

  private static final String CURRENT = "/v1/api-keys/current";
  private static final int ROUNDS = 10;

  @BeforeEach
  void bothNodesHoldTheirLease() {
    Await.until(() -> renewing() == 2);
  }

  private static int renewing() {
    return first
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT count(*) FROM node"
                        + " WHERE renewed_at > clock_timestamp() - interval '0.3 s'")
                .mapTo(Integer.class)
                .one());
  }

  private static JsonNode shown(TestServer node, String secret) {
    ApiClient.Answer answer = node.client(secret).get(CURRENT);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static String rolled(TestServer node, String secret, String json) {
    ApiClient.Answer answer = node.client(secret).post(CURRENT + "/roll", json);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return MintedSecrets.key(answer.json().path("key").asText());
  }

  @Test
  void aRollAndTheEndOfItsGracePeriodAreShownWithTheNextRequest() {
    for (int i = 0; i < ROUNDS; i++) {
      String old = first.newClient(Scope.READ).key();
      assertThat(shown(first, old).has("old_secrets")).isFalse();

      String renewed = rolled(second, old, "{\"grace_seconds\": 600}");

      JsonNode afterRoll = shown(first, old);
      assertThat(afterRoll.path("generation").asInt()).isEqualTo(2);
      assertThat(afterRoll.path("display").asText()).endsWith(renewed.substring(53));
      assertThat(afterRoll.path("old_secrets")).hasSize(1);

      assertThat(second.client(renewed).post(CURRENT + "/end-grace", "").status()).isEqualTo(200);

      assertThat(shown(first, renewed).has("old_secrets")).isFalse();
    }
  }

  /** The node that records the first use shows the beginning of the grace period with it. */
  @Test
  void theFirstUseOfANewSecretBeginsTheGracePeriodInItsOwnResponse() {
    for (int i = 0; i < ROUNDS; i++) {
      String old = first.newClient(Scope.READ).key();
      String renewed =
          rolled(second, old, "{\"grace_seconds\": 600, \"grace_from\": \"first_use\"}");
      assertThat(shown(first, old).path("old_secrets").path(0).has("ends_at")).isFalse();
      shown(second, old);

      assertThat(shown(first, renewed).path("old_secrets").path(0).has("ends_at")).isTrue();

      Await.until(
          "the other node shows it too",
          () -> shown(second, renewed),
          key -> key.path("old_secrets").path(0).has("ends_at"));
    }
  }

  @Test
  void aGracePeriodEndsWithTimeAlone() {
    String old = first.newClient(Scope.READ).key();
    String renewed = rolled(second, old, "{\"grace_seconds\": 1}");
    Await.until(() -> first.client(old).get(CURRENT).status() == 401);

    assertThat(shown(first, renewed).has("old_secrets")).isFalse();
  }

  @Test
  void aUseOnTheOtherNodeIsShown() {
    String secret = first.newClient(Scope.READ).key();
    String id = shown(first, secret).path("id").asText();
    Await.until(() -> writtenRoute(id).equals(CURRENT));

    assertThat(second.client(secret).get("/v1/balances").status()).isEqualTo(200);
    Await.until(() -> writtenRoute(id).equals("/v1/balances"));

    assertThat(shown(first, secret).path("last_used").path("route").asText())
        .isEqualTo("/v1/balances");
  }

  private static String writtenRoute(String keyId) {
    return first
        .database()
        .with(handle ->
            handle
                .createQuery("SELECT route FROM key_use WHERE key_id = :key")
                .bind("key", keyId)
                .mapTo(String.class)
                .findOne()
                .orElse(""));
  }
}
