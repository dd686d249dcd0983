package com.remitflex.core.idempotency;

import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Idempotency-Key of a PATCH: a change takes effect once, however late it comes again. */
class ChangeOnceApiTest {
  private static final int CHANGES = Seeded.cases(150, 3_000);
  private static final int KEYS = 8;
  private static final String SETTINGS = "/v1/api-keys/current/alerts";

  @RegisterExtension static final TestServer server = TestServer.standard();

  @Test
  void aLateRetryOfAnOldChangeOfTheAccountNeverUndoesANewerOne() {
    String accountId = server.newVerifiedAccount();
    ApiClient client =
        server.client(server.newKey(accountId, Environment.LIVE, Scope.ADMIN).secret());

    Answer first = client.patch("/v1/account", "{\"name\": \"First\"}", "one");
    client.patch("/v1/account", "{\"name\": \"Second\"}", "two");
    Answer late = client.patch("/v1/account", "{ \"name\" : \"First\" }", "\"one\"");

    assertReplayed(late, first);
    assertThat(client.get("/v1/account").json().path("name").asText()).isEqualTo("Second");
    assertRefused(
        client.patch("/v1/account", "{\"name\": \"Third\"}", "one"), 409, "IDEMPOTENCY_CONFLICT");
    JsonNode known = client.get("/v1/idempotency-keys/one").json();
    assertThat(known.path("status").asText()).isEqualTo("done");
    assertThat(known.path("resource_id").asText()).isEqualTo(accountId);
  }

  @Test
  void changeKeepsItsKeyOnceItsResponseHasExpired() {
    ApiClient client = server.newClient(Scope.ADMIN);
    client.patch(SETTINGS, "{\"silence_days\": 5}", "old");
    client.patch(SETTINGS, "{\"silence_days\": 9}");
    server
        .database()
        .use(handle ->
            handle.execute(
                "UPDATE idempotency SET created_at = created_at - interval '24 h'"
                    + " WHERE resource_id = ?",
                id(client)));

    assertRefused(
        client.patch(SETTINGS, "{\"silence_days\": 5}", "old"), 422, "IDEMPOTENCY_KEY_EXPIRED");

    assertThat(client.get(SETTINGS).json().path("silence_days").asInt()).isEqualTo(9);
  }

  @Test
  void aMalformedKeyOrAKeyOfAPaymentChangesNothing() {
    ApiClient client = server.newClient(Scope.ADMIN);
    client.post("/v1/sandbox/fund", "{\"amount\": 5, \"currency\": \"USDC\"}", "taken");

    assertRefused(
        client.patch(SETTINGS, "{\"silence_days\": 5}", "\"open"),
        400,
        "VALIDATION_ERROR",
        "Idempotency-Key");
    assertRefused(
        client.patch(SETTINGS, "{\"silence_days\": 5}", "taken"), 409, "IDEMPOTENCY_CONFLICT");
    assertRefused(
        client.patch("/v1/account", "{\"alerts\": {\"silence_days\": 5}}", "taken"),
        409,
        "IDEMPOTENCY_CONFLICT");
    assertThat(client.get(SETTINGS).json().path("silence_days").asInt()).isNotEqualTo(5);
  }

  @Test
  void concurrentDuplicatesOfAChangeAreOneChange() throws Exception {
    ApiClient client = server.newClient(Scope.ADMIN);
    List<Callable<Answer>> requests = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String key = i % 2 == 0 ? "twin" : "\"twin\"";
      requests.add(() -> client.patch(SETTINGS, "{\"silence_days\": 7}", key));
    }
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> one : threads.invokeAll(requests)) {
        answers.add(one.get());
      }
    }

    assertThat(answers).extracting(Answer::status).containsOnly(200);
    assertThat(answers)
        .filteredOn(answer -> answer.header("Idempotent-Replayed").isEmpty())
        .hasSize(1);
  }

  /** Changes and late retries in any order, in both forms of the key, against a simple model. */
  @Test
  void anyOrderOfChangesAndRetriesLeavesWhatTheFirstUsesOfEachKeyLeave() {
    Random random = Seeded.random(ChangeOnceApiTest.class);
    ApiClient client = server.newClient(Scope.ADMIN);
    Map<String, Integer> asked = new HashMap<>();
    Map<String, Answer> first = new HashMap<>();
    int days = 0;
    int round = 0;
    for (int i = 0; i < CHANGES; i++) {
      round = i % (KEYS * 4) == 0 ? round + 1 : round;
      String key = round + "-" + random.nextInt(KEYS);
      int wanted =
          asked.containsKey(key) && random.nextInt(4) > 0 ? asked.get(key) : 1 + random.nextInt(90);
      String form = random.nextBoolean() ? key : '"' + key + '"';
      Answer answer = client.patch(SETTINGS, "{\"silence_days\": " + wanted + "}", form);

      if (!asked.containsKey(key)) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("Idempotent-Replayed")).isEmpty();
        asked.put(key, wanted);
        first.put(key, answer);
        days = wanted;
      } else if (asked.get(key) == wanted) {
        assertReplayed(answer, first.get(key));
      } else {
        assertRefused(answer, 409, "IDEMPOTENCY_CONFLICT");
      }
      assertThat(client.get(SETTINGS).json().path("silence_days").asInt()).isEqualTo(days);
    }
  }

  private static String id(ApiClient client) {
    return client.get("/v1/api-keys/current").json().path("id").asText();
  }

  private static void assertReplayed(Answer again, Answer first) {
    assertThat(again.status()).as(again.text()).isEqualTo(first.status());
    assertThat(again.header("Idempotent-Replayed")).contains("true");
    assertThat(again.text()).isEqualTo(first.text());
  }
}
