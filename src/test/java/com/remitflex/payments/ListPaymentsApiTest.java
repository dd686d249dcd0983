package com.remitflex.payments;

import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.http.Scope;
import com.remitflex.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GET /v1/payments. */
class ListPaymentsApiTest {
  private static final int PAYMENTS = 23;

  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final List<String> oldestFirst = new ArrayList<>();
  private static ApiClient client;

  @BeforeAll
  static void pay() {
    String accountId = server.newAccount();
    ApiClient writer = server.clientOf(accountId, Environment.SANDBOX);
    for (int i = 0; i < PAYMENTS; i++) {
      Answer answer =
          writer.post("/v1/payments", PaymentBody.of("1" + i + ".5", "USDC").toString());
      oldestFirst.add(answer.json().path("id").asText());
    }
    client = server.client(server.newKey(accountId, Environment.SANDBOX, Scope.READ).secret());
  }

  private static List<String> ids(JsonNode list) {
    List<String> ids = new ArrayList<>();
    list.path("data").forEach(payment -> ids.add(payment.path("id").asText()));
    return ids;
  }

  private static void assertPage(JsonNode list, int size, boolean hasMore) {
    assertThat(members(list)).containsExactly("data", "pagination");
    JsonNode pagination = list.path("pagination");
    assertThat(members(pagination)).containsExactly("cursor", "has_more", "total");
    assertThat(list.path("data")).hasSize(size);
    assertThat(pagination.path("has_more").isBoolean()).isTrue();
    assertThat(pagination.path("has_more").asBoolean()).isEqualTo(hasMore);
    assertThat(pagination.path("total").isIntegralNumber()).isTrue();
    assertThat(pagination.path("total").asInt()).isEqualTo(PAYMENTS);
  }

  @Nested
  class Listed200 {
    @Test
    void theNewest20ComeFirstUnlessAskedOtherwise() {
      JsonNode list = client.get("/v1/payments").json();

      assertPage(list, 20, true);
      assertThat(ids(list)).isEqualTo(oldestFirst.reversed().subList(0, 20));
    }

    @ParameterizedTest
    @CsvSource({"1, true", "22, true", "23, false", "24, false", "100, false"})
    void thereIsMoreOnlyWhenThePageDoesNotHoldAll(int limit, boolean hasMore) {
      JsonNode list = client.get("/v1/payments?limit=" + limit).json();

      assertPage(list, Math.min(limit, PAYMENTS), hasMore);
    }

    @Test
    void theOrderIsThatOfCreation() {
      assertThat(ids(client.get("/v1/payments?limit=100&order=asc").json()))
          .isEqualTo(oldestFirst);
      assertThat(ids(client.get("/v1/payments?order=desc&limit=100").json()))
          .isEqualTo(oldestFirst.reversed());
    }

    @Test
    void thePaymentsAreTheObjectsThatGetAnswers() {
      JsonNode newest = client.get("/v1/payments?limit=1").json().path("data").get(0);

      assertThat(client.get("/v1/payments/" + newest.path("id").asText()).json())
          .isEqualTo(newest);
    }

    @Test
    void anAccountSeesNoneOfAnother() {
      JsonNode list = server.newClient(Scope.READ).get("/v1/payments").json();

      assertThat(list.path("data")).isEmpty();
      assertThat(list.path("pagination").path("total").asInt(-1)).isZero();
      assertThat(list.path("pagination").path("has_more").asBoolean(true)).isFalse();
      assertThat(list.path("pagination").path("cursor").isNull()).isTrue();
    }

    @Test
    void aCancelledPaymentStaysInTheList() {
      ApiClient writer = server.newClient(Scope.WRITE);
      String id =
          writer.post("/v1/payments", PaymentBody.of("10", "USDC").toString()).json()
              .path("id").asText();
      writer.delete("/v1/payments/" + id);

      JsonNode list = writer.get("/v1/payments").json();

      assertThat(ids(list)).containsExactly(id);
      assertThat(list.path("pagination").path("total").asInt()).isEqualTo(1);
      assertThat(list.path("data").get(0).path("status").asText()).isEqualTo("cancelled");
    }
  }

  @Nested
  class ValidationError400 {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "", "0", "-1", "101", "1000000000", "99999999999999999999", "1e1", "1.0", "%2B5", "+5",
          "0x5", "ten", "%EF%BC%95", "5%00", "null"
        })
    void theLimitIs1To100(String limit) {
      assertRefused(
          client.get("/v1/payments?limit=" + limit), 400, "VALIDATION_ERROR", "limit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "DESC", "up", "asc,desc"})
    void theOrderIsAscOrDesc(String order) {
      assertRefused(
          client.get("/v1/payments?order=" + order), 400, "VALIDATION_ERROR", "order");
    }

    @ParameterizedTest
    @CsvSource({
      "limit=5&limit=5, limit",
      "order=asc&order=desc, order",
      "limit=5&lim%69t=5, limit",
      "page=2, page",
      "Limit=5, Limit",
      "limit[]=5, limit[]"
    })
    void anUnknownOrRepeatedParameterIsNamed(String query, String field) {
      assertRefused(
          client.get("/v1/payments?" + query.replace("[", "%5B").replace("]", "%5D")),
          400,
          "VALIDATION_ERROR",
          field);
    }

    @Test
    void anApiKeyAmongTheParametersIsNotRepeated() {
      Answer answer = client.get("/v1/payments?api_key_is_" + client.key() + "=1");

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.errorField()).doesNotContain(client.key().substring(12, 24));
    }
  }
}
