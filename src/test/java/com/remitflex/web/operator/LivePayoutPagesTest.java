package com.remitflex.web.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.LiveNetwork;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestDirectories;
import com.remitflex.testing.TestOperator;
import com.remitflex.testing.TestServer;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Live payouts in the operator console, on a real chain. */
@Tag("process")
class LivePayoutPagesTest {
  private static final Map<String, String> SETTINGS = new HashMap<>();

  @Order(1)
  @RegisterExtension
  static final Anvil anvil = Anvil.forClass();

  private static LiveNetwork network;

  @Order(2)
  @RegisterExtension
  static final BeforeAllCallback chain =
      context -> {
        Path directory = TestDirectories.createOrFail("live");
        network = LiveNetwork.create(anvil, directory, 1);
        network.fundTreasury(1_000_000_000);
        SETTINGS.putAll(network.settings(anvil.url()));
      };

  @Order(3)
  @RegisterExtension
  static final TestServer server = TestServer.with(SETTINGS);

  private static long audited(String action) {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT count(*) FROM audit_entry WHERE action = :action AND actor = 'operator'"
                        + " AND actor_id IS NOT NULL")
                .bind("action", action)
                .mapTo(Long.class)
                .one());
  }

  /** Twice with the same token, as by a double click. */
  private static String submitTwice(PageClient console, String page, String form, String typed) {
    Map<String, String> fields = new HashMap<>(Map.of("confirmation", typed));
    fields.put("csrf", console.csrfOf(page));
    Answer first = console.post(page + form, fields);
    Answer second = console.post(page + form, fields);
    assertThat(first.location()).as(first.text()).isEqualTo(page);
    assertThat(second.location()).as(second.text()).isEqualTo(page);
    return console.get(page).text();
  }

  /** Pauses or resumes the rail. */
  private static void switchTo(PageClient console, String action) {
    console.get("/operator/rails");
    Answer answer =
        console.post(
            "/operator/rails/" + action,
            Map.of("rail", "demo", "cause", "operator", "reason", "a drill"));
    assertThat(answer.location()).as(answer.text()).isEqualTo("/operator/rails");
  }

  /** The content of the page, without the rest of the site. */
  private static String state(PageClient console, String page) {
    return console
        .get(page)
        .text()
        .replaceAll("(?s).*<main|</main>.*", "")
        .replaceAll("<[^>]*>|\\s+", " ");
  }

  @Test
  void aStuckPayoutIsSpedUpAndCancelledAndAPauseKeepsItFromBeginning() {
    PageClient console = TestOperator.enrolled(server).browser();
    String account = server.newVerifiedAccount();
    server.giveLive(account, Currency.USDC, 100_000_000);
    ApiClient client = server.clientOf(account, Environment.LIVE);
    Await.until(
        "the network is followed", () -> console.get("/operator").text().contains("Newest block"));
    switchTo(console, "pause");
    String body =
        PaymentBody.of("25", "USDC")
            .text("recipient.wallet.network", "demo")
            .text("recipient.wallet.address", network.newWallet().text())
            .toString();
    ApiClient.Answer created =
        Await.until(
            "the rail is open",
            () -> client.post("/v1/payments", body),
            answer -> answer.status() == 201);
    String id = created.json().path("id").asText();
    String page = "/operator/payouts/" + id;
    Await.until(
        "it waits for the pause", () -> state(console, page), state -> state.contains("Paused"));
    assertThat(network.balance(network.treasury())).isEqualTo(BigInteger.valueOf(1_000_000_000));

    anvil.automine(false);
    switchTo(console, "resume");
    Await.until("it was sent", () -> state(console, page), state -> state.contains("Sent, since"));
    String spedUp = submitTwice(console, page, "/speed-up", "");
    assertThat(spedUp).contains("The transaction is replaced by one with higher fees.");
    assertThat(audited("payment.payout_sped_up")).isEqualTo(1);

    console.get(page);
    Answer untyped = console.post(page + "/cancel", Map.of("confirmation", "yes"));
    assertThat(untyped.text()).contains("Type cancel to confirm.");
    String cancelled = submitTwice(console, page, "/cancel", "cancel");
    assertThat(cancelled).contains("Cancellation requested.").doesNotContain("Cancel the payout<");
    assertThat(audited("payment.payout_cancelled")).isEqualTo(1);
    assertThat(console.get("/operator/audit-log").text())
        .contains("payment.payout_sped_up", "payment.payout_cancelled", "rail.paused");
    anvil.automine(true);
  }
}
