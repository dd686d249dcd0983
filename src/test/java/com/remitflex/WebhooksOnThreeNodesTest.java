package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.access.Scope;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.ThreeNodes;
import com.remitflex.testing.WebhookReceiver;
import com.remitflex.testing.WebhookReceiver.Received;
import com.remitflex.testing.WebhookReceiver.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Three processes commit events and deliver them to the same endpoints, while one of them is killed
 * with -9: the numbers have no gap, and each event arrives, under one ID.
 */
@Tag("process")
class WebhooksOnThreeNodesTest {
  @RegisterExtension static final ThreeNodes nodes = new ThreeNodes();

  private static final int KILLS = Seeded.cases(1, 10);
  private static final int PAYMENTS_BEFORE_A_KILL = Seeded.cases(150, 1_000);
  private static final List<String> PATHS = List.of("/a", "/b", "/c");
  private static final Executor OWN_THREAD = Thread.ofPlatform()::start;
  private static final String BODY = "{\"amount\": 10, \"currency\": \"USDC\"}";

  @Test
  void eachEventReachesEachEndpointAndItsNumberHasNoGap() {
    HeadId head = nodes.platform().newAccount();
    String key = nodes.platform().newKey(head, Scope.ADMIN).secret();
    List<ApiClient> clients = nodes.clients(key);
    Set<String> accepted = ConcurrentHashMap.newKeySet();
    try (WebhookReceiver receiver = new WebhookReceiver()) {
      AtomicInteger requests = new AtomicInteger();
      // Slow now and then, so that attempts are in flight when the node is killed.
      receiver.reply(one -> {
        if (requests.incrementAndGet() % 10 == 0) {
          Await.pause(Duration.ofMillis(100));
        }
        return Reply.of(200);
      });
      for (String path : PATHS) {
        String body =
            "{\"url\": \"%s\", \"event_types\": [\"payment.*\"]}".formatted(receiver.url(path));
        ApiClient.Answer created = clients.getFirst().post("/v1/webhook-endpoints", body);
        assertThat(created.status()).as(created.text()).isEqualTo(201);
      }
      for (int kill = 0; kill < KILLS; kill++) {
        payWhileOneIsKilled(clients, kill % clients.size(), accepted);
      }

      List<JsonNode> events = events(clients.getFirst());
      assertThat(events.stream().map(event -> event.get("seq").asLong()))
          .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
      assertThat(ofPayments(events).keySet()).containsAll(accepted);
      PATHS.forEach(path -> assertArrived(receiver, path, ofPayments(events)));
    }
    nodes.platform().assertWhole();
  }

  /** Each node has its own clients; those of the killed one end, and the others go on. */
  private static void payWhileOneIsKilled(
      List<ApiClient> clients, int victim, Set<String> accepted) {
    int before = accepted.size();
    AtomicBoolean stop = new AtomicBoolean();
    List<CompletableFuture<Void>> payers = new ArrayList<>();
    for (ApiClient client : clients) {
      payers.add(CompletableFuture.runAsync(() -> pay(client, stop, accepted), OWN_THREAD));
    }
    Await.until("payments", () -> accepted.size() - before >= PAYMENTS_BEFORE_A_KILL / 2);
    nodes.all().get(victim).kill();
    Await.until("more payments", () -> accepted.size() - before >= PAYMENTS_BEFORE_A_KILL);
    stop.set(true);
    payers.forEach(CompletableFuture::join);
    nodes.all().get(victim).start();
  }

  private static void pay(ApiClient client, AtomicBoolean stop, Set<String> accepted) {
    while (!stop.get()) {
      try {
        ApiClient.Answer answer = client.post("/v1/payments", BODY);
        if (answer.status() == 201) {
          accepted.add(answer.json().get("id").asText());
        }
      } catch (IllegalStateException killed) {
        Await.pause(Duration.ofMillis(20));
      }
    }
  }

  private static List<JsonNode> events(ApiClient client) {
    List<JsonNode> all = new ArrayList<>();
    JsonNode page;
    do {
      page = client.get("/v1/events?limit=100&after_seq=" + all.size()).json();
      page.get("data").forEach(all::add);
    } while (!page.get("data").isEmpty());
    return all;
  }

  /** The ID of the event that created each payment. */
  private static Map<String, String> ofPayments(List<JsonNode> events) {
    return events.stream()
        .filter(event -> event.get("type").asText().equals("payment.created"))
        .collect(
            Collectors.toMap(
                event -> event.at("/data/payment_id").asText(), event -> event.get("id").asText()));
  }

  private static void assertArrived(
      WebhookReceiver receiver, String path, Map<String, String> events) {
    // The endpoints of a node that was killed are free when its claims expire.
    Await.until(
        "every event has arrived at " + path,
        () -> receiver.counts(path).keySet(),
        ids -> ids.containsAll(events.values()));
    assertThat(new HashSet<>(events.values())).isEqualTo(receiver.counts(path).keySet());
    Map<String, Set<String>> bodies = new TreeMap<>();
    for (Received one : receiver.received(path)) {
      bodies.computeIfAbsent(one.eventId(), id -> new HashSet<>()).add(one.text());
    }
    assertThat(bodies.values()).as("bodies under one ID").allMatch(texts -> texts.size() == 1);
  }
}
