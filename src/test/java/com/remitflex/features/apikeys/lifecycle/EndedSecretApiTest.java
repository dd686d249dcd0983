package com.remitflex.features.apikeys.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.Answers;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.CapturedLogs;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An old secret that was ended has ended: on every clock, and for what was on its way. */
class EndedSecretApiTest {
  @RegisterExtension static final CapturedLogs logs = new CapturedLogs();
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String CURRENT = "/v1/api-keys/current";
  private static final String PAYMENT = "{\"amount\": 100, \"currency\": \"USDC\"}";

  private final String account = server.newAccount();
  private final ApiClient old = server.clientOf(account, Environment.SANDBOX);

  private static ApiClient rolled(ApiClient client, String json) {
    ApiClient.Answer answer = client.post(CURRENT + "/roll", json);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return server.client(MintedSecrets.key(answer.json().path("key").asText()));
  }

  private static void assertRevoked(ApiClient client) {
    assertThat(client.get(CURRENT).errorCode()).isEqualTo("API_KEY_REVOKED");
  }

  /** As when the database's clock was an hour fast, and was then set right. */
  private void theAccountsTimeIsAnHourAhead() {
    server
        .database()
        .use(handle ->
            handle.execute(
                "UPDATE account_head SET last_created_at = clock_timestamp() + interval '1 hour'"
                    + " WHERE account_id = ?",
                account));
  }

  @Test
  void withoutAGracePeriodItHasEndedWhateverTheClocksSay() {
    theAccountsTimeIsAnHourAhead();

    ApiClient renewed = rolled(old, "{\"grace_seconds\": 0}");

    assertRevoked(old);
    assertThat(renewed.get(CURRENT).status()).isEqualTo(200);
  }

  @Test
  void whenItsGracePeriodIsEndedByHandItHasEndedWhateverTheClocksSay() {
    theAccountsTimeIsAnHourAhead();
    ApiClient renewed = rolled(old, "{}");
    assertThat(old.get(CURRENT).status()).isEqualTo(200);

    assertThat(renewed.post(CURRENT + "/end-grace", "").status()).isEqualTo(200);

    assertRevoked(old);
    assertThat(renewed.get(CURRENT).json().has("old_secrets")).isFalse();
  }

  @Test
  void withoutAGracePeriodTheFirstUseOfTheNewOneHasEndedItWhateverTheClocksSay() {
    theAccountsTimeIsAnHourAhead();
    ApiClient renewed = rolled(old, "{\"grace_seconds\": 0, \"grace_from\": \"first_use\"}");
    assertThat(old.get(CURRENT).status()).isEqualTo(200);

    assertThat(renewed.get(CURRENT).status()).isEqualTo(200);

    // The first use does not wait until the nodes have learned of it.
    Await.until(() -> old.get(CURRENT).status() == 401);
    assertRevoked(old);
  }

  @Test
  void theEventOfARollWithoutGracePeriodHasTheTimeOfTheRoll() {
    rolled(old, "{\"grace_seconds\": 0}");

    List<String> times =
        server
            .database()
            .with(handle ->
                handle
                    .createQuery(
                        "SELECT data::json->>'rolled_at' || ' ' || (data::json->>"
                            + "'old_secret_ends_at') FROM event"
                            + " WHERE account_id = :id AND type = 'api_key.rolled'")
                    .bind("id", account)
                    .mapTo(String.class)
                    .list());
    assertThat(times).hasSize(1);
    assertThat(times.getFirst().split(" ")[0]).isEqualTo(times.getFirst().split(" ")[1]);
  }

  @Test
  void aPaymentWhoseBodyComesAfterARollWithoutGracePeriodDoesNotHappen() {
    try (RawConnection paused = pausedPayment()) {
      rolled(old, "{\"grace_seconds\": 0}");

      assertRefused(paused.send(PAYMENT).answer());
    }
  }

  @Test
  void aPaymentWhoseBodyComesAfterTheGracePeriodWasEndedDoesNotHappen() {
    ApiClient renewed = rolled(old, "{}");
    try (RawConnection paused = pausedPayment()) {
      renewed.post(CURRENT + "/end-grace", "");

      assertRefused(paused.send(PAYMENT).answer());
    }
  }

  @Test
  void aPaymentWhoseBodyComesAfterTheGracePeriodRanOutDoesNotHappen() {
    rolled(old, "{\"grace_seconds\": 1}");
    try (RawConnection paused = pausedPayment()) {
      Await.until(() -> old.get(CURRENT).status() == 401);

      assertRefused(paused.send(PAYMENT).answer());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"now", "first_use"})
  void inItsGracePeriodItPaysWhileTheKeyIsRolledAgainAndAgain(String from) {
    List<CompletableFuture<ApiClient.Answer>> payments =
        IntStream.range(0, 40)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> old.post("/v1/payments", PAYMENT)))
            .toList();
    for (int i = 0; i < 5; i++) {
      rolled(old, "{\"grace_from\": \"%s\"}".formatted(from));
    }

    assertThat(payments).allMatch(payment -> payment.join().status() == 201);
    assertThat(Answers.payments(old)).isEqualTo(40);
  }

  /** A payment whose key has been accepted and whose body is still to be sent. */
  private RawConnection pausedPayment() {
    RawConnection connection =
        new RawConnection(server.port())
            .send(
                String.join(
                    "\r\n",
                    "POST /v1/payments HTTP/1.1",
                    "Host: localhost",
                    "Authorization: Bearer " + old.key(),
                    "Content-Type: application/json",
                    "Content-Length: " + PAYMENT.length(),
                    "Expect: 100-continue",
                    "",
                    ""));
    assertThat(connection.answer().status()).isEqualTo(100);
    return connection;
  }

  private void assertRefused(RawConnection.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.errorCode()).isEqualTo("API_KEY_REVOKED");
    assertThat(Answers.payments(server.clientOf(account, Environment.SANDBOX))).isZero();
  }
}
