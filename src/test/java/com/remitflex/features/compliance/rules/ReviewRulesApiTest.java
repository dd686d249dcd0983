package com.remitflex.features.compliance.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestOperator;
import com.remitflex.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rules and names hold payments of the sandbox. */
@Tag("slow")
class ReviewRulesApiTest {
  private static final String IBAN = "DE89370400440532013000";
  private static final String OTHER_IBAN = "FR1420041010050500013M02606";

  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "0",
              "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0",
              "REMITFLEX_SANDBOX_REVIEW_MILLIS", "3600000"));

  private final String account = server.newAccount();
  private final ApiClient client = server.clientOf(account, Environment.SANDBOX);

  @AfterEach
  void withoutRules() {
    ReviewRules rules = rules();
    for (ReviewRule rule : rules.all().rules()) {
      rules
          .disable(rule.environment(), rule.name(), "end of the test", Actor.operator())
          .orElseThrow();
    }
    applied();
  }

  private static ReviewRules rules() {
    return new ReviewRules(server.database(), server.trail());
  }

  /** Waits until each node acts on the rules. */
  private static void applied() {
    Await.pause(java.time.Duration.ofMillis(600));
  }

  private static void rule(String... options) {
    List<String> command = new ArrayList<>(List.of("review-rules"));
    command.addAll(List.of(options));
    command.addAll(List.of("--environment", "sandbox", "--reason", "test"));
    Ended ended = server.run(command.toArray(String[]::new));
    assertThat(ended.status()).as(ended.err()).isZero();
    applied();
  }

  private String pay(ApiClient by, String amount, String name, String iban) {
    ApiClient.Answer made =
        by.post(
            "/v1/payments",
            PaymentBody.of(amount, "USDC")
                .text("destination_currency", "EUR")
                .text("recipient.name", name)
                .text("recipient.account_number", iban)
                .text("recipient.bank_code", iban.startsWith("DE") ? "COBADEFFXXX" : "PSSTFRPPXXX")
                .text("recipient.bank_country", iban.substring(0, 2))
                .toString());
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return made.json().path("id").asText();
  }

  private String pay(String amount) {
    return pay(client, amount, "Maria Garcia", IBAN);
  }

  private JsonNode payment(String id) {
    return client.get("/v1/payments/" + id + "?expand=events").json();
  }

  /** The status after screening; a payment that is not held goes on. */
  private String started(String id) {
    return Await.until(
        id + " is screened",
        (Supplier<String>) () -> payment(id).path("status").asText(),
        status -> !status.equals("pending"));
  }

  private boolean isHeld(String id) {
    return started(id).equals("compliance_review");
  }

  private static JsonNode event(String id, String type) {
    return Json.trusted(
        server
            .database()
            .with(handle ->
                handle
                    .createQuery("SELECT data FROM event WHERE subject = :id AND type = :type")
                    .bind("id", id)
                    .bind("type", type)
                    .mapTo(String.class)
                    .one()));
  }

  @Test
  void anAmountAboveTheRulesIsHeldAndTheEventNamesTheRule() {
    rule("add", "large", "--kind", "amount", "--above", "500");

    String held = pay("500.02");
    String free = pay("500");

    assertThat(isHeld(held)).isTrue();
    assertThat(isHeld(free)).isFalse();
    JsonNode data = event(held, "compliance.review_required");
    assertThat(data.path("rule").asText()).isEqualTo("large");
    assertThat(data.path("review_id").asText()).matches("rev_[0-9A-Z]{26}");

    rule("disable", "large");
    assertThat(isHeld(pay("600"))).isFalse();
    assertThat(started(held)).isEqualTo("compliance_review");
    rule("enable", "large");
    assertThat(isHeld(pay("600"))).isTrue();
    rule("change", "large", "--kind", "amount", "--above", "700");
    assertThat(isHeld(pay("600"))).isFalse();
    Ended list = server.run("review-rules", "list");
    assertThat(list.out()).contains("large", "more than 700 USD", "active");
  }

  @Test
  void thePaymentsBeyondANumberPerHourAreHeldExactly() throws Exception {
    rule("add", "many", "--kind", "velocity", "--per", "day", "--payments", "5");
    List<Future<String>> made = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 12; i++) {
        made.add(threads.submit(() -> pay("20")));
      }
    }
    int held = 0;
    for (Future<String> one : made) {
      held += isHeld(one.get()) ? 1 : 0;
    }

    assertThat(held).isEqualTo(7);
    ApiClient other = server.clientOf(server.newAccount(), Environment.SANDBOX);
    String id = pay(other, "20", "Maria Garcia", IBAN);
    Await.until(
        "another account counts by itself",
        () -> other.get("/v1/payments/" + id).json().path("status").asText().equals("delivered"));
  }

  @Test
  void theSumPerHourIsCountedWithHeldPayments() {
    rule("add", "sums", "--kind", "velocity", "--per", "hour", "--sum", "100");

    assertThat(isHeld(pay("60"))).isFalse();
    assertThat(isHeld(pay("40"))).isFalse();
    assertThat(isHeld(pay("10"))).isTrue();
    assertThat(isHeld(pay("10"))).isTrue();
  }

  @Test
  void aReceiverIsNewUntilAPaymentWasApproved() {
    String known = pay("50");
    Await.until("paid", () -> started(known).equals("delivered"));
    rule("add", "new", "--kind", "new-recipient");

    assertThat(isHeld(pay("50"))).as("an earlier payment counts").isFalse();
    String first = pay(client, "50", "Jean Dupont", OTHER_IBAN);
    assertThat(isHeld(first)).isTrue();
    assertThat(isHeld(pay(client, "50", "Another Name", OTHER_IBAN))).isTrue();
    PageClient owner = server.browser().signIn(server.newPerson(account, "owner"));
    owner.get("/dashboard/sandbox");
    assertThat(owner.post("/dashboard/sandbox/payments/" + first + "/approve", Map.of()).status())
        .isEqualTo(303);
    assertThat(isHeld(pay(client, "50", "Jean Dupont", OTHER_IBAN))).isFalse();
    assertThat(event(first, "compliance.approved").path("review_id").asText())
        .isEqualTo(event(first, "compliance.review_required").path("review_id").asText());
  }

  @Test
  void countriesAreHeld() {
    rule("add", "countries", "--kind", "country", "--countries", "fr, ng");

    assertThat(isHeld(pay(client, "50", "Jean Dupont", OTHER_IBAN))).isTrue();
    assertThat(isHeld(pay("50"))).isFalse();
  }

  @Test
  void aListedNameFailsAndASimilarOneIsHeld() {
    String blocked = pay(client, "50", "SPECIMEN, M\u00e1ximilian", IBAN);
    String similar = pay(client, "50", "Maximilian Spceimen", IBAN);

    assertThat(started(blocked)).isEqualTo("failed");
    assertThat(payment(blocked).path("failure_reason").asText()).isEqualTo("SANCTIONS_MATCH");
    assertThat(isHeld(similar)).isTrue();
    assertThat(event(similar, "compliance.review_required").path("rule").asText())
        .isEqualTo("name_match");
  }

  @Test
  void wrongRulesAreRejectedWithWhatToDo() {
    assertThat(
            server
                .run(
                    "review-rules",
                    "add",
                    "Large!",
                    "--environment",
                    "live",
                    "--kind",
                    "amount",
                    "--above",
                    "5",
                    "--reason",
                    "x")
                .err())
        .contains("lower-case letters");
    assertThat(
            server
                .run(
                    "review-rules",
                    "add",
                    "v",
                    "--environment",
                    "live",
                    "--kind",
                    "velocity",
                    "--per",
                    "hour",
                    "--reason",
                    "x")
                .err())
        .contains("maximum number of payments");
    assertThat(
            server
                .run("review-rules", "disable", "nothing", "--environment", "live", "--reason", "x")
                .err())
        .contains("No rule with this name");
    assertThat(
            server
                .run(
                    "review-rules",
                    "add",
                    "c",
                    "--environment",
                    "live",
                    "--kind",
                    "country",
                    "--countries",
                    "XX",
                    "--reason",
                    "x")
                .err())
        .contains("two letters");
  }

  @Test
  void rulesThatAnotherProgramChangedHoldEverything() {
    rule("add", "damaged", "--kind", "amount", "--above", "100");
    server
        .database()
        .use(handle ->
            handle.execute("UPDATE review_rules SET rules = '[]', version = version + 1"));
    applied();

    String held = pay("5000");
    String also = pay("50");

    assertThat(isHeld(held)).isTrue();
    assertThat(isHeld(also)).isTrue();
    assertThat(server.run("doctor").out()).contains("ERROR review rules");
    rule("change", "damaged", "--kind", "amount", "--above", "200");
    assertThat(isHeld(pay("150"))).isFalse();
    assertThat(isHeld(pay("250"))).isTrue();
    assertThat(server.run("doctor").out()).contains("ok    review rules");
  }

  private static void sql(String sql, Object... arguments) {
    server.database().use(handle -> handle.execute(sql, arguments));
  }

  @Test
  void countsThatAnotherProgramLoweredExceedEveryLimit() {
    rule("add", "counted", "--kind", "velocity", "--per", "day", "--payments", "3");
    assertThat(isHeld(pay("20"))).isFalse();
    sql("UPDATE review_velocity SET day_payments = 0 WHERE account_id = ?", account);

    assertThat(isHeld(pay("20"))).isTrue();
    assertThat(isHeld(pay("20"))).as("the change is not signed with the next payment").isTrue();

    assertThat(server.run("doctor").out())
        .contains(
            "ERROR review rules",
            account + " sandbox: the counts of velocity rules were changed outside RemitFlex");
    sql("DELETE FROM review_velocity WHERE account_id = ?", account);
    assertThat(isHeld(pay("20"))).isFalse();
    assertThat(server.run("doctor").out()).contains("ok    review rules");
  }

  @Test
  void aReceiverThatAnotherProgramAddedIsNew() {
    rule("add", "planted", "--kind", "new-recipient");
    String first = pay(client, "50", "Jean Dupont", OTHER_IBAN);
    assertThat(isHeld(first)).isTrue();
    sql(
        "INSERT INTO review_receiver (account_id, environment, receiver, payment_id, row_mac)"
            + " SELECT ?, 'sandbox', encode(sha256(convert_to(?, 'UTF8')), 'hex'), ?, decode('00',"
            + " 'hex')",
        account,
        "BANK FR " + OTHER_IBAN,
        first);

    assertThat(isHeld(pay(client, "50", "Jean Dupont", OTHER_IBAN))).isTrue();
    assertThat(server.run("doctor").out())
        .contains("ERROR review rules", "a known receiver (", "was added outside RemitFlex");

    PageClient owner = server.browser().signIn(server.newPerson(account, "owner"));
    owner.get("/dashboard/sandbox");
    assertThat(owner.post("/dashboard/sandbox/payments/" + first + "/approve", Map.of()).status())
        .isEqualTo(303);
    assertThat(isHeld(pay(client, "50", "Jean Dupont", OTHER_IBAN))).isFalse();
    assertThat(server.run("doctor").out()).contains("ok    review rules");
  }

  private String payAmerica(String routingNumber) {
    ApiClient.Answer made =
        client.post(
            "/v1/off-ramps",
            PaymentBody.empty()
                .json("amount", "50")
                .text("source_currency", "USDC")
                .text("destination_currency", "USD")
                .text("bank_account.account_holder_name", "Example Inc")
                .text("bank_account.account_number", "000123456789")
                .text("bank_account.bank_name", "Bank")
                .text("bank_account.bank_country", "US")
                .text("bank_account.routing_number", routingNumber)
                .toString());
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return "/v1/off-ramps/" + made.json().path("id").asText();
  }

  private String startedOffRamp(String path) {
    return Await.until(
        path + " is screened",
        (Supplier<String>) () -> client.get(path).json().path("status").asText(),
        status -> !status.equals("pending"));
  }

  @Test
  void theSameNumberAtAnotherBankIsAnotherReceiver() {
    String known = payAmerica("021000021");
    Await.until("paid", () -> startedOffRamp(known).equals("delivered"));
    rule("add", "banks", "--kind", "new-recipient");

    assertThat(startedOffRamp(payAmerica("021000021")))
        .as("an earlier off-ramp counts")
        .isNotEqualTo("compliance_review");
    assertThat(startedOffRamp(payAmerica("011401533"))).isEqualTo("compliance_review");
  }

  @Test
  void operatorsAddAndDisableRulesOnThePage() {
    PageClient console = TestOperator.enrolled(server).browser();
    console.get("/operator/review-rules");
    Map<String, String> fields =
        Map.of(
            "environment",
            "sandbox",
            "name",
            "by-page",
            "kind",
            "amount",
            "above",
            "77.50",
            "reason",
            "asked by <legal>");

    assertThat(console.post("/operator/review-rules/add", fields).status()).isEqualTo(303);

    assertThat(console.get("/operator/review-rules").text())
        .contains("by-page", "more than 77.5 USD", "asked by &lt;legal&gt;");
    PageClient.Answer again = console.post("/operator/review-rules/add", fields);
    assertThat(again.status()).isEqualTo(400);
    assertThat(again.text()).contains("A rule with this name exists");
    assertThat(
            console
                .post(
                    "/operator/review-rules/disable",
                    Map.of("environment", "sandbox", "name", "by-page", "reason", "no"))
                .status())
        .isEqualTo(303);
    assertThat(console.get("/operator/audit-log").text()).contains("by-page");
  }
}
