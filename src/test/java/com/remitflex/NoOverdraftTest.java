package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.access.Scope;
import com.remitflex.testing.Answers;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Guarantee;
import com.remitflex.testing.Guarantees;
import com.remitflex.testing.Proves;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.ThreeNodes;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many clients spend one balance concurrently, on three nodes. */
@Tag("process")
class NoOverdraftTest {
  @RegisterExtension static final ThreeNodes nodes = new ThreeNodes();

  private static final int RACERS = Seeded.cases(60, 1_000);
  private static final int ENOUGH_FOR = 10;
  private static final Duration ANSWERED_WITHIN = Duration.ofMinutes(3);
  private static final String BODY = "{\"amount\": 10, \"currency\": \"USDC\"}";

  @Test
  @Proves(Guarantee.NO_OVERDRAFT)
  void asManySucceedAsTheBalanceIsEnoughForAndItIsThenEmpty() throws Exception {
    BigDecimal price = price();
    BigDecimal balance = price.multiply(BigDecimal.valueOf(ENOUGH_FOR));
    HeadId head = nodes.platform().newEmptyAccount();
    String key = nodes.platform().newKey(head, Scope.WRITE).secret();
    List<ApiClient> clients = nodes.clients(key);
    fund(clients.getFirst(), balance);

    CountDownLatch start = new CountDownLatch(1);
    List<Future<Integer>> answers = new ArrayList<>();
    try (ExecutorService racers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < RACERS; i++) {
        ApiClient client = clients.get(i % clients.size());
        String idempotencyKey = "racer-" + i;
        answers.add(
            racers.submit(() -> {
              start.await();
              return race(client, idempotencyKey);
            }));
      }
      start.countDown();
    }
    List<Integer> statuses = new ArrayList<>();
    for (Future<Integer> answer : answers) {
      statuses.add(answer.get(1, TimeUnit.SECONDS));
    }

    assertThat(statuses).filteredOn(status -> status == 201).hasSize(ENOUGH_FOR);
    assertThat(statuses).filteredOn(status -> status == 402).hasSize(RACERS - ENOUGH_FOR);
    for (ApiClient client : clients) {
      assertThat(Answers.payments(client)).isEqualTo(ENOUGH_FOR);
      Answers.assertBalance(client, "USDC", "0", balance.toPlainString());
    }
    nodes.platform().assertWhole();
    Guarantees.ran(Guarantee.NO_OVERDRAFT, RACERS);
    Guarantees.note(
        Guarantee.NO_OVERDRAFT,
        "payments of 10, each %s with its fee, from a balance of %s".formatted(price, balance));
  }

  /** What a payment takes from the balance, fee and all. */
  private BigDecimal price() {
    String key = nodes.platform().newKey(nodes.platform().newAccount(), Scope.WRITE).secret();
    JsonNode payment = nodes.clients(key).getFirst().post("/v1/payments", BODY).json();
    return payment.path("total_debited").decimalValue();
  }

  private static void fund(ApiClient client, BigDecimal amount) {
    ApiClient.Answer funded =
        client.post(
            "/v1/sandbox/fund",
            "{\"amount\": %s, \"currency\": \"USDC\"}".formatted(amount.toPlainString()));
    assertThat(funded.status()).as(funded.text()).isEqualTo(200);
  }

  /** The final status: a request to a busy node is retried with the same idempotency key. */
  private static int race(ApiClient client, String idempotencyKey) {
    return Await.until(
            "an answer to " + idempotencyKey,
            ANSWERED_WITHIN,
            () -> tryRace(client, idempotencyKey),
            Optional::isPresent)
        .orElseThrow();
  }

  /** The status, unless the node was busy or gone: the next try returns what happened. */
  private static Optional<Integer> tryRace(ApiClient client, String idempotencyKey) {
    try {
      ApiClient.Answer answer = client.post("/v1/payments", BODY, idempotencyKey);
      return answer.status() == 503 ? Optional.empty() : Optional.of(answer.status());
    } catch (IllegalStateException noAnswer) {
      return Optional.empty();
    }
  }
}
