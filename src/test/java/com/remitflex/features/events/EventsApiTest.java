package com.remitflex.features.events;

import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.accounts.Account.Verification;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GET /v1/events and /v1/events/{id}. */
class EventsApiTest {
  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "0",
              "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0",
              "REMITFLEX_SANDBOX_REVIEW_MILLIS", "0",
              "REMITFLEX_SANDBOX_BLOCK_MILLIS", "20"));

  private final String account = server.newAccount();
  private final ApiClient client =
      server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());

  private String pay(String amount) {
    Answer created = client.post("/v1/payments", PaymentBody.of(amount, "USDC").toString());
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    String id = created.json().path("id").asText();
    Await.until(
        "the payment ends",
        () -> client.get("/v1/payments/" + id).json().path("status").asText(),
        status -> Set.of("delivered", "failed", "cancelled").contains(status));
    return id;
  }

  private List<JsonNode> all(String query) {
    List<JsonNode> found = new ArrayList<>();
    String cursor = "";
    while (true) {
      JsonNode page = client.get("/v1/events?limit=3" + query + cursor).json();
      page.path("data").forEach(found::add);
      if (!page.at("/pagination/has_more").asBoolean()) {
        return found;
      }
      cursor = "&cursor=" + page.at("/pagination/cursor").asText();
    }
  }

  private static List<String> types(Iterable<JsonNode> events) {
    List<String> types = new ArrayList<>();
    events.forEach(event -> types.add(event.path("type").asText()));
    return types;
  }

  @Nested
  class Listed200 {
    @Test
    void theNewestComeFirstAndEachIsTheSameAlone() {
      pay("100");

      List<JsonNode> events = all("");
      assertThat(types(events))
          .containsExactly(
              "payment.delivered",
              "payment.settled",
              "payment.processing",
              "payment.created",
              "api_key.created");
      for (JsonNode event : events) {
        assertThat(members(event))
            .containsExactlyInAnyOrder("id", "type", "seq", "environment", "created_at", "data");
        assertThat(client.get("/v1/events/" + event.path("id").asText()).json()).isEqualTo(event);
      }
      assertThat(all("&order=asc")).isEqualTo(events.reversed());
    }

    @Test
    void filtersSelectByTypeSubjectAndTime() {
      String first = pay("100");
      String second = pay("100.02");
      List<JsonNode> events = all("&order=asc");

      assertThat(types(all("&type=payment.failed"))).containsExactly("payment.failed");
      assertThat(all("&type=payment.created")).hasSize(2);
      assertThat(all("&subject=" + first))
          .allMatch(event -> event.at("/data/payment_id").asText().equals(first))
          .hasSize(4);
      assertThat(all("&type=payment.created&subject=" + second)).hasSize(1);
      assertThat(all("&type=account.verified")).isEmpty();
      for (int i = 0; i < events.size(); i++) {
        String time = events.get(i).path("created_at").asText();
        List<JsonNode> from =
            events.stream()
                .filter(e -> e.path("created_at").asText().compareTo(time) >= 0)
                .toList();
        List<JsonNode> before = events.subList(0, events.size() - from.size());
        assertThat(all("&order=asc&created_after=" + time)).isEqualTo(from);
        assertThat(all("&order=asc&created_before=" + time)).isEqualTo(before);
        assertThat(all("&created_before=" + time)).isEqualTo(before.reversed());
      }
      assertThat(all("&created_after=2100-01-01T00:00:00Z")).isEmpty();
      assertThat(all("&created_before=2000-01-01T00:00:00Z")).isEmpty();
    }

    @Test
    void anAccountWithoutEventsHasAnEmptyList() {
      ApiClient live =
          server.client(
              server.newKey(server.newVerifiedAccount(), Environment.LIVE, Scope.READ).secret());

      assertThat(live.get("/v1/events?type=payment.created").json().path("data")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
      "type=payment.exploded, VALIDATION_ERROR, type",
      "subject=, VALIDATION_ERROR, subject",
      "created_after=yesterday, VALIDATION_ERROR, created_after",
      "limit=0, VALIDATION_ERROR, limit",
      "kind=x, VALIDATION_ERROR, kind",
      "cursor=cur_x, INVALID_CURSOR, cursor"
    })
    void wrongParametersAreNamed(String query, String code, String field) {
      assertRefused(client.get("/v1/events?" + query), 400, code, field);
    }
  }

  @Nested
  class Feed200 {
    @Test
    void everyEventComesOnceAndTheEndIsProven() {
      pay("100");
      pay("101");
      List<JsonNode> found = new ArrayList<>();
      long after = 0;
      boolean more = true;
      while (more) {
        JsonNode feed = client.get("/v1/events?limit=2&after_seq=" + after).json();
        for (JsonNode event : feed.path("data")) {
          assertThat(event.path("seq").asLong()).isEqualTo(++after);
          found.add(event);
        }
        JsonNode pagination = feed.path("pagination");
        assertThat(pagination.path("cursor").isNull()).isTrue();
        assertThat(pagination.path("next_after_seq").asLong()).isEqualTo(after);
        assertThat(pagination.path("newest_seq").asLong()).isEqualTo(9);
        more = pagination.path("has_more").asBoolean();
      }
      assertThat(found).hasSize(9).isEqualTo(all("&order=asc"));
      JsonNode end = client.get("/v1/events?after_seq=9").json();
      assertThat(end.path("data")).isEmpty();
      assertThat(end.at("/pagination/next_after_seq").asLong()).isEqualTo(9);
    }

    /** Who waited there would miss what comes before it. */
    @Test
    void aNumberThatWasNotReachedIsRejected() {
      Answer rejected = client.get("/v1/events?after_seq=2");

      assertRefused(rejected, 400, "VALIDATION_ERROR", "after_seq");
      assertThat(rejected.json().at("/error/message").asText()).contains("seq 1.");
    }

    @ParameterizedTest
    @CsvSource({
      "after_seq=-1, after_seq",
      "after_seq=, after_seq",
      "after_seq=1.0, after_seq",
      "after_seq=99999999999999999999, after_seq",
      "after_seq=%D9%A1, after_seq",
      "after_seq=0&type=payment.created, type",
      "after_seq=0&order=asc, order",
      "after_seq=0&cursor=cur_x, cursor",
      "after_seq=0&limit=101, limit"
    })
    void otherParametersAreRejected(String query, String field) {
      assertRefused(client.get("/v1/events?" + query), 400, "VALIDATION_ERROR", field);
    }
  }

  @Test
  void eventsOfOthersDoNotExist() {
    String id = client.get("/v1/events").json().at("/data/0/id").asText();
    ApiClient other = server.newClient(Scope.READ);
    server.verify(account, Verification.KYB);
    ApiClient live = server.client(server.newKey(account, Environment.LIVE, Scope.READ).secret());

    String unknown = "/v1/events/" + IdPrefix.EVENT.next();
    for (ApiClient stranger : List.of(other, live)) {
      Answer hidden = stranger.get("/v1/events/" + id);
      assertRefused(hidden, 404, "NOT_FOUND");
      assertThat(hidden.text()).isEqualTo(stranger.get(unknown).text());
      assertRefused(stranger.get("/v1/events/evt_1"), 404, "NOT_FOUND");
    }
  }

  /** Otherwise an empty list would tell a thief that the key is a canary. */
  @Test
  void aCanarySeesTheEventsOfItsOwnKey() {
    Answer created =
        client.post("/v1/api-keys", "{\"name\": \"b\", \"scope\": \"read\", \"canary\": true}");
    ApiClient canary = server.client(MintedSecrets.key(created.json().path("key").asText()));
    String id = created.json().path("id").asText();

    JsonNode events = canary.get("/v1/events?after_seq=0").json();
    assertThat(types(events.path("data"))).containsExactly("api_key.created");
    assertThat(events.at("/data/0/data/api_key_id").asText()).isEqualTo(id);

    Answer rolled = client.post("/v1/api-keys/" + id + "/roll", "{\"grace_seconds\": 0}");
    ApiClient renewed = server.client(MintedSecrets.key(rolled.json().path("key").asText()));
    assertThat(types(renewed.get("/v1/events?after_seq=0").json().path("data")))
        .containsExactly("api_key.created", "api_key.rolled");
  }

  /** Every type that can happen in this version, each caused by its own action. */
  @Test
  void whatHappensEmitsItsEventWithItsData() {
    String delivered = pay("100");
    pay("100.01");
    pay("100.03");
    String deposit =
        client
            .post(
                "/v1/sandbox/deposits",
                "{\"amount\": 25, \"currency\": \"USDC\", \"network\": \"base\"}")
            .json()
            .path("id")
            .asText();
    Await.until(() ->
        client.get("/v1/deposits/" + deposit).json().path("status").asText().equals("credited"));
    Answer key = client.post("/v1/api-keys", "{\"name\": \"k\", \"scope\": \"read\"}");
    MintedSecrets.key(key.json().path("key").asText());
    String keyPath = "/v1/api-keys/" + key.json().path("id").asText();
    MintedSecrets.key(client.post(keyPath + "/roll", "{}").json().path("key").asText());
    client.delete(keyPath);

    List<JsonNode> events = all("&order=asc");
    assertThat(new TreeSet<>(types(events)))
        .containsExactly(
            "api_key.created",
            "api_key.revoked",
            "api_key.rolled",
            "compliance.approved",
            "compliance.review_required",
            "deposit.credited",
            "deposit.pending",
            "payment.created",
            "payment.delivered",
            "payment.failed",
            "payment.processing",
            "payment.settled");
    Map<String, String> times =
        Map.of(
            "payment.created", "created_at",
            "payment.processing", "processing_started_at",
            "payment.settled", "settled_at",
            "payment.delivered", "delivered_at");
    List<JsonNode> ofPayment = all("&order=asc&subject=" + delivered);
    assertThat(ofPayment).hasSize(4);
    for (JsonNode event : ofPayment) {
      assertThat(members(event.path("data")))
          .contains(
              "payment_id",
              "status",
              "amount",
              "source_currency",
              "destination_currency",
              "converted_amount",
              "fee",
              times.get(event.path("type").asText()));
    }
    assertThat(all("&type=payment.failed").getFirst().at("/data/failure_reason").asText())
        .isEqualTo("INSUFFICIENT_FUNDS");
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).path("seq").asLong()).isEqualTo(i + 1);
    }
  }

  @Test
  void aVerificationIsAnEventOfLive() {
    assertThat(server.run("accounts", "verify", account, "--level", "kyb").status()).isEqualTo(0);
    ApiClient live = server.client(server.newKey(account, Environment.LIVE, Scope.READ).secret());

    JsonNode event = live.get("/v1/events?type=account.verified").json().at("/data/0");
    assertThat(event.at("/data/account_id").asText()).isEqualTo(account);
    assertThat(event.at("/data/verification").asText()).isEqualTo("kyb");
    assertThat(event.path("environment").asText()).isEqualTo("live");
  }
}
