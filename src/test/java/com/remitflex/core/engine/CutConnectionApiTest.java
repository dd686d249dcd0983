package com.remitflex.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.CuttingProxy;
import com.remitflex.testing.CuttingProxy.Cut;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("slow")
class CutConnectionApiTest {
  private static final String PAYMENT = "{\"amount\": 100, \"currency\": \"USDC\"}";
  private static final String DATABASE = TestDatabase.create();
  private static final CuttingProxy PROXY = new CuttingProxy(DATABASE);

  @RegisterExtension
  static final TestServer server = TestServer.with(Map.of("REMITFLEX_DATABASE_URL", PROXY.url()));

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NEVER")
  void connectionCutAtCommitPaysOnce(Cut cut) {
    ApiClient client = server.newClient(Scope.WRITE);
    client.get("/v1/balances");

    PROXY.arm(cut);
    ApiClient.Answer answer = client.post("/v1/payments", PAYMENT);

    assertThat(PROXY.hasCut()).isTrue();
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    assertThat(ids(client)).containsExactly(id(answer));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NEVER")
  void connectionCutAtCommitKeepsTheIdempotencyKey(Cut cut) {
    ApiClient client = server.newClient(Scope.WRITE);
    client.get("/v1/balances");

    PROXY.arm(cut);
    ApiClient.Answer first = client.post("/v1/payments", PAYMENT, "key");
    ApiClient.Answer second = client.post("/v1/payments", PAYMENT, "key");

    assertThat(PROXY.hasCut()).isTrue();
    assertThat(first.status()).as(first.text()).isEqualTo(201);
    assertThat(second.text()).isEqualTo(first.text());
    assertThat(ids(client)).containsExactly(id(first));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NEVER")
  void connectionCutAtTheCommitOfManyPaysEachOnce(Cut cut) throws Exception {
    ApiClient client = server.newClient(Scope.WRITE);
    client.get("/v1/balances");

    PROXY.arm(cut);
    List<ApiClient.Answer> answers = atOnce(20, () -> client.post("/v1/payments", PAYMENT));

    assertThat(PROXY.hasCut()).isTrue();
    assertThat(answers).allMatch(answer -> answer.status() == 201);
    assertThat(ids(client))
        .containsExactlyInAnyOrderElementsOf(
            answers.stream().map(CutConnectionApiTest::id).toList());
  }

  @Test
  void everyRequestForALockedHeadGetsAResponseInTime() throws Exception {
    ApiClient client = server.newClient(Scope.WRITE);
    String account = client.get("/v1/api-keys/current").json().path("account_id").asText();

    try (Connection holder = DriverManager.getConnection(DATABASE);
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute(
          "SELECT 1 FROM account_head WHERE account_id = '" + account + "' FOR UPDATE");
      long sent = System.nanoTime();
      List<ApiClient.Answer> answers = atOnce(12, () -> client.post("/v1/payments", PAYMENT));
      Duration took = Duration.ofNanos(System.nanoTime() - sent);

      assertThat(answers).allMatch(answer -> answer.status() == 503);
      assertThat(answers).allMatch(answer -> answer.header("Retry-After").isPresent());
      // One lock timeout for those who came first, and one for the others; not one for each.
      assertThat(took).isLessThan(Seeded.limit(Duration.ofSeconds(20), Duration.ofSeconds(9)));
    }

    assertThat(client.post("/v1/payments", PAYMENT).status()).isEqualTo(201);
    assertThat(ids(client)).hasSize(1);
  }

  private static List<ApiClient.Answer> atOnce(int many, Callable<ApiClient.Answer> call)
      throws Exception {
    try (ExecutorService callers = Executors.newFixedThreadPool(many)) {
      List<Future<ApiClient.Answer>> answers =
          IntStream.range(0, many).mapToObj(i -> callers.submit(call)).toList();
      List<ApiClient.Answer> all = new java.util.ArrayList<>();
      for (Future<ApiClient.Answer> answer : answers) {
        all.add(answer.get(60, TimeUnit.SECONDS));
      }
      return all;
    }
  }

  private static List<String> ids(ApiClient client) {
    return Stream.of(client.get("/v1/payments?limit=100").json().path("data"))
        .flatMap(data -> data.valueStream())
        .map(payment -> payment.path("id").asText())
        .toList();
  }

  private static String id(ApiClient.Answer answer) {
    return answer.json().path("id").asText();
  }
}
