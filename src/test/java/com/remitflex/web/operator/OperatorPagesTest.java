package com.remitflex.web.operator;

import static com.remitflex.testing.Answers.assertBalance;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestOperator;
import com.remitflex.testing.TestServer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator sees and does in the console. */
class OperatorPagesTest {
  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "0",
              "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0",
              "REMITFLEX_SANDBOX_BLOCK_MILLIS", "0"));

  private static TestOperator operator;
  private static PageClient console;

  @BeforeAll
  static void enrol() {
    TestOperator.SignedIn enrolled = TestOperator.enrolled(server);
    operator = enrolled.operator();
    console = enrolled.browser();
  }

  private static String page(String path) {
    Answer answer = console.get(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.text();
  }

  /** Sends a form of this page; returns the page that follows. */
  private static String submit(String page, String path, Map<String, String> fields) {
    console.get(page);
    Answer answer = console.post(path, fields);
    assertThat(answer.location()).as(answer.text()).isEqualTo(page);
    return page(page);
  }

  private static String pay(ApiClient client) {
    return client
        .post("/v1/payments", "{\"amount\": 12.5, \"currency\": \"USDC\"}")
        .json()
        .path("id")
        .asText();
  }

  private static String status(ApiClient client, String payment) {
    return client.get("/v1/payments/" + payment).json().path("status").asText();
  }

  @Test
  void theBoardNamesEveryPartWithItsTime() {
    Await.until(
        "the ledger was checked",
        () -> page("/operator").contains("Every balance is the sum of its transfers."));

    assertThat(page("/operator"))
        .contains("Everything that could be checked works.")
        .contains("Database", "Rail sandbox", "Payment workers", "Revocations", "Held deposits")
        .contains("1 node runs", "Checked <time")
        .doesNotContain("<h2>Network ", "Signer");
  }

  @Test
  void theFormOfARuleHasItsValuesAndKeepsWhatWasEnteredWhenItIsRejected() {
    submit(
        "/operator/review-rules",
        "/operator/review-rules/add",
        Map.of(
            "environment", "sandbox",
            "name", "very-large",
            "kind", "amount",
            "above", "987654",
            "reason", "Policy"));
    String shown = page("/operator/review-rules");
    assertThat(shown).contains("id=\"change-sandbox-very-large-above\"", "value=\"987654\"");

    Answer rejected =
        console.post(
            "/operator/review-rules/change",
            Map.of(
                "environment", "sandbox",
                "name", "very-large",
                "kind", "amount",
                "above", "much",
                "reason", "Policy of 2027"));

    assertThat(rejected.status()).isEqualTo(400);
    String change = rejected.text().split("<h2>Add a rule</h2>", 2)[0];
    assertThat(change)
        .contains("<details class=\"fold\" open>", "value=\"much\"", "value=\"Policy of 2027\"")
        .contains("class=\"error\"");
    assertThat(rejected.text().substring(change.length()))
        .doesNotContain("value=\"much\"", "class=\"error\"", "very-large\"");
  }

  @Test
  void aPausedRailLetsPaymentsWaitUntilItIsResumed() {
    ApiClient client = server.newClient(Scope.WRITE);
    String paused =
        submit(
            "/operator/rails",
            "/operator/rails/pause",
            Map.of("rail", "sandbox", "reason", "<b>a drill</b>"));
    assertThat(paused)
        .contains("Paused: sandbox.", "&lt;b&gt;a drill&lt;/b&gt;", "By " + operator.email())
        .contains("paused by an operator");
    assertThat(page("/operator")).contains("needs your attention", "Resume it under Rails");

    String payment = pay(client);
    Await.until("it waits", () -> page("/operator/payouts").contains(payment));
    Await.until("for the pause", () -> page("/operator/payouts").contains(">Paused<"));
    assertThat(page("/operator/payouts"))
        .contains("12.50", "It continues as soon as the rail is resumed.");
    assertThat(status(client, payment)).isEqualTo("processing");

    String resumed =
        submit(
            "/operator/rails",
            "/operator/rails/resume",
            Map.of("rail", "sandbox", "cause", "operator", "reason", "over"));
    assertThat(resumed).contains("Pause lifted. sandbox continues.").doesNotContain("Paused now");
    Await.until("it is delivered", () -> status(client, payment).equals("delivered"));
    assertThat(page("/operator/audit-log"))
        .contains("rail.paused", "rail.resumed", operator.email(), "a drill");
  }

  @Test
  void aCorridorIsAddedBoundedAndSuspended() {
    String corridors = "/operator/corridors";
    Map<String, String> added = new HashMap<>();
    added.put("id", "US-KEB");
    added.put("source", "USD");
    added.put("destination", "KES");
    added.put("stablecoins", "USDC");
    added.put("minimum", "10");
    added.put("maximum", "100");
    added.put("fee_basis_points", "75");
    added.put("typical_minutes", "60");
    added.put("reason", "<b>a bank</b>");
    assertThat(submit(corridors, corridors, added))
        .contains("Corridor US-KEB added.", "US-KEB", "0.75%");

    String one = corridors + "/US-KEB";
    assertThat(submit(corridors, one + "/change", Map.of("maximum", "2000", "reason", "more")))
        .contains("Corridor US-KEB changed", "2,000");
    assertThat(
            submit(
                corridors,
                one + "/status",
                Map.of("status", "unavailable", "reason", "the bank is closed")))
        .contains("US-KEB is unavailable now.");
    ApiClient client = server.newClient(Scope.WRITE);
    assertThat(client.get("/v1/corridors/US-KEB").json().path("status").asText())
        .isEqualTo("unavailable");
    console.get(corridors);
    Answer wrong = console.post(one + "/change", Map.of("minimum", "1e9", "reason", "x"));
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(page("/operator/audit-log"))
        .contains("corridor.added", "corridor.status_changed", operator.email());
  }

  @Test
  void everythingIsPausedOnlyWithTheTypedWord() {
    console.get("/operator/rails");
    Answer without = console.post("/operator/rails/pause", Map.of("reason", "an alarm"));
    assertThat(without.status()).isEqualTo(400);
    assertThat(without.text()).contains("Type everything to confirm.", "an alarm");

    String paused =
        submit(
            "/operator/rails",
            "/operator/rails/pause",
            Map.of("reason", "an alarm", "confirmation", "everything"));
    assertThat(paused).contains("Paused: everything.");
    submit(
        "/operator/rails",
        "/operator/rails/pause",
        Map.of("rail", "sandbox", "reason", "another reason"));
    String resumed =
        submit(
            "/operator/rails",
            "/operator/rails/resume",
            Map.of("rail", "sandbox", "cause", "operator", "reason", "checked"));
    assertThat(resumed).contains("sandbox is still paused: paused by an operator.");
    submit(
        "/operator/rails",
        "/operator/rails/resume",
        Map.of("rail", "", "cause", "operator", "reason", "checked"));
    assertThat(page("/operator/rails")).doesNotContain("Paused now");
  }

  @Test
  void mistakesAreExplainedAndChangeNothing() {
    console.get("/operator/rails");
    assertThat(
            console.post("/operator/rails/pause", Map.of("rail", "sandbox", "reason", " ")).text())
        .contains("Enter a reason of 1 to 300 characters.");
    assertThat(console.post("/operator/rails/pause", Map.of("rail", "bse", "reason", "x")).status())
        .isEqualTo(404);
    assertThat(
            console
                .post(
                    "/operator/rails/resume",
                    Map.of("rail", "sandbox", "cause", "bored", "reason", "x"))
                .status())
        .isEqualTo(400);
    assertThat(page("/operator/rails")).doesNotContain("Paused now");
  }

  @Test
  void aHeldDepositIsReleasedByNameAndAnotherIsKept() {
    String account = server.newAccount();
    ApiClient client = server.clientOf(account, Environment.SANDBOX);
    String released = held(client, "25.03");
    String kept = held(client, "7.03");
    assertThat(page("/operator")).contains("wait for a decision.");
    assertThat(page("/operator/deposits")).contains(released, kept, "Undecided");

    submit(
        "/operator/deposits",
        "/operator/deposits/" + released + "/release",
        Map.of("note", "checked the sender"));
    String page = submit("/operator/deposits", "/operator/deposits/" + kept + "/keep", Map.of());

    Await.until(
        "it is credited",
        () ->
            client
                .get("/v1/deposits/" + released)
                .json()
                .path("status")
                .asText()
                .equals("credited"));
    assertBalance(client, "USDC", "1000025.03", "0");
    assertThat(page).contains(kept, ">Kept<").doesNotContain(released);
    Answer twice = console.post("/operator/deposits/" + released + "/release", Map.of("note", ""));
    assertThat(twice.text()).contains("Only a held deposit can be released.");
    assertThat(page("/operator/audit-log?action=deposit.released"))
        .contains(released, operator.email(), "checked the sender");
    assertThat(server.run("audit", "list", "--account", account).out())
        .contains("deposit.released", "deposit.kept", "usr_");
  }

  private static String held(ApiClient client, String amount) {
    return client
        .post(
            "/v1/sandbox/deposits",
            "{\"amount\": %s, \"currency\": \"USDC\", \"network\": \"base\"}".formatted(amount))
        .json()
        .path("id")
        .asText();
  }

  @Test
  void operatorsAreListedAndAddedByCommandOnly() {
    assertThat(page("/operator/operators"))
        .contains(operator.email(), ">Active<", "./remitflex operators add EMAIL");
  }
}
