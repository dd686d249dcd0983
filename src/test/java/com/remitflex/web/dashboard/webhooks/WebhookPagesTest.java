package com.remitflex.web.dashboard.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.BrowsableServer;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Webhooks in the Dashboard, with real deliveries to the inbox of the same server. */
class WebhookPagesTest {
  private static final String WEBHOOKS = "/dashboard/sandbox/webhooks";

  @RegisterExtension static final TestServer server = BrowsableServer.with(Map.of());

  private final String account = server.newAccount();
  private final ApiClient client =
      server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
  private final PageClient browser = server.browser().signIn(server.newPerson(account, "owner"));
  private final String inbox = client.get("/v1/inbox").json().path("url").asText();

  private String create(Map<String, String> fields) {
    browser.get(WEBHOOKS + "/endpoints/new");
    Answer created = browser.post(WEBHOOKS + "/endpoints", fields);
    assertThat(created.status()).as(created.text()).isEqualTo(303);
    return created.location();
  }

  private String pay() {
    return client
        .post("/v1/payments", PaymentBody.of("100", "USDC").toString())
        .json()
        .path("id")
        .asText();
  }

  private JsonNode received() {
    return Await.until(
        "the inbox has received an event",
        () -> client.get("/v1/inbox/messages").json().at("/data/0"),
        message -> message.has("event_id"));
  }

  @Test
  void anEventReachesTheInboxWithValidSignatures() {
    assertThat(browser.get(WEBHOOKS).text()).contains("No endpoints yet");
    assertThat(browser.get(WEBHOOKS + "/inbox").text()).contains(inbox, "Nothing received yet");
    String endpoint =
        create(
            Map.of("url", inbox, "event_types", "payment.created", "description", "Try <b>it</b>"));
    assertThat(browser.get(WEBHOOKS).text())
        .contains("Enabled", "payment.created", "Try &lt;b&gt;it");

    String payment = pay();
    JsonNode message = received();

    assertThat(message.path("event_type").asText()).isEqualTo("payment.created");
    assertThat(message.path("signatures")).hasSize(3);
    message
        .path("signatures")
        .forEach(one -> assertThat(one.path("outcome").asText()).isEqualTo("valid"));
    String event = message.path("event_id").asText();
    String id = message.path("id").asText();
    assertThat(client.get("/v1/inbox/messages/" + id).json().path("body").asText())
        .isEqualTo(client.get("/v1/events/" + event).text());
    Answer shown = browser.get(WEBHOOKS + "/inbox/" + id);
    assertThat(shown.text()).contains("Valid", "X-RemitFlex-Signature", "v1a", payment);

    String delivery = endpoint + "/deliveries/" + event;
    Await.until("it is delivered", () -> browser.get(delivery).text().contains("Delivered"));
    assertThat(browser.get(delivery).text())
        .contains("Attempt 1: HTTP 200", "POST " + inbox, "webhook-id: " + event)
        .contains("webhook-timestamp: " + message.at("/headers/webhook-timestamp").asText())
        .as("the body byte for byte")
        .contains(client.get("/v1/events/" + event).text());
    assertThat(browser.get(endpoint).text()).contains("payment.created", "Delivered");
    assertThat(browser.get(WEBHOOKS + "/events/" + event).text())
        .contains(payment, "Delivered", inbox);
    assertThat(browser.get("/dashboard/sandbox/payments/" + payment).text())
        .contains("Webhooks", delivery, "title=\"" + inbox);
    assertThat(browser.get("/dashboard/sandbox/search?q=" + event).location())
        .endsWith("/webhooks/events/" + event);

    browser.get(delivery);
    assertThat(browser.post(delivery + "/replay", Map.of()).location()).isEqualTo(delivery);
    Await.until(
        "it is delivered again",
        () -> browser.get(delivery).text().contains("Attempt 2: HTTP 200"));
  }

  @Test
  void anEndpointWhoseDeliveriesFailSaysSo() {
    String endpoint = create(Map.of("url", inbox));
    String id = endpoint.substring(endpoint.lastIndexOf('/') + 1);
    server
        .database()
        .use(handle -> {
          handle.execute(
              """
              INSERT INTO webhook_lane (endpoint_id, due_at, failures, paused_until)
              VALUES (?, now() + interval '1 hour', 7, now() + interval '1 hour')
              """,
              id);
          handle.execute(
              """
              INSERT INTO webhook_delivery (endpoint_id, seq, account_id, environment, event_id,
                event_type, subject, status, is_ordered, attempts, tries, created_at, started_at,
                due_at)
              SELECT ?, seq, account_id, environment, id, type, subject, 'pending', false, 0, 0,
                now(), now(), now() + interval '1 hour' FROM event WHERE account_id = ?
              """,
              id,
              account);
        });

    assertThat(browser.get(endpoint).text())
        .contains("Failing", "The last attempts have failed.", "status=pending");
    assertThat(browser.get(WEBHOOKS).text()).contains("Failing").doesNotContain("Enabled");
  }

  @Test
  void theSecretIsRevealedRotatedAndAudited() {
    String endpoint = create(Map.of("url", inbox));
    String first = secret(endpoint);
    browser.get(endpoint);
    assertThat(browser.post(endpoint + "/rotate", Map.of()).status()).isEqualTo(303);
    String second = secret(endpoint);

    assertThat(second).isNotEqualTo(first);
    Answer page = reveal(endpoint);
    assertThat(page.text()).contains(second, first);
    assertThat(browser.get(endpoint).text()).doesNotContain(first).doesNotContain(second);
    assertThat(client.get("/v1/audit-log").text()).contains("webhook_endpoint.secret_revealed");
  }

  private Answer reveal(String endpoint) {
    browser.get(endpoint);
    Answer page = browser.post(endpoint + "/reveal", Map.of());
    assertThat(page.status()).as(page.text()).isEqualTo(200);
    return page;
  }

  private String secret(String endpoint) {
    Matcher secret =
        Pattern.compile("<output id=\"secret\">(whsec_[^<]+)<").matcher(reveal(endpoint).text());
    assertThat(secret.find()).isTrue();
    return secret.group(1);
  }

  @Test
  void anEndpointIsChangedDisabledTestedAndDeleted() {
    String endpoint = create(Map.of("url", inbox));
    browser.get(endpoint + "/edit");
    assertThat(
            browser
                .post(
                    endpoint + "/edit",
                    Map.of("url", inbox, "event_types", "deposit.*", "headers", "X-Token: 42"))
                .status())
        .isEqualTo(303);
    assertThat(browser.get(endpoint).text())
        .contains("deposit.*", "X-Token")
        .doesNotContain("X-Token: 42");
    browser.post(endpoint + "/disable", Map.of());
    assertThat(browser.get(endpoint).text()).contains("Disabled: it receives nothing.");
    Answer rejected = browser.post(endpoint + "/test", Map.of());
    assertThat(rejected.status()).isEqualTo(400);
    browser.post(endpoint + "/enable", Map.of());
    browser.get(endpoint);
    assertThat(browser.post(endpoint + "/test", Map.of()).status()).isEqualTo(303);
    Await.until(() -> browser.get(endpoint).text().contains("webhook.test"));
    browser.get(endpoint);
    assertThat(browser.post(endpoint + "/delete", Map.of()).location()).endsWith("/webhooks");
    assertThat(browser.get(endpoint).status()).isEqualTo(404);
  }

  @Test
  void aMistakeStandsNextToItsField() {
    browser.get(WEBHOOKS + "/endpoints/new");
    for (Map<String, String> wrong :
        java.util.List.of(
            Map.of("url", ""),
            Map.of("url", "http://10.0.0.1/x"),
            Map.of("url", inbox, "event_types", "payment.exploded"),
            Map.of("url", inbox, "filter", "data.x >"),
            Map.of("url", inbox, "headers", "no colon"),
            Map.of("url", inbox, "headers", "Host: x"))) {
      Answer rejected = browser.post(WEBHOOKS + "/endpoints", wrong);
      assertThat(rejected.status()).as(wrong.toString()).isEqualTo(400);
      assertThat(rejected.text()).contains("class=\"error");
      browser.get(WEBHOOKS + "/endpoints/new");
    }
  }

  @Test
  void aReplayShowsItsCountFirst() {
    String endpoint = create(Map.of("url", inbox, "event_types", "payment.created"));
    pay();
    received();
    Await.until(
        "the count is known",
        () -> browser.get(endpoint + "/replay?which=all").text().contains("Replay 1 delivery"));
    assertThat(browser.get(endpoint + "/replay").text()).contains("0 deliveries");
    assertThat(browser.get(endpoint + "/replay?which=all&from_seq=x").status()).isEqualTo(400);

    browser.get(endpoint + "/replay?which=all");
    Answer tooMany =
        browser.post(
            endpoint + "/replay",
            Map.of("which", "all", "from_seq", "", "to_seq", "", "max_count", "0"));
    assertThat(tooMany.text()).contains("more than max_count");
    browser.get(endpoint + "/replay?which=all");
    Answer started =
        browser.post(
            endpoint + "/replay",
            Map.of("which", "all", "from_seq", "", "to_seq", "", "max_count", "1"));
    assertThat(started.status()).as(started.text()).isEqualTo(303);
    Await.until(
        "it arrives again", () -> client.get("/v1/inbox/messages").json().path("data").size() >= 2);
  }

  @Test
  void aViewerSeesEverythingButTheSecretAndTheButtons() {
    String endpoint = create(Map.of("url", inbox));
    PageClient viewer = server.browser().signIn(server.newPerson(account, "viewer"));

    assertThat(viewer.get(endpoint).text())
        .contains("Signatures")
        .doesNotContain("Reveal secret", "Delete endpoint", "Send test event");
    assertThat(viewer.get(endpoint + "/edit").status()).isEqualTo(403);
  }

  @Test
  void eventsCanBeFilteredAndNeverOfAnotherAccount() {
    String payment = pay();
    assertThat(browser.get(WEBHOOKS + "/events?type=payment.created").text()).contains("pmt_");
    assertThat(browser.get(WEBHOOKS + "/events?subject=" + payment).text())
        .contains("payment.created")
        .doesNotContain("api_key.created</a>");
    assertThat(browser.get(WEBHOOKS + "/events?type=x").status()).isEqualTo(400);
    String event = client.get("/v1/events?limit=1").json().at("/data/0/id").asText();
    PageClient stranger = server.browser().signIn(server.newPerson(server.newAccount(), "owner"));
    assertThat(stranger.get(WEBHOOKS + "/events/" + event).status()).isEqualTo(404);
    assertThat(browser.get("/dashboard/live/webhooks/inbox").status()).isEqualTo(404);
  }
}
