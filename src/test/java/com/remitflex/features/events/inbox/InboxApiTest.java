package com.remitflex.features.events.inbox;

import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** POST /inbox/{token} and the API under /v1/inbox. */
class InboxApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final String account = server.newAccount();
  private final ApiClient client =
      server.client(server.newKey(account, Environment.SANDBOX, Scope.READ).secret());
  private final String path = path(client);

  private static String path(ApiClient client) {
    return URI.create(client.get("/v1/inbox").json().path("url").asText()).getPath();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private static int post(String path, String body) {
    return send(to(path).POST(BodyPublishers.ofString(body))).statusCode();
  }

  private List<JsonNode> messages() {
    List<JsonNode> messages = new ArrayList<>();
    client.get("/v1/inbox/messages?limit=100").json().path("data").forEach(messages::add);
    return messages;
  }

  private JsonNode newest() {
    return client.get("/v1/inbox/messages/" + messages().getFirst().path("id").asText()).json();
  }

  @Test
  void whatIsSentIsListedWithItsHeadersAndBody() {
    String event = "evt_01M85VF8SDM3J1XG9Y5S8T6W1B";
    String body = "{\"type\": \"payment.delivered\", \"data\": {\"ü\": [1.50]}}";
    HttpResponse<String> response =
        send(
            to(path)
                .header("webhook-id", event)
                .header("Authorization", "Basic c2VjcmV0")
                .POST(BodyPublishers.ofString(body)));

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode listed = messages().getFirst();
    assertThat(response.body()).contains(listed.path("id").asText());
    assertThat(listed.path("event_id").asText()).isEqualTo(event);
    assertThat(listed.path("event_type").asText()).isEqualTo("payment.delivered");
    assertThat(listed.path("bytes").asInt()).isEqualTo(body.length() + 1);
    assertThat(listed.path("signatures")).isEmpty();
    JsonNode full = newest();
    assertThat(full.path("body").asText()).isEqualTo(body);
    assertThat(full.at("/headers/webhook-id").asText()).isEqualTo(event);
    assertThat(full.at("/headers/authorization").asText()).isEqualTo("…");
  }

  @Test
  void aKeyInItIsMasked() {
    String key = client.key();
    send(
        to(path)
            .header("X-Key", key)
            .POST(BodyPublishers.ofString("{\"a\": \"" + key + "\", \"k\": \"" + key + "\"}")));

    JsonNode full = newest();
    assertThat(full.path("body").asText()).contains("rf_test_").doesNotContain(key);
    assertThat(full.at("/headers/x-key").asText()).contains("…").doesNotContain(key);
  }

  @Test
  void anythingCanBeSent() {
    byte[][] bodies = {{}, {0}, {(byte) 0xff, (byte) 0xfe}, "\u0000 {".getBytes()};
    for (byte[] body : bodies) {
      assertThat(send(to(path).POST(BodyPublishers.ofByteArray(body))).statusCode()).isEqualTo(200);
    }
    assertThat(messages()).hasSize(bodies.length).noneMatch(one -> one.has("event_type"));
    assertThat(post(path, "[".repeat(60_000))).isEqualTo(200);
  }

  @Test
  void aBodyHasALimit() {
    assertThat(post(path, "x".repeat(InboxService.MAX_BYTES))).isEqualTo(200);
    assertThat(post(path, "x".repeat(InboxService.MAX_BYTES + 1))).isEqualTo(413);
    assertThat(messages()).hasSize(1);
  }

  @Test
  void anInboxKeepsTheNewestAndTakesSoManyPerMinute() {
    int accepted = 0;
    int status = 200;
    while (status == 200) {
      status = post(path, "{}");
      accepted += status == 200 ? 1 : 0;
    }

    assertThat(status).isEqualTo(429);
    // A new minute can begin in between.
    assertThat(accepted).isBetween(InboxService.MAX_PER_MINUTE, 2 * InboxService.MAX_PER_MINUTE);
    HttpResponse<String> full = send(to(path).POST(BodyPublishers.noBody()));
    assertThat(full.headers().firstValue("Retry-After")).isPresent();
    JsonNode first = client.get("/v1/inbox/messages?limit=100").json();
    JsonNode second =
        client
            .get("/v1/inbox/messages?limit=100&cursor=" + first.at("/pagination/cursor").asText())
            .json();
    assertThat(first.path("data").size() + second.path("data").size())
        .isEqualTo(InboxService.MAX_MESSAGES);
    assertThat(second.at("/pagination/has_more").asBoolean()).isFalse();
    assertThat(post(path(server.newClient(Scope.READ)), "{}")).isEqualTo(200);
  }

  @Test
  void aTokenCannotBeGuessedOrUsedForAnotherAccount() {
    String other = path(server.newClient(Scope.READ));
    String mixed = other.substring(0, other.indexOf('-')) + path.substring(path.indexOf('-'));
    for (String wrong :
        List.of(
            "/inbox/x",
            "/inbox/",
            "/inbox",
            mixed,
            path.toUpperCase(java.util.Locale.ROOT).replace("/INBOX", "/inbox"),
            path.substring(0, path.length() - 1),
            path + "A",
            path + "/x")) {
      assertThat(post(wrong, "{}")).as(wrong).isIn(401, 404);
    }
    assertThat(send(to(path).GET()).statusCode()).isEqualTo(405);
    assertThat(messages()).isEmpty();
  }

  @Test
  void messagesOfOthersDoNotExist() {
    post(path, "{}");
    String id = messages().getFirst().path("id").asText();
    ApiClient other = server.newClient(Scope.READ);

    assertRefused(other.get("/v1/inbox/messages/" + id), 404, "NOT_FOUND");
    assertThat(other.get("/v1/inbox/messages").json().path("data")).isEmpty();
  }

  @Test
  void aLiveKeyHasNoInbox() {
    ApiClient live =
        server.client(
            server.newKey(server.newVerifiedAccount(), Environment.LIVE, Scope.READ).secret());
    for (String one : List.of("", "/messages", "/messages/msg_01M85VF8SDM3J1XG9Y5S8T6W1B")) {
      Answer answer = live.get("/v1/inbox" + one);
      assertRefused(answer, 404, "NOT_FOUND");
    }
  }

  @Test
  void oldMessagesAreDeleted() {
    post(path, "{}");
    InboxAddresses addresses = new InboxAddresses(List.of(new byte[32]), "https://x");
    InboxService service = new InboxService(server.database(), addresses, SignatureChecks.NONE);

    service.cleanUp(Duration.ofDays(1));
    assertThat(messages()).hasSize(1);
    service.cleanUp(Duration.ofDays(-1));
    assertThat(messages()).isEmpty();
  }
}
