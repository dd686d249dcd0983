package com.remitflex.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** `treasury`, next to a running server. */
class TreasuryCommandTest {
  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "0",
              "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0"));

  private static String pay(ApiClient client) {
    ApiClient.Answer answer =
        client.post("/v1/payments", "{\"amount\": 100, \"currency\": \"USDC\"}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().path("id").asText();
  }

  private static String status(ApiClient client, String payment) {
    return client.get("/v1/payments/" + payment).json().path("status").asText();
  }

  @Test
  void aPaymentWithoutAPayoutCanBeNeitherSpedUpNorCancelled() {
    for (String command : List.of("speed-up", "cancel")) {
      Ended ended = server.run("treasury", command, "pmt_01M8DSTJXW95BBV0P7Z7Z1JJSH");
      assertThat(ended.status()).isEqualTo(1);
      assertThat(ended.err()).contains("No payout of a payment with this ID exists");
    }
  }

  @Test
  void paymentsAreAcceptedAndWaitUntilTheRailIsResumed() {
    ApiClient client = server.newClient(Scope.WRITE);
    Ended paused = server.run("treasury", "pause", "sandbox", "--reason", "a drill");
    assertThat(paused.out()).as(paused.err()).contains("Paused: sandbox, since ", "a drill");
    Ended again = server.run("treasury", "pause", "sandbox", "--reason", "another");
    assertThat(again.out()).contains("Already paused, nothing was changed", "a drill");

    // The time within which every node follows a pause.
    Await.pause(Duration.ofSeconds(1));
    String payment = pay(client);
    Await.until(
        "the operator sees what it waits for",
        () -> server.run("treasury", "status").out(),
        text -> text.contains("sandbox: 1, of which 1 wait and 0 are late (paused 1)"));
    assertThat(status(client, payment)).isEqualTo("processing");
    assertThat(server.run("treasury", "status").status()).isEqualTo(1);
    assertThat(server.run("doctor").out()).contains("ok    pauses", "note  paused: sandbox");

    Ended all = server.run("treasury", "pause", "--all", "--reason", "everything");
    assertThat(all.status()).isZero();
    assertThat(server.run("treasury", "resume", "sandbox", "--reason", "over").out())
        .contains("Lifted: sandbox", "sandbox is still paused:", "everything, since ")
        .contains("./remitflex treasury resume --all --reason TEXT");
    assertThat(server.run("treasury", "resume", "sandbox", "--reason", "over").out())
        .contains("was not paused by the cause operator. Nothing was changed.");
    assertThat(status(client, payment)).isEqualTo("processing");
    assertThat(server.run("treasury", "resume", "--all", "--reason", "over").out())
        .contains("everything is not paused.");
    Await.until("it is delivered", () -> status(client, payment).equals("delivered"));
    assertThat(server.run("audit", "list", "--platform").out())
        .contains("rail.paused", "rail.resumed");
  }

  @Test
  void aMistakeIsExplainedAndChangesNothing() {
    assertThat(server.run("treasury", "pause", "--reason", "x").err())
        .contains("Name one rail, or --all for everything. The rails are: sandbox.");
    assertThat(server.run("treasury", "pause", "sandbox", "--all", "--reason", "x").err())
        .contains("Name one rail");
    assertThat(server.run("treasury", "pause", "bse", "--reason", "x").err())
        .contains("No rail has this name");
    assertThat(server.run("treasury", "pause", "sandbox", "--reason", " ").err())
        .contains("Enter a reason of 1 to 300 characters.");
    assertThat(server.run("treasury", "status").out())
        .contains("Pauses: none.", "Signer: not configured.", "Held deposits: none.");
  }
}
