package com.remitflex.platform.http.simulation;

import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.App;
import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestServer;
import com.remitflex.testing.WebhookReceiver;
import com.remitflex.testing.WebhookReceiver.Received;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The header RemitFlex-Simulate: what an integrator can prove with it. */
@Execution(ExecutionMode.CONCURRENT)
class SimulationApiTest {
  @RegisterExtension
  static final TestServer SERVER =
      TestServer.with(
          Map.of(
              "REMITFLEX_WEBHOOK_ALLOW_LOOPBACK", "true",
              "REMITFLEX_RATE_LIMIT_PER_MINUTE", "900",
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "300",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "300",
              "REMITFLEX_SANDBOX_SETTLED_MILLIS", "300"));

  private static final WebhookReceiver RECEIVER = new WebhookReceiver();
  private static final Executor OWN_THREAD = Thread.ofVirtual()::start;
  private static final String BODY = "{\"amount\": 100, \"currency\": \"USDC\"}";
  private static final String HEADER = "RemitFlex-Simulate";

  @AfterAll
  static void stop() {
    RECEIVER.close();
  }

  private final ApiClient client = SERVER.newClient(Scope.ADMIN);
  private final String path = "/" + client.key().substring(8, 20);

  private static HttpRequest.Builder payment(ApiClient client, String key, String simulate) {
    return client
        .request("/v1/payments")
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", key)
        .header(HEADER, simulate)
        .POST(BodyPublishers.ofString(BODY));
  }

  private Answer pay(String key, String simulate) {
    return client.send(payment(client, key, simulate));
  }

  private Answer retry(String key) {
    return client.post("/v1/payments", BODY, key);
  }

  private List<JsonNode> payments() {
    return client.get("/v1/payments").json().get("data").valueStream().toList();
  }

  private void assertPaidOnce(String key) {
    assertThat(payments()).hasSize(1);
    Answer retried = retry(key);
    assertThat(retried.status()).isEqualTo(201);
    assertThat(retried.header("Idempotent-Replayed")).contains("true");
    assertThat(retried.json().get("id")).isEqualTo(payments().getFirst().get("id"));
    assertThat(payments()).hasSize(1);
  }

  @Test
  void aRetryAfterATimeoutDoesNotPayTwice() {
    assertThatThrownBy(() -> pay("order-1", "timeout-after-commit"))
        .hasCauseInstanceOf(IOException.class);

    assertPaidOnce("order-1");
  }

  @Test
  void withADelayTheClientItselfRunsIntoItsTimeout() {
    HttpRequest.Builder request =
        payment(client, "order-2", "timeout-after-commit, delay=3000")
            .timeout(Duration.ofMillis(700));

    assertThatThrownBy(() -> client.send(request)).hasCauseInstanceOf(HttpTimeoutException.class);

    // The client may give up before the server has begun.
    Await.until("the payment", () -> payments().size() == 1);
    assertPaidOnce("order-2");
  }

  @Test
  void anErrorBeforeTheCommitLeavesNothingAndTheIdempotencyKeyUnused() {
    Answer failed = pay("order-3", "error-before-commit");
    assertRefusedForNow(failed, 503, "SERVICE_UNAVAILABLE");
    assertThat(payments()).isEmpty();

    Answer paid = retry("order-3");

    assertThat(paid.status()).isEqualTo(201);
    assertThat(paid.header("Idempotent-Replayed")).isEmpty();
    assertThat(payments()).hasSize(1);
  }

  private static void assertRefusedForNow(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.errorCode()).isEqualTo(code);
    assertThat(answer.text()).contains("requested by the header RemitFlex-Simulate");
    assertThat(Integer.parseInt(answer.header("Retry-After").orElseThrow())).isBetween(1, 60);
  }

  @Test
  void aRateLimitHasTheHeadersOfTheKeyAndNoEffect() {
    Answer limited = pay("order-4", "rate-limit");

    assertRefusedForNow(limited, 429, "RATE_LIMIT_EXCEEDED");
    assertThat(limited.header("X-RateLimit-Limit")).contains("900");
    long remaining = Long.parseLong(limited.header("X-RateLimit-Remaining").orElseThrow());
    assertThat(remaining).isBetween(800L, 899L);
    assertThat(limited.header("X-RateLimit-Reset")).isPresent();
    assertThat(payments()).isEmpty();
    assertThat(retry("order-4").status()).isEqualTo(201);
  }

  @Test
  void aDelayHoldsBackTheResponseAndAFloodOfThemIsLimited() {
    long start = System.nanoTime();
    assertThat(pay("order-5", "delay=400").status()).isEqualTo(201);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(399));

    List<CompletableFuture<Answer>> flood = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      HttpRequest.Builder request = client.request("/v1/balances").header(HEADER, "delay=4000");
      flood.add(CompletableFuture.supplyAsync(() -> client.send(request), OWN_THREAD));
    }
    Await.until("the limit", () -> flood.stream().filter(CompletableFuture::isDone).count() >= 20);
    assertThat(waitingPlatformThreads()).isEmpty();
    ApiClient other = SERVER.newClient(Scope.READ);
    assertThat(other.send(other.request("/v1/balances").header(HEADER, "delay=1")).status())
        .isEqualTo(200);
    List<Integer> statuses =
        flood.stream().map(CompletableFuture::join).map(Answer::status).toList();
    assertThat(statuses).filteredOn(status -> status == 200).hasSize(20);
    assertThat(statuses).filteredOn(status -> status == 503).hasSize(20);
    assertThat(client.send(client.request("/v1/balances").header(HEADER, "delay=1")).status())
        .as("after the flood")
        .isEqualTo(200);
  }

  /** Platform threads that wait for a delay; virtual ones are not among all stack traces. */
  private static List<Thread> waitingPlatformThreads() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry ->
            Arrays.stream(entry.getValue())
                .anyMatch(frame -> frame.getClassName().equals(SimulatedDelays.class.getName())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The response is sent when the server stops, not lost, and does not keep it waiting. */
  @Test
  void aDelayEndsWhenTheServerStops() {
    String database = TestDatabase.create();
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "REMITFLEX_PORT",
                "0",
                "REMITFLEX_DATABASE_URL",
                database,
                "REMITFLEX_SECRETS_DIR",
                TestDatabase.secretsDirectory().toString(),
                "REMITFLEX_DATA_DIR",
                TestDatabase.secretsDirectory().toString(),
                "REMITFLEX_RATE_LIMIT_PER_MINUTE",
                "0"));
    settings.put(
        "REMITFLEX_JOURNAL_DIR", TestDatabase.secretsDirectory().resolve("simulated").toString());
    Config config = Config.read(settings);
    try (Storage storage = Storage.start(config, line -> {})) {
      App app = new App(config, storage);
      HeadId head =
          new HeadId(
              new AccountOpening(storage.database(), storage.trail()).open("Delayed").id(),
              Environment.SANDBOX);
      String key =
          MintedSecrets.key(
              app.keys().create(head, NewKey.of(Scope.WRITE, "a key")).orElseThrow().secret());
      ApiClient delayed = new ApiClient(app.port(), key);
      assertThat(delayed.get("/v1/balances").status()).isEqualTo(200);
      CompletableFuture<Answer> answer =
          CompletableFuture.supplyAsync(
              () -> delayed.send(payment(delayed, "order-6", "delay=25000")), OWN_THREAD);
      Await.until("the payment", () -> count(storage) == 1);
      long start = System.nanoTime();
      app.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
      assertThat(answer.join().status()).isEqualTo(201);
    } finally {
      TestDatabase.drop(database);
    }
  }

  private static long count(Storage storage) {
    return storage
        .database()
        .with(handle -> handle.createQuery("SELECT count(*) FROM payment").mapTo(Long.class).one());
  }

  private JsonNode endpoint() {
    Answer created =
        client.post(
            "/v1/webhook-endpoints",
            "{\"url\": \"%s\", \"event_types\": [\"payment.*\"]}".formatted(RECEIVER.url(path)));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return created.json();
  }

  private List<Received> await(int count) {
    return Await.until(
        count + " deliveries", () -> RECEIVER.received(path), all -> all.size() >= count);
  }

  private static String type(Received one) {
    return one.text().replaceAll(".*\"type\":\"([a-z._]+)\".*", "$1");
  }

  private List<JsonNode> delivered(JsonNode endpoint, int count) {
    return Await.until(
        "the deliveries are recorded",
        () ->
            client
                .get(
                    "/v1/webhook-endpoints/"
                        + endpoint.get("id").asText()
                        + "/deliveries?status=delivered")
                .json()
                .get("data")
                .valueStream()
                .toList(),
        all -> all.size() == count);
  }

  @Test
  void everyEventOfThePaymentArrivesTwiceUnderOneId() {
    JsonNode endpoint = endpoint();
    assertThat(pay("order-7", "webhook-duplicate").status()).isEqualTo(201);

    await(8);
    List<JsonNode> deliveries = delivered(endpoint, 4);
    assertThat(deliveries).allMatch(one -> one.get("attempts").asInt() == 2);
    assertThat(RECEIVER.counts(path)).hasSize(4).values().as("times").containsOnly(2L);

    assertThat(retry("order-8").status()).isEqualTo(201);
    await(12);
    delivered(endpoint, 8);
    assertThat(RECEIVER.counts(path).values()).containsOnly(2L, 1L);
  }

  @Test
  void theFirstEventOfThePaymentArrivesAfterALaterOne() {
    JsonNode endpoint = endpoint();
    assertThat(pay("order-9", "webhook-shuffle,webhook-duplicate,delay=10").status())
        .isEqualTo(201);

    List<String> types = await(8).stream().map(SimulationApiTest::type).toList();
    delivered(endpoint, 4);
    assertThat(types.indexOf("payment.created"))
        .as(types.toString())
        .isGreaterThan(types.indexOf("payment.processing"));
    assertThat(RECEIVER.counts(path).values()).containsOnly(2L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "timeout",
        "delay",
        "delay=0",
        "delay=30001",
        "delay=-1",
        "delay=5,delay=6",
        "delay=1e3",
        "Rate-Limit",
        "rate-limit,",
        "error-before-commit,rate-limit",
        ""
      })
  void aWrongValueIsRejectedAndHasNoEffect(String simulate) {
    Answer answer = pay("order-10", simulate);

    assertRefused(answer, 400, "VALIDATION_ERROR", HEADER);
    assertThat(payments()).isEmpty();
  }

  @Test
  void anUnknownValueIsNamed() {
    assertThat(pay("order-11", "delay=5, teleport").text())
        .contains("\\\"teleport\\\" is not a simulation", "timeout-after-commit");
  }

  @Test
  void aLiveKeyCannotSimulate() {
    String account = SERVER.newVerifiedAccount();
    ApiClient live = SERVER.clientOf(account, Environment.LIVE);

    Answer answer = live.send(live.request("/v1/balances").header(HEADER, "delay=1"));

    assertRefused(answer, 400, "VALIDATION_ERROR", HEADER);
    assertThat(answer.text()).contains("rf_test_");
  }

  @Test
  void whoHasNoValidKeyCannotSimulate() {
    ApiClient unknown = SERVER.client("rf_test_unknown");

    assertThat(unknown.send(unknown.request("/v1/balances").header(HEADER, "delay=9999")).status())
        .isEqualTo(401);
  }

  @Test
  void theHistoryShowsWhatWasSimulated() {
    assertThatThrownBy(() -> pay("order-12", "timeout-after-commit"))
        .isInstanceOf(IllegalStateException.class);

    JsonNode entry =
        Await.until(
                "the request is recorded",
                () ->
                    client
                        .get("/v1/api-keys/current/requests?idempotency_key=order-12")
                        .json()
                        .get("data")
                        .valueStream()
                        .toList(),
                all -> all.size() == 1)
            .getFirst();
    JsonNode request =
        client.get("/v1/api-keys/current/requests/" + entry.get("id").asText()).json();
    assertThat(request.at("/headers/remitflex-simulate").asText())
        .isEqualTo("timeout-after-commit");
    assertThat(request.get("status").asInt()).isEqualTo(201);
    assertThat(request.get("response_body").asText()).contains("pmt_");
  }
}
