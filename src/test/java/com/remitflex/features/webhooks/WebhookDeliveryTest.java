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
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
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
        , "event_types": ["payment.created"], "filter": "data.amount >= 50 and data.source_currency = \\"USDC\\""\
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
    RECEIVER.reply(one ->
        one.path().equals(path) && RECEIVER.received(path).size() == 1
            ? new Reply(503, Map.of(), "not now")
            : Reply.of(204));
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
}
