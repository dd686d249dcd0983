package com.remitflex;

import static com.remitflex.testing.Answers.assertBalance;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed with -9 while deposits gain confirmations. */
@Tag("process")
class DepositCrashTest {
  private static final int KILLS = Seeded.cases(1, 20);
  private static final int DEPOSITS_A_KILL = 40;

  @Test
  void eachDepositIsCreditedOnceOrDropped(@TempDir Path directory) {
    List<String> credited = new ArrayList<>();
    List<String> dropped = new ArrayList<>();
    Map<String, String> settings =
        Map.of("REMITFLEX_RATE_LIMIT_PER_MINUTE", "0", "REMITFLEX_SANDBOX_BLOCK_MILLIS", "150");
    try (ServerProcess server = ServerProcess.onTestDatabase(directory, settings).start()) {
      for (int kill = 0; kill < KILLS; kill++) {
        for (int i = 0; i < DEPOSITS_A_KILL; i++) {
          boolean isDropped = i % 8 == 0;
          (isDropped ? dropped : credited).add(simulate(server.client(), isDropped ? "1.01" : "1"));
        }
        server.kill();
        server.start();
      }

      ApiClient client = server.client();
      credited.forEach(id -> await(client, id, "credited"));
      dropped.forEach(id -> await(client, id, "dropped"));
      assertBalance(client, "USDC", Integer.toString(1_000_000 + credited.size()), "0");
      Ended doctor = server.runHere("doctor");
      assertThat(doctor.out()).as(doctor.err()).contains("ok    deposits").doesNotContain("ERROR");
    }
  }

  private static String simulate(ApiClient client, String amount) {
    String body =
        "{\"amount\": %s, \"currency\": \"USDC\", \"network\": \"base\"}".formatted(amount);
    JsonNode deposit = client.post("/v1/sandbox/deposits", body).json();
    return deposit.path("id").asText();
  }

  private static void await(ApiClient client, String id, String status) {
    Await.until(
        id + " is " + status,
        () -> client.get("/v1/deposits/" + id).json().path("status").asText(),
        status::equals);
  }
}
