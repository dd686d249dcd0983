package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.testing.Answers;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Guarantee;
import com.remitflex.testing.Guarantees;
import com.remitflex.testing.Proves;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.ServerProcess;
import com.remitflex.testing.ThreeNodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many clients send the same payments to three nodes that are killed one after the other. */
@Tag("process")
class OneKeyOneEffectTest {
  @RegisterExtension static final ThreeNodes nodes = new ThreeNodes();

  private static final int CLIENTS = Seeded.cases(6, 64);
  private static final int KEYS = Seeded.cases(12, 1_000);
  private static final int KILLS = Seeded.cases(1, 60);
  private static final Duration ANSWERED_WITHIN = Duration.ofMinutes(3);
  private static final Duration LONGEST = Duration.ofMinutes(90);
  private static final String BODY = "{\"amount\": 10, \"currency\": \"USDC\"}";

  private final Map<Integer, String> payments = new ConcurrentHashMap<>();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();

  @Test
  @Proves(Guarantee.ONE_KEY_ONE_EFFECT)
  void whateverIsKilledEachKeyCreatesExactlyOnePaymentAndOneResponse() throws Exception {
    String key = nodes.platform().newKey(nodes.platform().newAccount(), Scope.WRITE).secret();
    List<ApiClient> clients = nodes.clients(key);
    CyclicBarrier together = new CyclicBarrier(CLIENTS, done::incrementAndGet);
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1)) {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int first = i;
        ends.add(
            threads.submit(() -> {
              sendAll(clients, first, together);
              return null;
            }));
      }
      ends.add(
          threads.submit(() -> {
            killInTurn();
            return null;
          }));
      for (Future<?> end : ends) {
        end.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
      }
    }

    assertThat(payments).hasSize(KEYS);
    assertThat(new HashSet<>(payments.values())).hasSize(KEYS);
    assertThat(clients).allMatch(client -> Answers.payments(client) == KEYS);
    assertThat(acknowledged).hasValue(CLIENTS * clients.size() * KEYS);
    nodes.platform().assertWhole();
    Guarantees.ran(Guarantee.ONE_KEY_ONE_EFFECT, KEYS);
    Guarantees.note(
        Guarantee.ONE_KEY_ONE_EFFECT,
        "%d clients, %d nodes, %d kill -9 of a node; %d answers 201, %d requests without one"
            .formatted(CLIENTS, clients.size(), KILLS, acknowledged.get(), unanswered.get()));
  }

  /** Every key to every node, each time together with all other clients. */
  private void sendAll(List<ApiClient> clients, int first, CyclicBarrier together)
      throws Exception {
    for (int number = 0; number < KEYS; number++) {
      together.await(ANSWERED_WITHIN.toSeconds() * clients.size(), TimeUnit.SECONDS);
      for (int i = 0; i < clients.size(); i++) {
        String id = send(clients.get((first + i) % clients.size()), number);
        String known = payments.putIfAbsent(number, id);
        assertThat(known == null ? id : known).as("payment of key %d", number).isEqualTo(id);
      }
    }
  }

  /** Retries until the node responds; a killed node is restarted. */
  private String send(ApiClient client, int number) {
    return Await.until(
            "an answer to key " + number,
            ANSWERED_WITHIN,
            () -> trySend(client, number),
            Optional::isPresent)
        .orElseThrow();
  }

  /** The ID of the payment, when the node has created it. */
  private Optional<String> trySend(ApiClient client, int number) {
    try {
      ApiClient.Answer answer = client.post("/v1/payments", BODY, "effect-" + number);
      if (answer.status() == 201) {
        acknowledged.incrementAndGet();
        return Optional.of(answer.json().path("id").asText());
      }
      assertThat(answer.errorCode())
          .as(answer.text())
          .isIn("SERVICE_UNAVAILABLE", "IDEMPOTENCY_IN_PROGRESS");
    } catch (IllegalStateException noAnswer) {
      unanswered.incrementAndGet();
    }
    return Optional.empty();
  }

  private void killInTurn() {
    for (int i = 1; i <= KILLS; i++) {
      int target = i * KEYS / (KILLS + 1);
      Await.until(target + " keys are done", LONGEST, () -> done.get() >= target);
      ServerProcess node = nodes.all().get(i % nodes.all().size());
      node.kill();
      node.start();
    }
  }
}
