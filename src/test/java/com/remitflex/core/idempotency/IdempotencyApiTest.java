package com.remitflex.core.idempotency;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.payments;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.PayoutExample;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Idempotency-Key header, on every endpoint that takes it. */
class IdempotencyApiTest {
  private static final String PAYMENTS = "/v1/payments";
  private static final String BODY = PayoutExample.SPAIN.body("100").toString();

  @RegisterExtension static final TestServer server = TestServer.standard();

  @Nested
  class Replay {
    @Test
    void repeatedRequestGetsTheFirstResponseByteForByte() {
      ApiClient client = server.newClient(Scope.WRITE);

      Answer first = client.post(PAYMENTS, BODY, "k");
      Answer second = client.post(PAYMENTS, BODY, "k");

      assertThat(first.status()).isEqualTo(201);
      assertThat(first.header("Idempotent-Replayed")).isEmpty();
      assertReplayed(second, first);
      assertThat(second.header("X-Request-Id")).isNotEqualTo(first.header("X-Request-Id"));
      assertThat(payments(client)).isEqualTo(1);
      assertBalance(client, "USDC", "999899.5", "100.5");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"currency\": \"USDC\", \"amount\": 100}",
          "\n{ \"amount\"\t:\r\n 100 , \"currency\" :\"USDC\" }\n ",
          "{\"amount\": 100.00, \"currency\": \"USDC\"}",
          "{\"amount\": 100.000000, \"currency\": \"\\u0055SDC\"}"
        })
    void orderWhiteSpaceAndNotationDoNotMakeAnotherRequest(String again) {
      ApiClient client = server.newClient(Scope.WRITE);

      Answer first = client.post(PAYMENTS, "{\"amount\":100,\"currency\":\"USDC\"}", "k");

      assertReplayed(client.post(PAYMENTS, again, "k"), first);
      assertThat(payments(client)).isEqualTo(1);
    }

    @Test
    void theOrderOfNestedFieldsDoesNotMakeAnotherRequest() {
      ApiClient client = server.newClient(Scope.WRITE);
      PaymentBody body = PaymentBody.of("100", "USDC");

      Answer first =
          client.post(PAYMENTS, body.json("metadata", "{\"a\":\"1\",\"b\":\"2\"}") + "", "k");

      assertReplayed(
          client.post(PAYMENTS, body.json("metadata", "{\"b\":\"2\",\"a\":\"1\"}") + "", "k"),
          first);
    }

    @Test
    void firstResponseStaysWhateverThePaymentBecomes() {
      ApiClient client = server.newClient(Scope.WRITE);
      Answer first = client.post(PAYMENTS, BODY, "k");
      String path = PAYMENTS + "/" + first.json().path("id").asText();
      assertThat(client.delete(path).status()).isEqualTo(200);

      assertReplayed(client.post(PAYMENTS, BODY, "k"), first);

      assertBalance(client, "USDC", "1000000", "0");
    }

    @Test
    void anotherKeyOfTheAccountFindsTheSameRequest() {
      String accountId = server.newAccount();
      ApiClient before = server.clientOf(accountId, Environment.SANDBOX);
      ApiClient after = server.clientOf(accountId, Environment.SANDBOX);

      Answer first = before.post(PAYMENTS, BODY, "k");

      assertReplayed(after.post(PAYMENTS, BODY, "k"), first);
    }

    @Test
    void cancellingAgainWithTheSameKeyGetsTheFirstResponse() {
      ApiClient client = server.newClient(Scope.WRITE);
      String path = PAYMENTS + "/" + client.post(PAYMENTS, BODY).json().path("id").asText();

      Answer first = client.delete(path, "k");

      assertThat(first.status()).isEqualTo(200);
      assertReplayed(client.delete(path, "k"), first);
      assertRefused(client.delete(path, "other"), 409, "PAYMENT_CANCELLED");
    }

    @Test
    void fundingAgainWithTheSameKeyAddsNothing() {
      ApiClient client = server.newClient(Scope.WRITE);
      String body = "{\"amount\": 5, \"currency\": \"USDC\"}";

      Answer first = client.post("/v1/sandbox/fund", body, "k");

      assertThat(first.status()).isEqualTo(200);
      assertReplayed(client.post("/v1/sandbox/fund", body, "k"), first);
      assertBalance(client, "USDC", "1000005", "0");
    }

    @Test
    void duplicatesInFlightMakeOnePaymentAndGetOneResponse() throws Exception {
      ApiClient client = server.newClient(Scope.WRITE);
      Callable<Answer> request = () -> client.post(PAYMENTS, BODY, "twins");
      List<Answer> answers = new ArrayList<>();
      try (ExecutorService twins = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<Answer> twin : twins.invokeAll(Collections.nCopies(20, request))) {
          answers.add(twin.get());
        }
      }

      assertThat(answers).extracting(Answer::status).containsOnly(201);
      assertThat(answers).extracting(Answer::text).containsOnly(answers.getFirst().text());
      assertThat(answers)
          .filteredOn(answer -> answer.header("Idempotent-Replayed").isEmpty())
          .hasSize(1);
      assertThat(payments(client)).isEqualTo(1);
    }

    private static void assertReplayed(Answer again, Answer first) {
      assertThat(again.status()).as(again.text()).isEqualTo(first.status());
      assertThat(again.header("Idempotent-Replayed")).contains("true");
      assertThat(again.text()).isEqualTo(first.text());
    }
  }

  @Nested
  class FreeKey {
    @Test
    void rejectedRequestLeavesItsKeyFree() {
      ApiClient client = server.newClient(Scope.WRITE);

      assertRefused(client.post(PAYMENTS, "{}", "k"), 400, "VALIDATION_ERROR", "amount");
      assertRefused(
          client.post(PAYMENTS, PayoutExample.SPAIN.body("1") + "", "k"),
          400,
          "INVALID_AMOUNT",
          "amount");
      assertRefused(
          client.post(
              PAYMENTS,
              PaymentBody.of("2000000", "USDC").text("destination", server.newAccount()) + "",
              "k"),
          402,
          "INSUFFICIENT_FUNDS");
      Answer first = client.post(PAYMENTS, BODY, "k");

      assertThat(first.status()).isEqualTo(201);
      assertThat(first.header("Idempotent-Replayed")).isEmpty();
    }

    @Test
    void theSameKeyInAnotherAccountIsAnother() {
      Answer one = server.newClient(Scope.WRITE).post(PAYMENTS, BODY, "k");
      Answer other = server.newClient(Scope.WRITE).post(PAYMENTS, BODY, "k");

      assertBothTookEffect(one, other);
    }

    @Test
    void theSameKeyInTheOtherEnvironmentIsAnother() {
      String accountId = server.newVerifiedAccount();
      server.giveLive(accountId, Currency.USDC, 500_000_000);
      String body =
          PaymentBody.of("100", "USDC").text("destination", server.newAccount()).toString();

      Answer sandbox = server.clientOf(accountId, Environment.SANDBOX).post(PAYMENTS, body, "k");
      Answer live = server.clientOf(accountId, Environment.LIVE).post(PAYMENTS, body, "k");

      assertBothTookEffect(sandbox, live);
      assertThat(live.json().path("environment").asText()).isEqualTo("live");
    }

    private static void assertBothTookEffect(Answer one, Answer other) {
      for (Answer answer : List.of(one, other)) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.header("Idempotent-Replayed")).isEmpty();
      }
      assertThat(one.json().path("id")).isNotEqualTo(other.json().path("id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "~", "a,b", "a\"b", "a\\b", "a=b;c", "K", "k"})
    void everyVisibleCharacterIsAccepted(String key) {
      ApiClient client = server.newClient(Scope.WRITE);

      assertThat(client.post(PAYMENTS, BODY, key).status()).isEqualTo(201);
      assertThat(client.post(PAYMENTS, BODY, key + key).header("Idempotent-Replayed")).isEmpty();
      assertThat(client.post(PAYMENTS, BODY, key).header("Idempotent-Replayed")).contains("true");
    }

    @Test
    void keyOf255CharactersIsAccepted() {
      ApiClient client = server.newClient(Scope.WRITE);

      assertThat(client.post(PAYMENTS, BODY, "k".repeat(255)).status()).isEqualTo(201);
    }

    @Test
    void anApiKeyInItsPlaceIsAcceptedButNeverStored() {
      ApiClient client = server.newClient(Scope.WRITE);

      assertThat(client.post(PAYMENTS, BODY, client.key()).status()).isEqualTo(201);

      assertThat(client.post(PAYMENTS, BODY, client.key()).header("Idempotent-Replayed"))
          .contains("true");
      List<String> keys =
          server
              .database()
              .with(h -> h.createQuery("SELECT key FROM idempotency").mapTo(String.class).list());
      String inside = client.key().substring(12, 40);
      assertThat(keys).isNotEmpty().noneMatch(key -> key.contains(inside));
    }
  }

  @Nested
  class Conflict409 {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"amount\": 100.01, \"currency\": \"USDC\"}",
          "{\"amount\": 100.000001, \"currency\": \"USDC\"}",
          "{\"amount\": 100, \"currency\": \"EURC\"}",
          "{\"amount\": 100, \"currency\": \"USDC\", \"reference\": \"x\"}",
          "{\"amount\": 100, \"currency\": \"USDC\", \"metadata\": {}}"
        })
    void anotherBodyIsAConflict(String other) {
      ApiClient client = server.newClient(Scope.WRITE);
      client.post(PAYMENTS, "{\"amount\": 100, \"currency\": \"USDC\"}", "k");

      assertRefused(client.post(PAYMENTS, other, "k"), 409, "IDEMPOTENCY_CONFLICT");
      assertThat(payments(client)).isEqualTo(1);
    }

    @Test
    void anotherPathOrMethodIsAConflict() {
      ApiClient client = server.newClient(Scope.WRITE);
      String body = "{\"amount\": 100, \"currency\": \"USDC\"}";
      Answer first = client.post(PAYMENTS, body, "k");
      String path = PAYMENTS + "/" + first.json().path("id").asText();

      assertRefused(client.post("/v1/sandbox/fund", body, "k"), 409, "IDEMPOTENCY_CONFLICT");
      assertRefused(client.delete(path, "k"), 409, "IDEMPOTENCY_CONFLICT");

      assertThat(client.get(path).json().path("status").asText()).isEqualTo("pending");
    }

    @Test
    void cancellingAnotherPaymentIsAConflict() {
      ApiClient client = server.newClient(Scope.WRITE);
      String one = PAYMENTS + "/" + client.post(PAYMENTS, BODY).json().path("id").asText();
      String two = PAYMENTS + "/" + client.post(PAYMENTS, BODY).json().path("id").asText();
      client.delete(one, "k");

      assertRefused(client.delete(two, "k"), 409, "IDEMPOTENCY_CONFLICT");

      assertThat(client.get(two).json().path("status").asText()).isEqualTo("pending");
    }
  }

  @Nested
  class Expired422 {
    @Test
    void after24HoursTheKeyStillNeverPaysTwiceAndNamesItsPayment() {
      ApiClient client = server.newClient(Scope.WRITE);
      String id = client.post(PAYMENTS, BODY, "old").json().path("id").asText();
      server
          .database()
          .use(handle ->
              handle.execute(
                  "UPDATE idempotency SET created_at = created_at - interval '24 h'"
                      + " WHERE resource_id = ?",
                  id));

      Answer again = client.post(PAYMENTS, BODY, "old");

      assertRefused(again, 422, "IDEMPOTENCY_KEY_EXPIRED");
      assertThat(again.json().path("error").path("message").asText()).contains(id);
      assertThat(payments(client)).isEqualTo(1);
    }
  }

  @Nested
  class MalformedKey400 {
    /** Among them quotes that are open, empty, followed by more, or that escape something else. */
    private static final List<String> MALFORMED =
        List.of(
            "",
            "k".repeat(256),
            "a b",
            "a\tb",
            "\"",
            "\"\"",
            "\"abc",
            "\"abc\\\"",
            "\"a b\"",
            "\"a\"b\"",
            "\"a\"b",
            "\"abc\";v=1",
            "\"a\\bc\"",
            "\"" + "k".repeat(256) + "\"");

    @Test
    void aKeyIs1To255VisibleAsciiCharacters() {
      ApiClient client = server.newClient(Scope.WRITE);

      for (String key : MALFORMED) {
        assertMalformed(client.post(PAYMENTS, BODY, key));
        assertMalformed(
            client.post("/v1/sandbox/fund", PaymentBody.of("1", "USDC").toString(), key));
      }
      assertThat(payments(client)).isZero();
      assertBalance(client, "USDC", "1000000", "0");
    }

    @Test
    void aMalformedKeyCancelsNothing() {
      ApiClient client = server.newClient(Scope.WRITE);
      String path = PAYMENTS + "/" + client.post(PAYMENTS, BODY).json().path("id").asText();

      assertMalformed(client.delete(path, "a b"));

      assertThat(client.get(path).json().path("status").asText()).isEqualTo("pending");
    }

    @Test
    void twoHeadersAreRejectedEvenIfTheyAreEqual() {
      ApiClient client = server.newClient(Scope.WRITE);

      assertMalformed(
          client.send(
              client
                  .request(PAYMENTS)
                  .POST(BodyPublishers.ofString(BODY))
                  .header("Content-Type", "application/json")
                  .header("Idempotency-Key", "k")
                  .header("Idempotency-Key", "k")));
      assertThat(payments(client)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"a\u0000b", "a\u0001b", "a\u001bb", "a\u007fb", "a\u00e9b", "\u00c3\u00a9"})
    void controlOrNonAsciiCharacterIsRejected(String key) {
      ApiClient client = server.newClient(Scope.WRITE);

      String body = PaymentBody.of("100", "USDC").toString();
      String request =
          """
          POST /v1/payments HTTP/1.1
          Host: a
          Authorization: Bearer %s
          Content-Type: application/json
          Content-Length: %d
          Idempotency-Key: %s

          %s\
          """
              .replace("\n", "\r\n")
              .formatted(client.key(), body.length(), key, body);
      try (RawConnection connection = new RawConnection(server.port())) {
        RawConnection.Answer answer = connection.send(request).answer();

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.errorCode()).isEqualTo("VALIDATION_ERROR");
        assertThat(answer.errorField()).isEqualTo("Idempotency-Key");
      }
      assertThat(payments(client)).isZero();
    }

    private static void assertMalformed(Answer answer) {
      assertRefused(answer, 400, "VALIDATION_ERROR", "Idempotency-Key");
    }
  }
}
