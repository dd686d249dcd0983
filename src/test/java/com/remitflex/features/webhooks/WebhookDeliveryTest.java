package com.remitflex.features.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.TestServer;
import com.remitflex.testing.WebhookReceiver;
import com.remitflex.testing.WebhookReceiver.Received;
import com.remitflex.testing.WebhookReceiver.Reply;
import com.standardwebhooks.Webhook;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Events reach the endpoints of their account, signed, again after failures, and in order. */
@Execution(ExecutionMode.CONCURRENT)
class WebhookDeliveryTest {
  @RegisterExtension
  static final TestServer SERVER =
      TestServer.with(
          Map.of(
              "REMITFLEX_WEBHOOK_ALLOW_LOOPBACK", "true",
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "0",
              "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0"));

  private static final WebhookReceiver RECEIVER = new WebhookReceiver();

  /** The status and the headers of responses at a path. */
  private static final Map<String, Integer> STATUSES = new ConcurrentHashMap<>();

  private static final Map<String, Map<String, String>> HEADERS = new ConcurrentHashMap<>();

  @BeforeAll
  static void reply() {
    RECEIVER.reply(one -> {
      int status = STATUSES.getOrDefault(one.path(), 200);
      return new Reply(
          status, HEADERS.getOrDefault(one.path(), Map.of()), status == 503 ? "not now" : "");
    });
  }

  @AfterAll
  static void stop() {
    RECEIVER.close();
  }

  private final ApiClient client = SERVER.newClient(Scope.ADMIN);
  private final String path = "/" + client.key().substring(8, 20);

  private JsonNode create(String settings) {
    Answer answer =
        client.post(
            "/v1/webhook-endpoints", "{\"url\": \"" + RECEIVER.url(path) + "\"" + settings + "}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  private String pay(String amount) {
    Answer answer =
        client.post("/v1/payments", "{\"amount\": " + amount + ", \"currency\": \"USDC\"}");
    assertThat(answer.status()).isEqualTo(201);
    return answer.json().get("id").asText();
  }

  private List<Received> await(int count) {
    return Await.until(
        count + " deliveries", () -> RECEIVER.received(path), all -> all.size() >= count);
  }

  private List<JsonNode> deliveries(JsonNode endpoint, String query) {
    Answer answer =
        client.get("/v1/webhook-endpoints/" + endpoint.get("id").asText() + "/deliveries" + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().get("data").valueStream().toList();
  }

  @Test
  void eachEventOfAPaymentIsDeliveredOnceWithSignaturesThatOthersVerify() throws Exception {
    JsonNode endpoint = create("");
    String payment = pay("100");

    List<Received> received = await(4);
    assertThat(received.stream().map(one -> type(one)).toList())
        .containsExactlyInAnyOrder(
            "payment.created", "payment.processing", "payment.settled", "payment.delivered");
    for (Received one : received) {
      assertThat(one.text()).contains(payment);
      assertThat(one.eventId()).startsWith("evt_");
      new Webhook(endpoint.get("secret").asText()).verify(one.text(), headers(one));
    }
    Await.until(
        "the deliveries are recorded",
        () -> deliveries(endpoint, "?status=delivered"),
        all -> all.size() == 4);
    assertThat(RECEIVER.counts(path).values()).containsOnly(1L);
  }

  private static String type(Received one) {
    return one.text().replaceAll(".*\"type\":\"([a-z._]+)\".*", "$1");
  }

  private static HttpHeaders headers(Received one) {
    return HttpHeaders.of(
        one.headers().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue()))),
        (name, value) -> true);
  }

  @Test
  void onlyChosenTypesThatMeetTheFilterAreDelivered() {
    create(
        """
        , "event_types": ["payment.created"],
          "filter": "data.amount >= 50 and data.source_currency = \\"USDC\\""\
        """);
    pay("10");
    pay("75");
    pay("20");
    pay("99.5");

    await(2);
    client.get("/v1/payments");
    List<Received> received = RECEIVER.received(path);
    assertThat(received).hasSize(2).allMatch(one -> type(one).equals("payment.created"));
    assertThat(received).allMatch(one -> one.text().contains("75") || one.text().contains("99.5"));
  }

  @Test
  void aFailedDeliveryIsTriedAgainWithTheSameIdAndBody() {
    replyHere(503);
    JsonNode endpoint = create(", \"event_types\": [\"payment.created\"]");
    pay("50");
    Received first = await(1).getFirst();
    JsonNode failed =
        Await.until(
                "the attempt is recorded",
                () -> deliveries(endpoint, "?status=pending"),
                all -> all.size() == 1 && all.getFirst().get("attempts").asInt() == 1)
            .getFirst();
    assertThat(failed.get("last_response_status").asInt()).isEqualTo(503);

    replyHere(204);
    makeDue(endpoint);

    Received second = await(2).getLast();
    assertThat(second.eventId()).isEqualTo(first.eventId());
    assertThat(second.text()).isEqualTo(first.text());
    String id = endpoint.get("id").asText();
    JsonNode details =
        Await.until(
            "it is delivered",
            () ->
                client.get("/v1/webhook-endpoints/" + id + "/deliveries/" + first.eventId()).json(),
            one -> one.get("status").asText().equals("delivered"));
    assertThat(details.get("attempt_log")).hasSize(2);
    assertThat(details.at("/attempt_log/0/response").asText()).isEqualTo("not now");
    assertThat(details.at("/attempt_log/0/address").asText()).isEqualTo("127.0.0.1");
  }

  /** What time would do. */
  private static void makeDue(JsonNode endpoint) {
    String id = endpoint.get("id").asText();
    SERVER
        .database()
        .use(handle -> {
          handle.execute("UPDATE webhook_delivery SET due_at = now() WHERE endpoint_id = ?", id);
          handle.execute(
              "UPDATE webhook_lane SET due_at = now(), paused_until = NULL WHERE endpoint_id = ?",
              id);
        });
  }

  @Test
  void aTestEventReachesItsEndpointWhateverItHasChosen() {
    JsonNode endpoint = create(", \"event_types\": [\"account.verified\"]");
    Answer answer =
        client.post("/v1/webhook-endpoints/" + endpoint.get("id").asText() + "/test", "{}");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(type(await(1).getFirst())).isEqualTo("webhook.test");
  }

  private JsonNode awaitStatus(JsonNode endpoint, String status, int count) {
    return Await.until(
            count + " " + status,
            () -> deliveries(endpoint, "?limit=100&status=" + status),
            all -> all.size() == count)
        .getFirst();
  }

  /** What the end of the schedule would do. */
  private static void makeLast(JsonNode endpoint) {
    String id = endpoint.get("id").asText();
    SERVER
        .database()
        .use(handle ->
            handle.execute("UPDATE webhook_delivery SET tries = 8 WHERE endpoint_id = ?", id));
    makeDue(endpoint);
  }

  @Test
  void afterTheLastAttemptItIsUndeliverableUntilItIsReplayed() {
    replyHere(500);
    JsonNode endpoint = create(", \"event_types\": [\"payment.created\"]");
    String id = endpoint.get("id").asText();
    pay("60");
    await(1);
    Await.until(
        "the first attempt is recorded",
        () -> deliveries(endpoint, "").getFirst().get("attempts").asInt(),
        attempts -> attempts == 1);
    makeLast(endpoint);
    JsonNode failed = awaitStatus(endpoint, "undeliverable", 1);
    assertThat(failed.get("attempts").asInt()).isEqualTo(2);
    assertThat(failed.has("next_attempt_at")).isFalse();

    JsonNode count = client.get("/v1/webhook-endpoints/" + id + "/replay-count").json();
    assertThat(count.get("count").asInt()).isEqualTo(1);
    assertThat(
            client
                .post("/v1/webhook-endpoints/" + id + "/replay", "{\"max_count\": 0}")
                .errorField())
        .isEqualTo("max_count");
    replyHere(200);
    JsonNode replay =
        client.post("/v1/webhook-endpoints/" + id + "/replay", "{\"max_count\": 1}").json();

    awaitStatus(endpoint, "delivered", 1);
    JsonNode done =
        client.get("/v1/webhook-endpoints/" + id + "/replays/" + replay.get("id").asText()).json();
    assertThat(done.get("status").asText()).isEqualTo("completed");
    assertThat(done.get("replayed").asInt()).isEqualTo(1);
    assertThat(RECEIVER.counts(path)).hasSize(1).containsValue(3L);
  }

  private void replyHere(int status) {
    STATUSES.put(path, status);
  }

  @Test
  void oneEventAndARangeOfEventsAreReplayed() {
    JsonNode endpoint = create(", \"event_types\": [\"payment.created\"]");
    String id = endpoint.get("id").asText();
    pay("10");
    pay("20");
    pay("30");
    List<Received> three = await(3);
    awaitStatus(endpoint, "delivered", 3);

    String event = three.getFirst().eventId();
    Answer one = client.post("/v1/events/" + event + "/replay", "{}");
    assertThat(one.status()).as(one.text()).isEqualTo(201);
    assertThat(one.json().at("/endpoint_ids/0").asText()).isEqualTo(id);
    await(4);
    assertThat(RECEIVER.counts(path)).containsEntry(event, 2L);
    awaitStatus(endpoint, "delivered", 3);

    JsonNode all = client.get("/v1/webhook-endpoints/" + id + "/replay-count?which=all").json();
    assertThat(all.get("count").asInt()).isEqualTo(3);
    client.post(
        "/v1/webhook-endpoints/" + id + "/replay", "{\"which\": \"all\", \"max_count\": 3}");
    await(7);
    awaitStatus(endpoint, "delivered", 3);
    assertThat(RECEIVER.counts(path).values()).containsExactlyInAnyOrder(3L, 2L, 2L);
  }

  @Test
  void anEndpointThatIsGoneIsDisabled() {
    replyHere(410);
    JsonNode endpoint = create("");
    String id = endpoint.get("id").asText();
    pay("10");
    await(1);
    JsonNode disabled =
        Await.until(
            "the endpoint is disabled",
            () -> client.get("/v1/webhook-endpoints/" + id).json(),
            one -> !one.get("enabled").asBoolean());
    assertThat(disabled.get("disabled_reason").asText()).isEqualTo("gone");
    assertThat(client.get("/v1/audit-log?action=webhook_endpoint.disabled").json().get("data"))
        .hasSize(1);
  }

  @Test
  void retryAfterDelaysTheNextAttempt() {
    HEADERS.put(path, Map.of("Retry-After", "7200"));
    replyHere(503);
    JsonNode endpoint = create(", \"event_types\": [\"payment.created\"]");
    pay("10");
    await(1);
    JsonNode pending =
        Await.until(
                "the attempt is recorded",
                () -> deliveries(endpoint, ""),
                all -> all.size() == 1 && all.getFirst().get("attempts").asInt() == 1)
            .getFirst();
    Instant next = Instant.parse(pending.get("next_attempt_at").asText());
    assertThat(next).isAfter(Instant.now().plusSeconds(7_000));
  }

  @Test
  void inStrictOrderAnEventWaitsForTheOneBefore() {
    replyHere(500);
    JsonNode endpoint = create(", \"strict_order\": true, \"event_types\": [\"payment.*\"]");
    String payment = pay("10");
    await(1);
    Await.until(
        "all events have deliveries",
        () -> deliveries(endpoint, "?status=pending&limit=100"),
        all -> all.size() == 4);
    assertThat(RECEIVER.received(path)).hasSize(1).allMatch(one -> one.text().contains(payment));

    replyHere(200);
    makeDue(endpoint);
    awaitStatus(endpoint, "delivered", 4);
    assertThat(RECEIVER.received(path).stream().skip(1).map(one -> type(one)))
        .containsExactly(
            "payment.created", "payment.processing", "payment.settled", "payment.delivered");
  }

  @Test
  void ownHeadersAreSentAndARotatedSecretSignsToo() throws Exception {
    JsonNode endpoint =
        create(", \"headers\": {\"X-Token\": \"t 1\"}, \"event_types\": [\"payment.created\"]");
    String id = endpoint.get("id").asText();
    String old = endpoint.get("secret").asText();
    String current =
        client
            .post("/v1/webhook-endpoints/" + id + "/rotate-secret", "{}")
            .json()
            .get("secret")
            .asText();
    Await.pause(Duration.ofMillis(1_500));
    pay("10");
    Received one = await(1).getFirst();
    assertThat(one.headers()).containsEntry("x-token", "t 1");
    new Webhook(old).verify(one.text(), headers(one));
    new Webhook(current).verify(one.text(), headers(one));
  }

  @Test
  void aDisabledEndpointReceivesNothingAndADeletedOneEnds() {
    replyHere(500);
    JsonNode endpoint = create(", \"event_types\": [\"payment.created\"]");
    String id = endpoint.get("id").asText();
    pay("10");
    await(1);
    client.patch("/v1/webhook-endpoints/" + id, "{\"enabled\": false}");
    pay("20");
    JsonNode other = create(", \"event_types\": [\"payment.created\"]");
    pay("30");
    awaitPending(other, 1);
    assertThat(deliveries(endpoint, "")).hasSize(1);

    client.delete("/v1/webhook-endpoints/" + id);
    makeDue(endpoint);
    Await.until(
        "its pending deliveries are gone",
        () ->
            SERVER
                .database()
                .with(handle ->
                    handle
                        .createQuery(
                            "SELECT count(*) FROM webhook_delivery WHERE endpoint_id = :id")
                        .bind("id", id)
                        .mapTo(Long.class)
                        .one()),
        count -> count == 0);
  }

  private void awaitPending(JsonNode endpoint, int count) {
    Await.until(
        "pending deliveries",
        () -> deliveries(endpoint, "?status=pending"),
        all -> all.size() == count);
  }
}
