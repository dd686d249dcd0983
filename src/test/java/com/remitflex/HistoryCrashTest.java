package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.json.Json;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The history of a key while the process is killed with -9 amid its requests. */
@Tag("process")
class HistoryCrashTest {
  private static final int CLIENTS = 8;
  private static final int BEFORE = 200;
  private static final int AFTER = 50;

  private final AtomicLong sent = new AtomicLong();

  @Test
  void whatIsOnRecordStaysAndNothingIsThereTwiceOrInHalf(@TempDir Path directory) {
    Map<String, String> settings = Map.of("REMITFLEX_RATE_LIMIT_PER_MINUTE", "0");
    try (ServerProcess server = ServerProcess.onTestDatabase(directory, settings).start()) {
      ApiClient admin = admin(server);
      ApiClient client = server.client();
      String key = client.get("/v1/api-keys/current").json().path("id").asText();
      sent.set(1);
      Set<String> first = send(client, BEFORE);
      Await.until("the first are on record", () -> list(admin, key).containsAll(first));
      Await.until("and counted", () -> counted(admin, key) == sent.get());
      ApiClient canary = canary(server, admin);

      Set<String> second = sendWhileKilled(server, client, canary);
      server.start();
      Set<String> third = send(client, AFTER);
      Await.until("the last are on record", () -> list(admin, key).containsAll(third));
      Await.until("so are all that were answered", () -> list(admin, key).containsAll(second));
      Await.until(
          "every one that is on record is counted, once",
          () -> counted(admin, key) == list(admin, key).size());
      Await.until("the use of the canary is an alert", () -> canaryAlerts(admin) == 1);

      List<String> all = list(admin, key);
      assertThat(all).doesNotHaveDuplicates().containsAll(first).containsAll(third);
      assertThat(all.size()).isLessThanOrEqualTo((int) sent.get());
      // A write of before the kill is there with its body.
      for (String id : first) {
        JsonNode one = admin.get("/v1/api-keys/" + key + "/requests/" + id).json();
        if (one.path("method").asText().equals("POST")) {
          assertThat(one.path("request_body").asText()).as(one.toString()).contains("USDC");
          assertThat(one.path("response_body").asText()).as(one.toString()).isNotEmpty();
        }
      }
    }
  }

  private static ApiClient admin(ServerProcess server) {
    Ended made =
        server.runHere(
            "keys",
            "create",
            "--environment",
            "sandbox",
            "--scope",
            "admin",
            "--name",
            "a",
            "--json");
    assertThat(made.status()).as(made.err()).isZero();
    String secret = Json.trusted(made.out()).path("key").asText();
    return new ApiClient(server.port(), MintedSecrets.key(secret));
  }

  private static ApiClient canary(ServerProcess server, ApiClient admin) {
    ApiClient.Answer made =
        admin.post("/v1/api-keys", "{\"name\": \"b\", \"scope\": \"read\", \"canary\": true}");
    return new ApiClient(server.port(), MintedSecrets.key(made.json().path("key").asText()));
  }

  private static int canaryAlerts(ApiClient admin) {
    return admin.get("/v1/alerts?kind=canary").json().path("data").size();
  }

  /** Sends payments and returns the IDs of the requests. */
  private Set<String> send(ApiClient client, int many) {
    return IntStream.range(0, many)
        .parallel()
        .mapToObj(i -> post(client))
        .collect(Collectors.toSet());
  }

  /** Sends until the process is killed; gives the ids of the requests that came back. */
  private Set<String> sendWhileKilled(ServerProcess server, ApiClient client, ApiClient canary) {
    Set<String> ids = ConcurrentHashMap.newKeySet();
    AtomicBoolean killed = new AtomicBoolean();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          Thread.ofPlatform()
              .start(() -> {
                while (!killed.get()) {
                  try {
                    ids.add(post(client));
                  } catch (IllegalStateException noAnswer) {
                    return;
                  }
                }
              }));
    }
    Await.until("a load", () -> ids.size() > BEFORE);
    assertThat(canary.get("/v1/account").status()).isEqualTo(200);
    server.kill();
    killed.set(true);
    clients.forEach(HistoryCrashTest::join);
    return ids;
  }

  private String post(ApiClient client) {
    sent.incrementAndGet();
    ApiClient.Answer answer =
        client.post("/v1/payments", "{\"amount\": 15.5, \"currency\": \"USDC\"}");
    assertThat(answer.status()).as(answer.text()).isIn(201, 503);
    return answer.header("X-Request-Id").orElseThrow();
  }

  /** The ids of every request of the key, page by page. */
  private static List<String> list(ApiClient admin, String key) {
    List<String> ids = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = admin.get("/v1/api-keys/" + key + "/requests?limit=100" + cursor).json();
      page.path("data").forEach(one -> ids.add(one.path("id").asText()));
      cursor =
          page.at("/pagination/has_more").asBoolean()
              ? "&cursor=" + page.at("/pagination/cursor").asText()
              : "";
    } while (!cursor.isEmpty());
    return ids;
  }

  private static long counted(ApiClient admin, String key) {
    long requests = 0;
    for (JsonNode hour :
        admin.get("/v1/api-keys/" + key + "/usage?granularity=hour").json().path("data")) {
      requests += hour.path("requests").asLong();
    }
    return requests;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
