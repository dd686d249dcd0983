package com.remitflex.features.activity.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** GET /v1/api-keys/{id}/usage: the totals of the requests of all nodes. */
class UsageApiTest {
  @RegisterExtension
  static final TestServer server =
      TestServer.with(Map.of("REMITFLEX_TRUSTED_PROXIES", "127.0.0.1"));

  private static final FlushListener NOBODY =
      new FlushListener() {
        @Override
        public void writing(Handle handle, Flush flush) {}

        @Override
        public void written(Flush flush) {}
      };

  private final String account = server.newAccount();
  private final ApiClient admin =
      server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
  private final IssuedKey used = server.newKey(account, Environment.SANDBOX, Scope.READ);
  private final ApiClient client = server.client(used.secret());

  private JsonNode usage(String query) {
    Answer answer = admin.get("/v1/api-keys/" + used.key().id() + "/usage" + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static void from(ApiClient client, String ip, String userAgent, String path) {
    client.send(
        client.request(path).GET().header("X-Forwarded-For", ip).header("User-Agent", userAgent));
  }

  @Test
  void requestsAreCountedByStatusCodeAddressAndClientInEachGranularity() {
    from(client, "203.0.113.1", "one/1", "/v1/balances");
    from(client, "203.0.113.2", "one/1", "/v1/balances");
    from(client, "203.0.113.2", "two/2", "/v1/payments/pmt_" + "0".repeat(26));
    client.post("/v1/payments", PaymentBody.of("1", "USDC").toString());
    server.countNow();

    for (String granularity : List.of("minute", "hour", "day")) {
      JsonNode usage = usage("?granularity=" + granularity);
      JsonNode totals = usage.path("totals");
      assertThat(totals.path("requests").asInt()).isEqualTo(4);
      assertThat(totals.path("succeeded").asInt()).isEqualTo(2);
      assertThat(totals.path("client_errors").asInt()).isEqualTo(2);
      assertThat(totals.path("server_errors").asInt()).isZero();
      assertThat(totals.path("errors").path("NOT_FOUND").asInt()).isEqualTo(1);
      assertThat(totals.path("errors").path("INSUFFICIENT_PERMISSIONS").asInt()).isEqualTo(1);
      assertThat(totals.path("distinct_ips").asInt()).isEqualTo(3);
      assertThat(totals.path("distinct_user_agents").asInt()).isGreaterThanOrEqualTo(2);
      assertThat(totals.path("latency_micros").path("p50").asLong()).isPositive();
      long sum = 0;
      for (JsonNode point : usage.path("data")) {
        sum += point.path("requests").asLong();
      }
      assertThat(sum).isEqualTo(4);
    }
  }

  @Test
  void anUnusedKeyHasOnlyZeros() {
    JsonNode usage = usage("?granularity=day");

    assertThat(usage.path("data")).isEmpty();
    assertThat(usage.path("totals").path("requests").asInt()).isZero();
    assertThat(usage.path("totals").has("latency_micros")).isFalse();
  }

  @Test
  void rejectedRequestsAreCountedForKnownKeysOnly() {
    server.keys().revoke(used.key().id()).orElseThrow();
    assertThat(client.get("/v1/balances").errorCode()).isEqualTo("API_KEY_REVOKED");
    server.client("rf_test_x").get("/v1/balances");
    server.countNow();

    assertThat(usage("").path("totals").path("errors").path("API_KEY_REVOKED").asInt())
        .isEqualTo(1);
  }

  @Test
  void nodesThatCountTheSameKeyConcurrentlyLoseNothing() throws InterruptedException {
    int nodes = 4;
    int rounds = 25;
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      UsageMeter meter = meter();
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                await(go);
                for (int round = 0; round < rounds; round++) {
                  meter.record(exchange());
                  meter.record(exchange());
                  meter.flush();
                }
              }));
    }
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }

    JsonNode totals = usage("?granularity=day").path("totals");
    assertThat(totals.path("requests").asInt()).isEqualTo(nodes * rounds * 2);
    assertThat(totals.path("distinct_ips").asInt()).isEqualTo(1);
  }

  /** The COMMIT took effect, but its response is lost: the next attempt must not count twice. */
  @Test
  void aFlushWithAnUnconfirmedCommitIsNotAddedTwice() {
    boolean[] broken = {true};
    UsageMeter meter =
        new UsageMeter(
            server.database(),
            new DatabaseClock(),
            List.of(),
            new FlushListener() {
              @Override
              public void writing(Handle handle, Flush flush) {
                if (broken[0]) {
                  broken[0] = false;
                  handle.commit();
                  handle.begin();
                  throw new IllegalStateException("the connection was cut");
                }
              }

              @Override
              public void written(Flush flush) {}
            });
    meter.record(exchange());
    try {
      meter.flush();
    } catch (RuntimeException e) {
      assertThat(e).hasMessage("the connection was cut");
    }
    meter.record(exchange());
    meter.flush();
    meter.flush();

    assertThat(broken[0]).isFalse();
    assertThat(usage("?granularity=day").path("totals").path("requests").asInt()).isEqualTo(2);
  }

  /** It had committed a flush and continued to count; its spool is replayed twice. */
  @Test
  void unwrittenCountsOfAKilledProcessAreCountedOnce() {
    UsageMeter killed =
        new UsageMeter(server.database(), new DatabaseClock(), List.of(), NOBODY, "node_killed");
    Instant now = Instant.now();
    long first = killed.count(exchange(), now);
    killed.flush();
    long second = killed.count(exchange(), now);

    assertThat(second).isEqualTo(first + 1);
    for (int i = 0; i < 2; i++) {
      server
          .database()
          .inTransaction(handle -> {
            Recount recount = meter().recount(handle, "node_killed");
            for (long flush : new long[] {first, second, second}) {
              recount.add(exchange().owner().orElseThrow(), exchange(), now, flush);
            }
            return recount.write();
          });
    }

    assertThat(usage("?granularity=day").path("totals").path("requests").asInt()).isEqualTo(3);
  }

  @Test
  void requestsMissingInTheHistoryAreReported() {
    UsageMeter meter = meter();
    meter.count(exchange(), Instant.now());
    meter.countUnrecorded(exchange().owner().orElseThrow(), Instant.now(), 1);
    meter.flush();

    JsonNode totals = usage("?granularity=day").path("totals");
    assertThat(totals.path("requests").asInt()).isEqualTo(1);
    assertThat(totals.path("not_recorded").asInt()).isEqualTo(1);
  }

  @Test
  void keysOfAnotherAccountOrEnvironmentAreNotFound() {
    ApiClient other = server.newClient(Scope.ADMIN);
    String path = "/v1/api-keys/" + used.key().id() + "/usage";

    assertThat(other.get(path).status()).isEqualTo(404);
    assertThat(admin.get("/v1/api-keys/key_x/usage").status()).isEqualTo(404);
    assertThat(client.get(path).status()).isEqualTo(403);
    assertThat(admin.get("/v1/api-keys/current/usage").status()).isEqualTo(200);
  }

  @Test
  void invalidParametersAreNamed() {
    String path = "/v1/api-keys/" + used.key().id() + "/usage";
    assertThat(admin.get(path + "?granularity=week").errorField()).isEqualTo("granularity");
    assertThat(admin.get(path + "?created_after=yesterday").errorField())
        .isEqualTo("created_after");
    assertThat(
            admin.get(path + "?granularity=minute&created_after=2020-01-01T00:00:00Z").errorField())
        .isEqualTo("created_after");
    assertThat(admin.get(path + "?cursor=x").errorField()).isEqualTo("cursor");
  }

  @Test
  void aYearOfDaysIsInOneResponse() {
    server
        .database()
        .use(handle ->
            handle.execute(
                """
                INSERT INTO key_usage (key_id, unit, start, account_id, environment, requests,
                                       succeeded)
                SELECT ?, 'day', date_trunc('day', clock_timestamp(), 'UTC') - n * interval '1 day',
                       ?, 'sandbox', 1000, 1000
                FROM generate_series(1, 365) n
                """,
                used.key().id(),
                account));
    Instant from = Instant.now().minus(Duration.ofDays(365));

    JsonNode usage = usage("?granularity=day&created_after=" + from);
    assertThat(usage.path("data")).hasSize(365);
    assertThat(usage.path("totals").path("requests").asLong()).isEqualTo(365_000);
  }

  private static UsageMeter meter() {
    return new UsageMeter(server.database(), new DatabaseClock(), List.of(), NOBODY);
  }

  private Exchange exchange() {
    return new Exchange(
        new Client("198.51.100.1", Optional.empty(), "req_1"),
        Optional.of(new KeyOwner(used.key().id(), account, Environment.SANDBOX)),
        Optional.empty(),
        "GET",
        "/v1/balances",
        "/v1/balances",
        200,
        Optional.empty(),
        1_500,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        new byte[0],
        new byte[0]);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
