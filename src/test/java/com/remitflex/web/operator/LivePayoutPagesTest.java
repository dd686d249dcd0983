package com.remitflex.web.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.remitflex.features.rails.evm.fees.Coins;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.LiveNetwork;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestDirectories;
import com.remitflex.testing.TestOperator;
import com.remitflex.testing.TestServer;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    String text = console.get(page).text();
    assertThat(text).contains("<main", "</main>");
    return text.substring(text.indexOf("<main"), text.indexOf("</main>"))
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
    // It is handed to a relayer first, which sends its transaction a moment later.
    Await.until(
        "its transaction waits for a block",
        () -> anvil.call("txpool_status").path("pending").asText(),
        pending -> !pending.equals("0x0"));
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

  /** What gas has cost is the operator's business: he sees it everywhere, the account nowhere. */
  @Test
  void theNetworkFeeOfASettledPayoutIsShownToOperatorsOnly() {
    PageClient console = TestOperator.enrolled(server).browser();
    String account = server.newVerifiedAccount();
    server.giveLive(account, Currency.USDC, 100_000_000);
    ApiClient client = server.clientOf(account, Environment.LIVE);
    String id = pay(client, "7");
    Await.until(
        "it is paid",
        () -> {
          anvil.mine(1);
          return status(client, id).equals("settled");
        });
    JsonNode shown =
        Await.until(
            "its fee is booked",
            () -> json(server.run("treasury", "payout", id, "--json")),
            json -> json.path("network_fees").size() == 1);

    JsonNode fee = shown.path("network_fees").path(0);
    BigInteger wei = new BigInteger(fee.path("fee_wei").asText());
    JsonNode receipt = anvil.receipt(fee.path("transaction_hash").asText());
    assertThat(wei)
        .isPositive()
        .isEqualTo(
            number(receipt.path("gasUsed")).multiply(number(receipt.path("effectiveGasPrice"))))
        .isEqualTo(new BigInteger(shown.path("network_fee_wei").asText()));
    assertThat(fee.path("gas_used").asLong())
        .isEqualTo(number(receipt.path("gasUsed")).longValue());
    assertThat(new BigInteger(fee.path("estimate_wei").asText())).isPositive();
    String coins = Coins.text(wei);
    assertThat(server.run("treasury", "payout", id).out())
        .contains("Network fee    " + coins, "payout", "booked at", "estimated");
    assertThat(console.get("/operator/payouts?payment=" + id).location())
        .isEqualTo("/operator/payouts/" + id);
    assertThat(state(console, "/operator/payouts/" + id))
        .contains("Network fees", coins, "It is a cost of the platform");
    assertThat(state(console, "/operator/fees")).contains("Network fees", coins, "demo");
    assertTotalsAgree(console);

    String owner =
        server
            .browser()
            .signIn(server.newPerson(account, "owner"))
            .get("/dashboard/live/payments/" + id)
            .text();
    assertThat(owner).contains(fee.path("transaction_hash").asText());
    for (String seen :
        List.of(owner, client.get("/v1/payments/" + id).text(), client.get("/v1/events").text())) {
      assertThat(seen).doesNotContain(coins, wei.toString(), fee.path("gas_used").asText());
    }
  }

  /** By day, by month and in the accounts, in commands and on the page. */
  private static void assertTotalsAgree(PageClient console) {
    for (String by : List.of("day", "month")) {
      JsonNode json = json(server.run("treasury", "fees", "--by", by, "--json"));
      BigInteger totals = sum(json.path("totals"), "fee_wei");
      assertThat(totals).isPositive().isEqualTo(sum(json.path("accounts"), "balance_wei"));
      Ended text = server.run("treasury", "fees", "--by", by, "--network", "demo");
      assertThat(text.out()).contains("RELAYER", "Accounts, since the first transaction:");
      String page = state(console, "/operator/fees?by=" + by + "&network=demo");
      assertThat(page).contains(Coins.text(totals));
      json.path("totals").forEach(one -> assertThat(page).contains(one.path("period").asText()));
    }
    assertThat(server.run("treasury", "fees", "--network", "other", "--json").out())
        .contains("\"totals\":[]");
    assertThat(server.run("treasury", "fees", "--by", "year").err()).contains("day or month");
    assertThat(server.run("treasury", "fees", "--from", "2027-02-01", "--to", "2027-01-01").err())
        .contains("--from must not be later than --to");
    assertThat(server.run("treasury", "fees", "--to", "+999999999-12-31").err())
        .contains("in the years 2000 to 9999.");
    for (String days :
        List.of(
            "from=2027-02-01&to=2027-01-01",
            "from=yesterday",
            "from=-999999999-01-01",
            "to=-999999999-01-01",
            "to=%2B999999999-12-31",
            "to=%2B294277-01-01")) {
      assertThat(state(console, "/operator/fees?" + days))
          .as(days)
          .contains("Choose dates of the years 2000 to 9999, the first one not after the last.");
    }
    assertThat(state(console, "/operator/payouts?payment=pmt_01M8DSTJXW95BBV0P7Z7Z1JJSH"))
        .contains("No rail has a payment with this ID.");
  }

  private static JsonNode json(Ended ended) {
    try {
      return new ObjectMapper().readTree(ended.out());
    } catch (JsonProcessingException e) {
      throw new AssertionError(ended.out(), e);
    }
  }

  private static BigInteger sum(JsonNode all, String field) {
    BigInteger sum = BigInteger.ZERO;
    for (JsonNode one : all) {
      sum = sum.add(new BigInteger(one.path(field).asText()));
    }
    return sum;
  }

  private static BigInteger number(JsonNode hex) {
    return new BigInteger(hex.asText().substring(2), 16);
  }

  /** A payment to a new wallet, once the rail is open. */
  private static String pay(ApiClient client, String amount) {
    String body =
        PaymentBody.of(amount, "USDC")
            .text("recipient.wallet.network", "demo")
            .text("recipient.wallet.address", network.newWallet().text())
            .toString();
    return Await.until(
            "the rail is open",
            () -> client.post("/v1/payments", body),
            answer -> answer.status() == 201)
        .json()
        .path("id")
        .asText();
  }

  /** The address of the review of a payment, which the queue of the console shows. */
  private static String review(PageClient console, String payment) {
    String queue =
        Await.until(
            payment + " is held",
            () -> console.get("/operator/reviews").text(),
            text -> text.contains(payment));
    Matcher link =
        Pattern.compile(
                "(/operator/reviews/rev_\\w+)\"(?:(?!/operator/reviews/rev_)[\\s\\S])*?" + payment)
            .matcher(queue);
    assertThat(link.find()).as(queue).isTrue();
    return link.group(1);
  }

  private static String status(ApiClient client, String id) {
    return client.get("/v1/payments/" + id).json().path("status").asText();
  }

  @Test
  void aHeldLivePaymentIsDecidedByOperatorsOnly() {
    PageClient console = TestOperator.enrolled(server).browser();
    PageClient second = TestOperator.enrolled(server).browser();
    String account = server.newVerifiedAccount();
    server.giveLive(account, Currency.USDC, 100_000_000);
    ApiClient client = server.clientOf(account, Environment.LIVE);
    ApiClient reader = server.clientOf(account, Environment.LIVE);
    assertThat(
            server
                .run(
                    "review-rules",
                    "add",
                    "over-30",
                    "--environment",
                    "live",
                    "--kind",
                    "amount",
                    "--above",
                    "30",
                    "--reason",
                    "a drill")
                .status())
        .isZero();
    Await.pause(Duration.ofMillis(600));
    String approved = pay(client, "31.03");
    String rejected = pay(client, "32");
    String first = review(console, approved);
    String other = review(console, rejected);
    PageClient owner = server.browser().signIn(server.newPerson(account, "owner"));
    assertThat(owner.get("/dashboard/live/payments/" + approved).text())
        .contains("The operator of the platform approves or rejects it.", "over-30")
        .doesNotContain("Approve payment");
    assertThat(owner.post("/dashboard/live/payments/" + approved + "/approve", Map.of()).status())
        .isEqualTo(403);
    assertThat(status(reader, approved)).isEqualTo("compliance_review");
    assertThat(console.get(first).text()).contains("The rule holds more than 30 USD.");

    // The key that created them makes no difference any more.
    server.run("keys", "revoke", keyOf(account));
    String form = first.replace("/operator/reviews", "") + "/approve";
    Map<String, String> token = Map.of("csrf", console.csrfOf(first));
    Answer once = console.post("/operator/reviews" + form, token);
    Answer twice = console.post("/operator/reviews" + form, token);
    assertThat(once.status()).as(once.text()).isEqualTo(303);
    assertThat(twice.status()).as(twice.text()).isEqualTo(303);
    Answer late = second.post(first + "/reject", rejection(second, first, "No"));
    assertThat(late.status()).isEqualTo(400);
    assertThat(late.text()).contains("it has already been approved. Nothing was changed.");

    assertThat(second.post(other + "/reject", rejection(second, other, " ")).text())
        .contains("Enter a reason for the rejection.");
    Map<String, String> reason = rejection(second, other, "Unknown sender");
    assertThat(second.post(other + "/reject", reason).status()).isEqualTo(303);
    assertThat(second.post(other + "/reject", reason).status()).isEqualTo(303);
    assertThat(status(reader, rejected)).isEqualTo("cancelled");
    assertThat(audited("payment.review_approved")).isEqualTo(1);
    assertThat(audited("payment.review_rejected")).isEqualTo(1);
    assertThat(console.get("/operator/reviews").text())
        .contains("Decided last", "Unknown sender", "operator");
    assertThat(owner.get("/dashboard/live/payments/" + rejected).text())
        .contains("By operator: Unknown sender");
    // The transaction of the payout may be sent after any of these blocks.
    Await.until(
        "it is paid",
        () -> {
          anvil.mine(1);
          return status(reader, approved).equals("settled");
        });
    server.run(
        "review-rules", "disable", "over-30", "--environment", "live", "--reason", "the end");
  }

  private static Map<String, String> rejection(PageClient by, String page, String reason) {
    return Map.of("csrf", by.csrfOf(page), "reason", reason);
  }

  /** The first key of the account. */
  private static String keyOf(String account) {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT id FROM api_key WHERE account_id = :account"
                        + " ORDER BY created_at LIMIT 1")
                .bind("account", account)
                .mapTo(String.class)
                .one());
  }
}
