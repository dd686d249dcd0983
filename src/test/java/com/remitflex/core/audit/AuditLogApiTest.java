package com.remitflex.core.audit;

import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GET /v1/audit-log. */
class AuditLogApiTest {
  /** One of the account's opening, one of its key, 21 of the sandbox, and one of live. */
  private static final int SANDBOX_ENTRIES = 23;

  private static final int LIVE = 24;

  /** The entry of the live key that reads them. */
  private static final int LIVE_KEY = 25;

  @RegisterExtension static final TestServer server = TestServer.standard();

  private static String account;
  private static ApiClient client;

  @BeforeAll
  static void write() {
    account = server.newVerifiedAccount();
    client = server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
    HeadId head = new HeadId(account, Environment.SANDBOX);
    Actor actor =
        Actor.apiKey("key_admin", new Client("192.0.2.7", Optional.of("curl/8"), "req_1"));
    for (int i = 3; i <= SANDBOX_ENTRIES; i++) {
      append(
          head,
          AuditAction.of(
              actor,
              i % 2 == 0 ? "member.removed" : "member.joined",
              "key_" + i % 5,
              Json.object().put("number", i)));
    }
    append(
        new HeadId(account, Environment.LIVE),
        AuditAction.of(Actor.operator(), "api_key.rolled", "key_live"));
  }

  private static void append(HeadId head, AuditAction act) {
    server
        .database()
        .inTransaction(handle -> {
          server.trail().append(handle, head, act);
          return act;
        });
  }

  private static List<Integer> numbers(JsonNode list) {
    List<Integer> numbers = new ArrayList<>();
    list.path("data").forEach(entry -> numbers.add(entry.path("seq").asInt()));
    return numbers;
  }

  private static List<Integer> descending(int from, int to) {
    return IntStream.rangeClosed(to, from).boxed().toList().reversed();
  }

  @Nested
  class Listed200 {
    @Test
    void theNewest20ComeFirst() {
      JsonNode list = client.get("/v1/audit-log").json();

      assertThat(numbers(list)).isEqualTo(descending(23, 4));
      assertThat(list.at("/pagination/has_more").asBoolean()).isTrue();
      assertThat(list.path("pagination").has("total")).isFalse();
    }

    @Test
    void entryShowsWhoDidWhatWhenAndFromWhere() {
      JsonNode entry = client.get("/v1/audit-log?limit=1").json().path("data").path(0);
      JsonNode before = client.get("/v1/audit-log?limit=2").json().path("data").path(1);

      assertThat(entry.path("environment").asText()).isEqualTo("sandbox");
      assertThat(entry.path("actor").toString())
          .isEqualTo("{\"type\":\"api_key\",\"id\":\"key_admin\"}");
      assertThat(entry.path("action").asText()).isEqualTo("member.joined");
      assertThat(entry.path("subject").asText()).isEqualTo("key_3");
      assertThat(entry.path("ip").asText()).isEqualTo("192.0.2.7");
      assertThat(entry.path("user_agent").asText()).isEqualTo("curl/8");
      assertThat(entry.path("request_id").asText()).isEqualTo("req_1");
      assertThat(entry.path("details").toString()).isEqualTo("{\"number\":23}");
      assertThat(entry.path("previous_hash")).isEqualTo(before.path("hash"));
    }

    @ParameterizedTest
    @CsvSource({"asc, 1", "asc, 7", "desc, 5", "desc, 22", "desc, 23", "desc, 100"})
    void pagesContainEachEntryOnceAndInOrder(String order, int limit) {
      String path = "/v1/audit-log?order=" + order + "&limit=" + limit;
      JsonNode page = client.get(path).json();
      List<Integer> walked = new ArrayList<>(numbers(page));
      while (page.at("/pagination/has_more").asBoolean()) {
        page = client.get(path + "&cursor=" + page.at("/pagination/cursor").asText()).json();
        walked.addAll(numbers(page));
      }

      List<Integer> all = descending(SANDBOX_ENTRIES, 1);
      assertThat(walked).isEqualTo(order.equals("asc") ? all.reversed() : all);
      assertThat(page.at("/pagination/cursor").isNull()).isTrue();
    }

    @Test
    void filtersReturnOnlyMatchingEntries() {
      assertThat(numbers(client.get("/v1/audit-log?action=account.created").json()))
          .containsExactly(1);
      assertThat(numbers(client.get("/v1/audit-log?subject=key_0").json()))
          .containsExactly(20, 15, 10, 5);
      assertThat(numbers(client.get("/v1/audit-log?subject=key_0&action=member.joined").json()))
          .containsExactly(15, 5);
      assertThat(numbers(client.get("/v1/audit-log?action=user.signed_out").json())).isEmpty();
    }

    @Test
    void timesBoundTheListFromOneInclusiveToTheOtherExclusive() {
      JsonNode all = client.get("/v1/audit-log?limit=100").json().path("data");
      String middle = all.path(10).path("created_at").asText();
      List<Integer> from = new ArrayList<>();
      List<Integer> before = new ArrayList<>();
      all.forEach(entry -> {
        boolean earlier = entry.path("created_at").asText().compareTo(middle) < 0;
        (earlier ? before : from).add(entry.path("seq").asInt());
      });

      assertThat(numbers(client.get("/v1/audit-log?limit=100&created_after=" + middle).json()))
          .isEqualTo(from);
      assertThat(numbers(client.get("/v1/audit-log?limit=100&created_before=" + middle).json()))
          .isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "created_after=0000-01-01T00:00:00Z&created_before=9999-12-31T23:59:59.999999999Z"
        })
    void extremeTimesAreAccepted(String times) {
      assertThat(numbers(client.get("/v1/audit-log?limit=100&" + times).json())).hasSize(23);
    }

    @Test
    void theOtherEnvironmentsEntriesAreNotShownAndTheAccountsAre() {
      ApiClient live =
          server.client(server.newKey(account, Environment.LIVE, Scope.ADMIN).secret());

      assertThat(numbers(live.get("/v1/audit-log").json())).containsExactly(LIVE_KEY, LIVE, 1);
    }

    @Test
    void anotherAccountSeesOnlyItsOwnLog() {
      ApiClient stranger = server.newClient(Scope.ADMIN);

      JsonNode list = stranger.get("/v1/audit-log").json();

      assertThat(numbers(list)).containsExactly(2, 1);
      assertThat(list.toString()).doesNotContain(account);
    }
  }

  @Nested
  class Invalid400 {
    @ParameterizedTest
    @CsvSource({
      "limit=0, limit",
      "limit=101, limit",
      "order=up, order",
      "action=, action",
      "subject=, subject",
      "action=created, action",
      "action=api_key.creatd, action",
      "action=API_KEY.CREATED, action",
      "subject=nonsense, subject",
      "subject=key_, subject",
      "created_after=yesterday, created_after",
      "actor=operator, actor"
    })
    void aParameterOutOfItsRangeIsNamed(String query, String field) {
      assertRefused(client.get("/v1/audit-log?" + query), 400, "VALIDATION_ERROR", field);
    }

    @Test
    void cursorOfOtherFiltersAnotherAccountOrAnotherListIsRejected() {
      String cursor = client.get("/v1/audit-log?limit=1").json().at("/pagination/cursor").asText();

      for (String path :
          List.of(
              "/v1/audit-log?action=member.joined&cursor=",
              "/v1/audit-log?order=asc&cursor=",
              "/v1/payments?cursor=")) {
        assertRefused(client.get(path + cursor), 400, "INVALID_CURSOR", "cursor");
      }
      assertRefused(
          server.newClient(Scope.ADMIN).get("/v1/audit-log?cursor=" + cursor),
          400,
          "INVALID_CURSOR",
          "cursor");
    }
  }

  @Nested
  class Forbidden403 {
    @Test
    void onlyAnAdminKeyMayReadIt() {
      for (Scope scope : List.of(Scope.READ, Scope.WRITE)) {
        assertThat(server.newClient(scope).get("/v1/audit-log").errorCode())
            .isEqualTo("INSUFFICIENT_PERMISSIONS");
      }
    }
  }
}
