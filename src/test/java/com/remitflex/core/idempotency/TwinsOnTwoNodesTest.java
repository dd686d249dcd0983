package com.remitflex.core.idempotency;

import static com.remitflex.testing.Answers.payments;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PayoutExample;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same request to two nodes at once is one payment, and one answer. */
class TwinsOnTwoNodesTest {
  private static final Map<String, String> DATABASE =
      Map.of("REMITFLEX_DATABASE_URL", TestDatabase.create());
  private static final int ROUNDS = 50;
  private static final String PAYMENTS = "/v1/payments";
  private static final String BODY = PayoutExample.SPAIN.body("100").toString();

  @RegisterExtension static final TestServer first = TestServer.with(DATABASE);
  @RegisterExtension static final TestServer second = TestServer.with(DATABASE);

  @Test
  void concurrentDuplicatesMakeOnePaymentAndGetTheSameBytes() throws Exception {
    ApiClient one = first.newClient(Scope.WRITE);
    ApiClient other = second.client(one.key());
    CyclicBarrier start = new CyclicBarrier(2);
    try (ExecutorService nodes = Executors.newFixedThreadPool(2)) {
      for (int round = 1; round <= ROUNDS; round++) {
        String key = "round-" + round;
        Future<Answer> answerOfOne = nodes.submit(post(one, key, start));
        Future<Answer> answerOfOther = nodes.submit(post(other, key, start));
        List<Answer> answers = List.of(answerOfOne.get(), answerOfOther.get());

        assertThat(answers).as(key).extracting(Answer::status).containsOnly(201);
        assertThat(answers.getFirst().text()).as(key).isEqualTo(answers.getLast().text());
        assertThat(answers.stream().filter(a -> a.header("Idempotent-Replayed").isPresent()))
            .as(key)
            .hasSize(1);
        assertThat(payments(one)).as(key).isEqualTo(round);
        assertThat(other.get("/v1/idempotency-keys/" + key).json().path("resource_id"))
            .isEqualTo(answers.getFirst().json().path("id"));
      }
    }
  }

  private static Callable<Answer> post(ApiClient client, String key, CyclicBarrier start) {
    return () -> {
      start.await();
      return client.post(PAYMENTS, BODY, key);
    };
  }
}
