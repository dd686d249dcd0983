package com.remitflex.features.payments;

import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PayoutExample;
import com.remitflex.testing.TestServer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GET /v1/payments/{id}; its 404s are in TenancyApiTest. */
class GetPaymentApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static JsonNode created(ApiClient client) {
    return client.post("/v1/payments", PayoutExample.SPAIN.body("100").toString()).json();
  }

  @Nested
  class Found200 {
    @Test
    void getReturnsThePaymentAsCreated() {
      ApiClient client = server.newClient(Scope.WRITE);
      JsonNode created = created(client);

      Answer answer = client.get("/v1/payments/" + created.path("id").asText());

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json()).isEqualTo(created);
    }

    @Test
    void aReadKeyOfTheAccountIsEnough() {
      String accountId = server.newAccount();
      JsonNode created = created(server.clientOf(accountId, Environment.SANDBOX));
      ApiClient reader =
          server.client(server.newKey(accountId, Environment.SANDBOX, Scope.READ).secret());

      Answer answer = reader.get("/v1/payments/" + created.path("id").asText());

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json()).isEqualTo(created);
    }

    @Test
    void expandEventsAddsTheTimeline() {
      ApiClient client = server.newClient(Scope.WRITE);
      JsonNode created = created(client);
      String path = "/v1/payments/" + created.path("id").asText();

      JsonNode payment = client.get(path + "?expand=events").json();

      assertThat(members(client.get(path).json())).doesNotContain("events");
      JsonNode events = payment.path("events");
      assertThat(events).hasSize(1);
      JsonNode event = events.get(0);
      assertThat(members(event)).containsExactly("id", "seq", "type", "created_at");
      assertThat(IdPrefix.EVENT.matches(event.path("id").asText())).isTrue();
      assertThat(event.path("seq").asLong()).isEqualTo(2);
      assertThat(event.path("type").asText()).isEqualTo("payment.created");
      assertThat(event.path("created_at")).isEqualTo(created.path("created_at"));
    }
  }

  @Nested
  class ValidationError400 {
    @ParameterizedTest
    @ValueSource(
        strings = {"expand=", "expand=all", "expand=Events", "expand=events&expand=events"})
    void onlyEventsCanBeExpanded(String query) {
      assertFieldRejected(query, "expand");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fields", "fields=id", "Expand=events", "%65xpand2=events"})
    void anUnknownParameterIsRejected(String query) {
      assertFieldRejected(query, query.startsWith("%65") ? "expand2" : query.split("=")[0]);
    }

    private static void assertFieldRejected(String query, String field) {
      ApiClient client = server.newClient(Scope.WRITE);
      String path = "/v1/payments/" + created(client).path("id").asText();

      assertRefused(client.get(path + "?" + query), 400, "VALIDATION_ERROR", field);
    }
  }
}
