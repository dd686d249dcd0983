package com.remitflex.features.payments;

import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import java.time.Instant;
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

  private static String cursor(JsonNode list) {
    return list.path("pagination").path("cursor").asText();
  }

  private static void assertPage(JsonNode list, int size, boolean hasMore) {
    assertThat(members(list)).containsExactly("data", "pagination");
    JsonNode pagination = list.path("pagination");
    assertThat(members(pagination)).containsExactly("cursor", "has_more", "total");
    assertThat(list.path("data")).hasSize(size);
    assertThat(pagination.path("has_more").isBoolean()).isTrue();
    assertThat(pagination.path("has_more").asBoolean()).isEqualTo(hasMore);
    assertThat(pagination.path("cursor").isNull()).isEqualTo(!hasMore);
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
      assertThat(ids(client.get("/v1/payments?limit=100&order=asc").json())).isEqualTo(oldestFirst);
      assertThat(ids(client.get("/v1/payments?order=desc&limit=100").json()))
          .isEqualTo(oldestFirst.reversed());
    }

    @ParameterizedTest
    @CsvSource({"asc, 1", "asc, 7", "desc, 1", "desc, 22", "desc, 23"})
    void thePagesTogetherHoldEveryPaymentOnceAndInOrder(String order, int limit) {
      String path = "/v1/payments?order=" + order + "&limit=" + limit;
      JsonNode page = client.get(path).json();
      List<String> walked = new ArrayList<>(ids(page));
      while (page.path("pagination").path("has_more").asBoolean()) {
        page = client.get(path + "&cursor=" + cursor(page)).json();
        walked.addAll(ids(page));
        assertThat(page.path("pagination").path("total").asInt()).isEqualTo(PAYMENTS);
      }

      assertThat(walked).isEqualTo(order.equals("asc") ? oldestFirst : oldestFirst.reversed());
      assertThat(page.path("pagination").path("cursor").isNull()).isTrue();
    }

    @Test
    void aPageStaysTheSameWhilePaymentsAreAdded() {
      ApiClient writer = server.newClient(Scope.WRITE);
      String body = PaymentBody.of("10", "USDC").toString();
      for (int i = 0; i < 4; i++) {
        writer.post("/v1/payments", body);
      }
      List<String> before = ids(writer.get("/v1/payments").json());
      JsonNode first = writer.get("/v1/payments?limit=2").json();
      writer.post("/v1/payments", body);

      JsonNode second = writer.get("/v1/payments?limit=2&cursor=" + cursor(first)).json();

      assertThat(ids(first)).isEqualTo(before.subList(0, 2));
      assertThat(ids(second)).isEqualTo(before.subList(2, 4));
      assertThat(second.path("pagination").path("total").asInt()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&status=pending"})
    void theTotalIsOfTheSameSnapshotAsThePage(String filter) throws InterruptedException {
      ApiClient writer = server.newClient(Scope.WRITE);
      String body = PaymentBody.of("10", "USDC").toString();
      Thread writing =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 40; i++) {
                  writer.post("/v1/payments", body);
                }
              });

      int total = -1;
      while (total < 40 && (writing.isAlive() || total < 0)) {
        JsonNode list = writer.get("/v1/payments?limit=100" + filter).json();
        total = list.path("pagination").path("total").asInt(-1);
        assertThat(list.path("data")).hasSize(total);
      }
      writing.join();
      assertThat(total).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
      "status=pending, 1",
      "status=cancelled, 1",
      "status=settled, 1",
      "status=failed, 0",
      "currency=USDC, 2",
      "currency=EURC, 1",
      "currency=PYUSD, 0",
      "corridor=US-EU, 2",
      "corridor=US-MX, 0",
      "reference=a%20b, 1",
      "reference=a+b, 1",
      "reference=A%20b, 0",
      "reference=%25, 0",
      "status=pending&currency=EURC, 0",
      "status=cancelled&currency=EURC&corridor=US-EU&reference=a%20b, 1"
    })
    void eachFilterLeavesWhatFitsAndTheTotalIsOfThat(String filter, int fitting) {
      JsonNode list = mixed().get("/v1/payments?" + filter).json();

      assertThat(list.path("data")).hasSize(fitting);
      assertThat(list.path("pagination").path("total").asInt(-1)).isEqualTo(fitting);
    }

    /** A pending, a cancelled and a settled payment. */
    private static ApiClient mixed() {
      ApiClient writer = server.newClient(Scope.WRITE);
      writer.post("/v1/payments", PaymentBody.of("10", "USDC").toString());
      PaymentBody euros = PaymentBody.of("20", "EURC").text("reference", "a b");
      String id = writer.post("/v1/payments", euros.toString()).json().path("id").asText();
      writer.delete("/v1/payments/" + id);
      writer.post(
          "/v1/payments",
          PaymentBody.of("30", "USDC").text("destination", server.newAccount()).toString());
      return writer;
    }

    @Test
    void createdAfterIsInclusiveAndCreatedBeforeExclusive() {
      ApiClient writer = server.newClient(Scope.WRITE);
      JsonNode payment =
          writer.post("/v1/payments", PaymentBody.of("10", "USDC").toString()).json();
      String time = payment.path("created_at").asText();
      String later = Instant.parse(time).plusMillis(1).toString();

      assertThat(total(writer, "created_after=" + time)).isEqualTo(1);
      assertThat(total(writer, "created_after=" + later)).isZero();
      assertThat(total(writer, "created_before=" + time)).isZero();
      assertThat(total(writer, "created_before=" + later)).isEqualTo(1);
      assertThat(total(writer, "created_after=" + time + "&created_before=" + later)).isEqualTo(1);
      assertThat(total(writer, "created_after=" + later + "&created_before=" + time)).isZero();
    }

    private static int total(ApiClient client, String filter) {
      JsonNode list = client.get("/v1/payments?" + filter).json();
      int total = list.path("pagination").path("total").asInt(-1);
      assertThat(list.path("data")).hasSize(total);
      return total;
    }

    @Test
    void thePaymentsAreTheObjectsThatGetAnswers() {
      JsonNode newest = client.get("/v1/payments?limit=1").json().path("data").get(0);

      assertThat(client.get("/v1/payments/" + newest.path("id").asText()).json()).isEqualTo(newest);
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
          writer
              .post("/v1/payments", PaymentBody.of("10", "USDC").toString())
              .json()
              .path("id")
              .asText();
      writer.delete("/v1/payments/" + id);

      JsonNode list = writer.get("/v1/payments").json();

      assertThat(ids(list)).containsExactly(id);
      assertThat(list.path("pagination").path("total").asInt()).isEqualTo(1);
      assertThat(list.path("data").get(0).path("status").asText()).isEqualTo("cancelled");
    }
  }

  @Nested
  class InvalidCursor400 {
    @ParameterizedTest
    @ValueSource(strings = {"", "x", "cur_", "cur_AAAA", "null", "pmt_1", "cur_%00"})
    void whatIsNoCursorIsRejected(String cursor) {
      assertInvalid(client, "cursor=" + cursor);
    }

    /** Its bytes are a time of expiry beyond the end of all years. */
    @Test
    void aForgedCursorIsRejected() {
      assertInvalid(client, "cursor=cur_%s".formatted("f39_".repeat(13) + "fw"));
    }

    @Test
    void aChangedCursorIsRejected() {
      String cursor = cursor(client.get("/v1/payments?limit=1").json());
      char other = cursor.charAt(10) == 'A' ? 'B' : 'A';

      assertInvalid(client, "cursor=" + cursor.substring(0, 10) + other + cursor.substring(11));
      assertInvalid(client, "cursor=" + cursor + "A");
    }

    @Test
    void aCursorOfAnotherOrderOrFilterIsRejected() {
      String cursor = cursor(client.get("/v1/payments?limit=1").json());

      assertInvalid(client, "order=asc&cursor=" + cursor);
      assertInvalid(client, "status=pending&cursor=" + cursor);
      assertThat(client.get("/v1/payments?limit=5&order=desc&cursor=" + cursor).status())
          .isEqualTo(200);
    }

    @Test
    void aCursorOfAnotherAccountIsRejected() {
      String cursor = cursor(client.get("/v1/payments?limit=1").json());

      assertInvalid(server.newClient(Scope.READ), "cursor=" + cursor);
    }

    private static void assertInvalid(ApiClient caller, String query) {
      assertRefused(caller.get("/v1/payments?" + query), 400, "INVALID_CURSOR", "cursor");
    }
  }

  @Nested
  class InvalidCurrency400 {
    @ParameterizedTest
    @ValueSource(strings = {"usdc", "Usdc", "EUR", "XXX", "", "USDC%20", "USDC%00"})
    void theCurrencyIsAStablecoinInUpperCase(String currency) {
      assertRefused(
          client.get("/v1/payments?currency=" + currency), 400, "INVALID_CURRENCY", "currency");
    }
  }

  @Nested
  class ValidationError400 {
    @ParameterizedTest
    @ValueSource(strings = {"reference", "corridor"})
    void aTextHasNoCharacterThatTheDatabaseCannotHold(String name) {
      assertRefused(client.get("/v1/payments?" + name + "=a%00b"), 400, "VALIDATION_ERROR", name);
    }

    @Test
    void aReferenceIsMeasuredInCharactersAsItIsInThePayment() {
      assertThat(client.get("/v1/payments?reference=" + "%F0%9F%98%80".repeat(255)).status())
          .isEqualTo(200);
      assertRefused(
          client.get("/v1/payments?reference=" + "%F0%9F%98%80".repeat(256)),
          400,
          "VALIDATION_ERROR",
          "reference");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "0",
          "-1",
          "101",
          "1000000000",
          "99999999999999999999",
          "1e1",
          "1.0",
          "%2B5",
          "+5",
          "0x5",
          "ten",
          "%EF%BC%95",
          "5%00",
          "null"
        })
    void theLimitIs1To100(String limit) {
      assertRefused(client.get("/v1/payments?limit=" + limit), 400, "VALIDATION_ERROR", "limit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "DESC", "up", "asc,desc"})
    void theOrderIsAscOrDesc(String order) {
      assertRefused(client.get("/v1/payments?order=" + order), 400, "VALIDATION_ERROR", "order");
    }

    @ParameterizedTest
    @CsvSource({
      "limit=5&limit=5, limit",
      "order=asc&order=desc, order",
      "limit=5&lim%69t=5, limit",
      "page=2, page",
      "Limit=5, Limit",
      "limit[]=5, limit[]",
      "limit=%25zz, limit",
      "status=, status",
      "status=Pending, status",
      "status=paid, status",
      "status=pending&status=failed, status",
      "corridor=, corridor",
      "corridor=none, corridor",
      "corridor=us-eu, corridor",
      "reference=, reference",
      "created_after=, created_after",
      "created_after=2026-11-24, created_after",
      "created_after=2026-02-30T00:00:00Z, created_after",
      "created_before=2026-11-24T00:00:00%2B01:00, created_before",
      "created_before=1764000000, created_before"
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
