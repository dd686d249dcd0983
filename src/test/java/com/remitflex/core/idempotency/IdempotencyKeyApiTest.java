package com.remitflex.core.idempotency;

import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.PayoutExample;
import com.remitflex.testing.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GET /v1/idempotency-keys/{key}. */
class IdempotencyKeyApiTest {
  private static final String PAYMENTS = "/v1/payments";
  private static final String KEYS = "/v1/idempotency-keys/";
  private static final String BODY = PayoutExample.SPAIN.body("100").toString();

  @RegisterExtension static final TestServer server = TestServer.standard();

  private static void assertNoEffect(ApiClient client, String key) {
    assertNoEffect(client.get(KEYS + key), key);
  }

  private static void assertNoEffect(Answer answer, String key) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(members(answer.json())).containsExactly("key", "environment", "status");
    assertThat(answer.json().path("status").asText()).isEqualTo("no_effect_yet");
    assertThat(answer.json().path("key").asText()).isEqualTo(key);
  }

  private static void assertDone(Answer answer, String key, String resourceId) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(members(answer.json()))
        .containsExactly("key", "environment", "status", "resource_id", "created_at");
    assertThat(answer.json().path("status").asText()).isEqualTo("done");
    assertThat(answer.json().path("key").asText()).isEqualTo(key);
    assertThat(answer.json().path("resource_id").asText()).isEqualTo(resourceId);
  }

  private static String idOf(Answer payment) {
    return payment.json().path("id").asText();
  }

  @Nested
  class Ok200 {
    @Test
    void requestThatTookEffectIsDoneWithTheIdOfItsResource() {
      ApiClient client = server.newClient(Scope.WRITE);
      Answer payment = client.post(PAYMENTS, BODY, "k");

      Answer answer = client.get(KEYS + "k");

      assertDone(answer, "k", idOf(payment));
      assertThat(answer.json().path("environment").asText()).isEqualTo("sandbox");
      assertThat(answer.json().path("created_at")).isEqualTo(payment.json().path("created_at"));
    }

    @Test
    void aCancellationIsDoneWithTheIdOfThePayment() {
      ApiClient client = server.newClient(Scope.WRITE);
      String id = idOf(client.post(PAYMENTS, BODY));

      client.delete(PAYMENTS + "/" + id, "cancel");

      assertDone(client.get(KEYS + "cancel"), "cancel", id);
    }

    @Test
    void aKeyThatWasNeverUsedHasNoEffectYet() {
      assertNoEffect(server.newClient(Scope.READ), "never");
    }

    @ParameterizedTest
    @CsvSource({"0, USDC, 400", "100, XXX, 400", "99000, PYUSD, 400", "9999.99, USDC, 429"})
    void rejectedRequestHasNoEffectAndTheSameKeyWorksLater(
        String amount, String currency, int status) {
      ApiClient client = server.newClient(Scope.WRITE);
      PaymentBody refused = PayoutExample.SPAIN.to(PaymentBody.of(amount, currency));

      assertThat(client.post(PAYMENTS, refused + "", "k").status()).isEqualTo(status);

      assertNoEffect(client, "k");
      String id = idOf(client.post(PAYMENTS, BODY, "k"));
      assertDone(client.get(KEYS + "k"), "k", id);
    }

    @Test
    void rejectedCancellationHasNoEffect() {
      ApiClient client = server.newClient(Scope.WRITE);
      String path = PAYMENTS + "/" + idOf(client.post(PAYMENTS, BODY));
      client.delete(path);

      assertRefused(client.delete(path, "k"), 409, "PAYMENT_CANCELLED");

      assertNoEffect(client, "k");
    }

    @Test
    void aConflictLeavesTheFirstEffect() {
      ApiClient client = server.newClient(Scope.WRITE);
      String id = idOf(client.post(PAYMENTS, BODY, "k"));

      client.post(PAYMENTS, PayoutExample.SPAIN.body("101") + "", "k");

      assertDone(client.get(KEYS + "k"), "k", id);
    }

    @Test
    void anotherAccountAndTheOtherEnvironmentHaveTheirOwnKeys() {
      String accountId = server.newVerifiedAccount();
      ApiClient client = server.clientOf(accountId, Environment.SANDBOX);
      String id = idOf(client.post(PAYMENTS, BODY, "k"));

      assertNoEffect(server.newClient(Scope.ADMIN), "k");
      assertNoEffect(server.clientOf(accountId, Environment.LIVE), "k");
      assertDone(server.clientOf(accountId, Environment.SANDBOX).get(KEYS + "k"), "k", id);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"a/b?", "100%", "a+b", "#", "quo\"ted", "%2F", "a;b", "a,b=c&d", "~!@$^*()"})
    void aKeyOfAnyVisibleCharactersIsFoundPercentEncoded(String key) {
      ApiClient client = server.newClient(Scope.WRITE);
      String id = idOf(client.post(PAYMENTS, BODY, key));

      String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8);

      assertDone(client.get(KEYS + encoded), key, id);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a\\b", "\\", "..;x", "a/../b", "order-2041", "a+b%&="})
    void aKeyThatNoPathCanHoldIsFoundByTheQuery(String key) {
      ApiClient client = server.newClient(Scope.WRITE);
      String id = idOf(client.post(PAYMENTS, BODY, key));

      String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8);

      assertDone(client.get("/v1/idempotency-keys?key=" + encoded), key, id);
      assertNoEffect(client.get("/v1/idempotency-keys?key=" + encoded + "x"), key + "x");
    }

    @Test
    void aPlusInThePathIsAPlus() {
      ApiClient client = server.newClient(Scope.WRITE);
      String id = idOf(client.post(PAYMENTS, BODY, "a+b"));

      assertDone(client.get(KEYS + "a+b"), "a+b", id);
    }

    @Test
    void aKeyOf255CharactersIsFound() {
      ApiClient client = server.newClient(Scope.WRITE);
      String key = "k".repeat(255);
      String id = idOf(client.post(PAYMENTS, BODY, key));

      assertDone(client.get(KEYS + key), key, id);
    }

    @Test
    void anApiKeyInItsPlaceIsFoundButNotShown() {
      ApiClient client = server.newClient(Scope.WRITE);
      String id = idOf(client.post(PAYMENTS, BODY, client.key()));

      Answer answer = client.get(KEYS + client.key());

      assertThat(answer.json().path("resource_id").asText()).isEqualTo(id);
      assertThat(answer.text()).doesNotContain(client.key().substring(12, 40));
    }
  }

  @Nested
  class Malformed400 {
    @ParameterizedTest
    @ValueSource(strings = {"", "a%20b", "%C3%A9", "%E2%82%AC", "%FF"})
    void aKeyIsVisibleAscii(String segment) {
      Answer answer = server.newClient(Scope.READ).get(KEYS + segment);

      assertRefused(answer, 400, "VALIDATION_ERROR", "key");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"", "?key", "?key=", "?key=a%20b", "?key=a+b", "?key=%C3%A9", "?key=%00"})
    void theQueryNamesAKeyOfVisibleAscii(String query) {
      Answer answer = server.newClient(Scope.READ).get("/v1/idempotency-keys" + query);

      assertRefused(answer, 400, "VALIDATION_ERROR", "key");
    }

    @Test
    void aKeyHasAtMost255Characters() {
      Answer answer = server.newClient(Scope.READ).get(KEYS + "k".repeat(256));

      assertRefused(answer, 400, "VALIDATION_ERROR", "key");
    }

    @Test
    void aQueryParameterIsUnknown() {
      Answer answer = server.newClient(Scope.READ).get(KEYS + "k?expand=answer");

      assertRefused(answer, 400, "VALIDATION_ERROR", "expand");
    }
  }

  @Nested
  class NotFound404 {
    @Test
    void aKeyIsExactlyOneSegment() {
      assertRefused(server.newClient(Scope.READ).get(KEYS + "a/b"), 404, "NOT_FOUND");
    }
  }
}
