package com.remitflex.features.apikeys.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.activity.requests.OpenStreams;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.LineStream;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** GET /v1/api-keys/{id}/requests with Accept: text/event-stream. */
@Tag("slow")
class FollowRequestsApiTest {
  private static final Duration SOON = Seeded.limit(Duration.ofSeconds(30), Duration.ofSeconds(15));
  private static final String ID = "id: ";
  private static final String EVENTS = "text/event-stream";

  @RegisterExtension static final TestServer server = TestServer.standard();

  private final String account = server.newAccount();
  private final IssuedKey adminKey = server.newKey(account, Environment.SANDBOX, Scope.ADMIN);
  private final ApiClient admin = server.client(adminKey.secret());
  private final IssuedKey key = server.newKey(account, Environment.SANDBOX, Scope.WRITE);
  private final ApiClient client = server.client(key.secret());
  private final String requests = "/v1/api-keys/" + key.key().id() + "/requests";

  private LineStream follow(String query, Map<String, String> headers) {
    return LineStream.open(server.port(), adminKey.secret(), requests + query, EVENTS, headers);
  }

  private static String id(ApiClient.Answer answer) {
    return answer.header("X-Request-Id").orElseThrow();
  }

  @Test
  void eachRequestArrivesWhileTheResponseContinues() {
    try (LineStream events = follow("", Map.of())) {
      assertThat(events.status()).isEqualTo(200);
      assertThat(events.header("Content-Type")).contains(EVENTS);
      for (int i = 0; i < 3; i++) {
        String sent = id(client.get("/v1/balances"));

        assertThat(events.next(ID, SOON)).contains(sent);
        JsonNode event = Json.trusted(events.next("data: ", SOON).orElseThrow());
        assertThat(event.path("id").asText()).isEqualTo(sent);
        assertThat(event.path("route").asText()).isEqualTo("/v1/balances");
        assertThat(event).isEqualTo(listed(sent));
      }
    }
  }

  private JsonNode listed(String id) {
    return Json.trusted(admin.get(requests + "?request_id=" + id).text()).at("/data/0");
  }

  @Test
  void onlyWhatFitsTheFilterArrives() {
    try (LineStream events = follow("?status=4xx", Map.of())) {
      client.get("/v1/balances");
      String missing = id(client.get("/v1/payments/pmt_00000000000000000000000000"));

      assertThat(events.next(ID, SOON)).contains(missing);
    }
  }

  @Test
  void aClientThatComesBackMissesNoneInBetween() {
    String last;
    try (LineStream events = follow("", Map.of())) {
      last = id(client.get("/v1/balances"));
      assertThat(events.next(ID, SOON)).contains(last);
    }
    Set<String> missed = new HashSet<>(Set.of(id(client.get("/v1/balances"))));
    missed.add(id(client.get("/v1/payments")));

    try (LineStream events = follow("", Map.of("Last-Event-ID", last))) {
      missed.add(id(client.get("/v1/balances")));
      while (!missed.isEmpty()) {
        missed.remove(events.next(ID, SOON).orElseThrow());
      }
    }
  }

  @Test
  void aLastEventIdThatIsNoneBeginsNow() {
    client.get("/v1/balances");
    Await.until(() -> admin.get(requests).json().path("data").size() == 1);
    for (String odd : List.of("x", "req_ZZZZZZZZZZZZZZZZZZZZZZZZZZ", "'; --")) {
      try (LineStream events = follow("", Map.of("Last-Event-ID", odd))) {
        String sent = id(client.get("/v1/balances"));

        assertThat(events.next(ID, SOON)).contains(sent);
      }
    }
  }

  /** A node may be slow: a request that is written after later ones is still reported. */
  @Test
  void whatIsWrittenLateArrivesOnce() {
    try (LineStream events = follow("?created_after=2001-01-01T00:00:00Z", Map.of())) {
      String sent = id(client.get("/v1/balances"));
      assertThat(events.next(ID, SOON)).contains(sent);
      String late = IdPrefix.REQUEST.next();
      server
          .database()
          .use(handle ->
              handle.execute(
                  """
                  INSERT INTO request_log (account_id, environment, key_id, at, number, id, method,
                    path, route, status, latency_micros, ip)
                  VALUES (?, 'sandbox', ?, date_trunc('milliseconds', clock_timestamp())
                    - interval '40 s', 7, ?, 'GET', '/late', 'unknown', 404, 1, '')
                  """,
                  account,
                  key.key().id(),
                  late));

      List<String> told = new ArrayList<>(List.of(events.next(ID, SOON).orElseThrow()));
      events.next(ID, Duration.ofSeconds(6)).ifPresent(told::add);
      assertThat(told).containsExactly(late);
    }
  }

  @Test
  void theTailEndsWhenItsKeyIsRevoked() {
    try (LineStream events = follow("", Map.of())) {
      assertThat(events.next("retry", SOON)).isPresent();
      ApiClient other =
          server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());

      other.delete("/v1/api-keys/" + adminKey.key().id());
      client.get("/v1/balances");

      assertThat(events.ends(Seeded.limit(SOON, Duration.ofSeconds(2)))).isTrue();
      assertThat(events.isWhole()).isTrue();
      assertThat(events.next(ID, Duration.ZERO)).isEmpty();
    }
  }

  @Test
  void theTailEndsWhenItsKeyExpires() {
    String soon = Json.time(java.time.Instant.now().plusSeconds(8));
    String expiring =
        MintedSecrets.key(
            admin
                .post(
                    "/v1/api-keys",
                    "{\"name\": \"short\", \"scope\": \"admin\", \"expires_at\": \"" + soon + "\"}")
                .json()
                .path("key")
                .asText());

    try (LineStream events = LineStream.open(server.port(), expiring, requests, EVENTS, Map.of())) {
      assertThat(events.status()).isEqualTo(200);
      assertThat(events.ends(Seeded.limit(Duration.ofSeconds(60), Duration.ofSeconds(8)))).isTrue();
    }
  }

  @Test
  void anAccountHasOnlySoManyTailsAndGetsTheirPlacesBack() {
    List<LineStream> open = new ArrayList<>();
    for (int i = 0; i < OpenStreams.MAX_OF_ACCOUNT; i++) {
      open.add(follow("", Map.of()));
    }
    try (LineStream rejected = follow("", Map.of())) {
      assertThat(rejected.status()).isEqualTo(429);
      assertThat(rejected.header("Retry-After")).isPresent();
    }
    String ours = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.ADMIN).secret();
    try (LineStream others =
        LineStream.open(server.port(), ours, "/v1/api-keys/current/requests", EVENTS, Map.of())) {
      assertThat(others.status()).isEqualTo(200);
    }

    open.forEach(LineStream::close);
    Await.until(() -> {
      client.get("/v1/balances");
      try (LineStream again = follow("", Map.of())) {
        return again.status() == 200;
      }
    });
  }

  @Test
  void whoMayNotReadTheHistoryMayNotFollowIt() {
    try (LineStream rejected =
        LineStream.open(server.port(), key.secret(), requests, EVENTS, Map.of())) {
      assertThat(rejected.status()).isEqualTo(403);
    }
    String stranger = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.ADMIN).secret();
    try (LineStream rejected =
        LineStream.open(server.port(), stranger, requests, EVENTS, Map.of())) {
      assertThat(rejected.status()).isEqualTo(404);
    }
    try (LineStream rejected = follow("?limit=1", Map.of())) {
      assertThat(rejected.status()).isEqualTo(400);
    }
  }

  @Test
  void aTailIsOnRecordFromItsBeginning() {
    String own = "/v1/api-keys/current/requests";
    try (LineStream events =
        LineStream.open(server.port(), adminKey.secret(), own, EVENTS, Map.of())) {
      String id = events.header("X-Request-Id").orElseThrow();
      Await.until(() -> admin.get(own + "/" + id).status() == 200);
      assertThat(events.ends(Duration.ofMillis(1))).isFalse();
    }
  }
}
