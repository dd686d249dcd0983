package com.remitflex.web.dashboard.site;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertNumber;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.apikeys.KeyLimits;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A payment that is held for review, approved or rejected by a person. */
@Tag("slow")
class ReviewPaymentTest {
  private static final String SANDBOX = "/dashboard/sandbox";

  /** Reviews wait for a decision. */
  @RegisterExtension static final TestServer server = started("3600000");

  /** Reviews are soon approved automatically. */
  @RegisterExtension static final TestServer hasty = started("40");

  private final String account = server.newAccount();
  private final ApiClient client = server.clientOf(account, Environment.SANDBOX);
  private final TestPerson owner = server.newPerson(account, "owner");

  private static TestServer started(String reviewMillis) {
    return TestServer.with(
        Map.of(
            "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
            "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "0",
            "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0",
            "REMITFLEX_SANDBOX_REVIEW_MILLIS", reviewMillis));
  }

  private static String pay(ApiClient client) {
    ApiClient.Answer made =
        client.post("/v1/payments", PaymentBody.of("100.03", "USDC").toString());
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return made.json().path("id").asText();
  }

  private static JsonNode payment(ApiClient client, String id) {
    return client.get("/v1/payments/" + id + "?expand=events").json();
  }

  private static String status(ApiClient client, String id) {
    return payment(client, id).path("status").asText();
  }

  private static void await(ApiClient client, String id, String status) {
    Await.until(id + " " + status, () -> status(client, id).equals(status));
  }

  private String held() {
    String id = pay(client);
    await(client, id, "compliance_review");
    return id;
  }

  /** What receivers of this event of a payment are sent. */
  private static JsonNode data(TestServer at, String id, String type) {
    return Json.trusted(
        at.database()
            .with(handle ->
                handle
                    .createQuery("SELECT data FROM event WHERE subject = :id AND type = :type")
                    .bind("id", id)
                    .bind("type", type)
                    .mapTo(String.class)
                    .one()));
  }

  private static List<String> types(ApiClient client, String id) {
    return payment(client, id).path("events").findValuesAsText("type");
  }

  private PageClient browser(TestPerson person) {
    PageClient browser = server.browser().signIn(person);
    browser.get(SANDBOX);
    return browser;
  }

  private static Answer approve(PageClient browser, String id) {
    return browser.post(SANDBOX + "/payments/" + id + "/approve", Map.of());
  }

  private static Answer reject(PageClient browser, String id, String reason) {
    return browser.post(SANDBOX + "/payments/" + id + "/reject", Map.of("reason", reason));
  }

  private JsonNode audited(String id) {
    ApiClient admin =
        server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
    return admin.get("/v1/audit-log?subject=" + id).json().path("data");
  }

  @Test
  void anApprovedPaymentIsProcessedAndEveryoneSeesWhoApprovedIt() {
    String id = held();
    PageClient browser = browser(owner);
    assertThat(browser.get(SANDBOX + "/payments/" + id).text())
        .contains("Held for compliance review", "Approve payment", "Reject payment");

    Answer answer = approve(browser, id);

    assertThat(answer.status()).as(answer.text()).isEqualTo(303);
    await(client, id, "delivered");
    assertThat(types(client, id))
        .containsExactly(
            "payment.created",
            "compliance.review_required",
            "compliance.approved",
            "payment.processing",
            "payment.settled",
            "payment.delivered");
    assertNumber(payment(client, id), "total_debited", "100.53015");
    assertThat(data(server, id, "compliance.approved").path("decided_by").asText())
        .isEqualTo(owner.id());
    JsonNode entry = audited(id).path(0);
    assertThat(entry.path("action").asText()).isEqualTo("payment.review_approved");
    assertThat(entry.at("/actor/id").asText()).isEqualTo(owner.id());
    assertThat(entry.path("ip").asText()).isEqualTo("127.0.0.1");
    assertThat(browser.get(SANDBOX + "/payments/" + id).text())
        .contains("Review approved", "By " + owner.email())
        .doesNotContain("Approve payment");
  }

  @Test
  void aRejectedPaymentIsCancelledAndItsFundsAreReleased() {
    String id = held();
    assertBalance(client, "USDC", "999899.46985", "100.53015");
    PageClient browser = browser(owner);

    Answer answer = reject(browser, id, "  Unknown \n sender <b> ");

    assertThat(answer.status()).as(answer.text()).isEqualTo(303);
    JsonNode payment = payment(client, id);
    assertThat(payment.path("status").asText()).isEqualTo("cancelled");
    assertThat(payment.path("failure_reason").asText()).isEqualTo("COMPLIANCE_REJECTED");
    assertNumber(payment, "fee", "0");
    assertNumber(payment, "total_debited", "0");
    assertBalance(client, "USDC", "1000000", "0");
    assertThat(types(client, id))
        .containsExactly(
            "payment.created",
            "compliance.review_required",
            "compliance.rejected",
            "payment.cancelled");
    JsonNode data = data(server, id, "compliance.rejected");
    assertThat(data.path("review_reason").asText()).isEqualTo("Unknown sender <b>");
    assertThat(data.path("decided_by").asText()).isEqualTo(owner.id());
    assertThat(data.path("failure_reason").asText()).isEqualTo("COMPLIANCE_REJECTED");
    JsonNode entry = audited(id).path(0);
    assertThat(entry.path("action").asText()).isEqualTo("payment.review_rejected");
    assertThat(entry.at("/details/reason").asText()).isEqualTo("Unknown sender <b>");
    assertThat(browser.get(SANDBOX + "/payments/" + id).text())
        .contains("Review rejected", owner.email() + ": Unknown sender &lt;b&gt;")
        .contains("COMPLIANCE_REJECTED");
  }

  @Test
  void aRejectionRestoresTheLimitOfTheKey() {
    Money day = new Money(Currency.USDC, 100_600_000);
    KeyLimits limits =
        new KeyLimits(List.of(), Optional.empty(), Optional.empty(), Optional.of(day));
    NewKey asked = new NewKey("limited", Scope.WRITE, Optional.empty(), limits);
    HeadId head = new HeadId(account, Environment.SANDBOX);
    ApiClient limited =
        server.client(MintedSecrets.key(server.keys().create(head, asked).orElseThrow().secret()));
    String id = pay(limited);
    await(limited, id, "compliance_review");
    String second = PaymentBody.of("100", "USDC").toString();
    assertThat(limited.post("/v1/payments", second).errorCode()).isEqualTo("LIMIT_EXCEEDED");

    assertThat(reject(browser(owner), id, "No").status()).isEqualTo(303);

    assertThat(limited.post("/v1/payments", second).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\u200b\u00a0\u2060", "a\u202eb", "a\u0007b"})
  void aRejectionNeedsAReasonThatCanBeRead(String reason) {
    String id = held();
    PageClient browser = browser(owner);

    Answer answer = reject(browser, id, reason);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).containsAnyOf("Enter a reason", "formatting characters");
    assertThat(status(client, id)).isEqualTo("compliance_review");
    assertThat(reject(browser, id, "x".repeat(256)).text()).contains("at most 255 characters");
    assertThat(reject(browser, id, "ü".repeat(255)).status()).isEqualTo(303);
  }

  @Test
  void anApiKeyInAReasonIsMasked() {
    String id = held();
    String secret = server.newKey(account, Environment.SANDBOX, Scope.READ).secret();

    assertThat(reject(browser(owner), id, "sent with " + secret).status()).isEqualTo(303);

    assertThat(data(server, id, "compliance.rejected").path("review_reason").asText())
        .startsWith("sent with rf_test_")
        .doesNotContain(secret);
    assertThat(audited(id).toString()).doesNotContain(secret);
  }

  @ParameterizedTest
  @ValueSource(strings = {"developer", "viewer"})
  void onlyOwnersAndAdminsDecide(String role) {
    String id = held();
    PageClient browser = browser(server.newPerson(account, role));

    assertThat(browser.get(SANDBOX + "/payments/" + id).text())
        .contains("Held for compliance review")
        .doesNotContain("/approve", "/reject");
    assertThat(approve(browser, id).status()).isEqualTo(403);
    assertThat(reject(browser, id, "No").status()).isEqualTo(403);
    assertThat(status(client, id)).isEqualTo("compliance_review");
  }

  @Test
  void anotherAccountsPaymentIsNotFound() {
    String id = held();
    PageClient stranger = browser(server.newPerson(server.newAccount(), "owner"));

    assertThat(approve(stranger, id).status()).isEqualTo(404);
    assertThat(reject(stranger, id, "No").status()).isEqualTo(404);
    assertThat(status(client, id)).isEqualTo("compliance_review");
  }

  @Test
  void whatHasBeenDecidedStaysSoAndTheOtherPersonIsTold() {
    String approved = held();
    String rejected = held();
    PageClient first = browser(owner);
    PageClient second = browser(server.newPerson(account, "admin"));
    approve(first, approved);
    reject(first, rejected, "No");

    Answer late = reject(second, approved, "No");
    assertThat(late.status()).isEqualTo(400);
    assertThat(late.text()).contains("it has already been approved. Nothing was changed.");
    Answer again = approve(second, rejected);
    assertThat(again.text()).contains("it has already been rejected. Nothing was changed.");
    assertThat(approve(second, approved).text()).contains("already been approved");

    await(client, approved, "delivered");
    assertThat(status(client, rejected)).isEqualTo("cancelled");
    assertThat(audited(approved)).hasSize(1);
    assertThat(audited(rejected)).hasSize(1);
  }

  @Test
  void aPaymentThatIsNotHeldCannotBeDecided() {
    ApiClient.Answer made = client.post("/v1/payments", PaymentBody.of("100", "USDC").toString());
    String id = made.json().path("id").asText();
    await(client, id, "delivered");

    assertThat(reject(browser(owner), id, "No").status()).isEqualTo(400);

    assertThat(status(client, id)).isEqualTo("delivered");
    assertBalance(client, "USDC", "999899.5", "0");
  }

  @Test
  void of16DecisionsExactlyOneTakesEffect() throws Exception {
    String id = held();
    PageClient browser = browser(owner);
    List<Callable<Answer>> racers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      boolean approves = i % 2 == 0;
      PageClient one = browser.at(server.port());
      // Each has a form of its own: one form acts only once anyway.
      one.get(SANDBOX + "/payments/" + id);
      racers.add(() -> approves ? approve(one, id) : reject(one, id, "No"));
    }
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> racer : threads.invokeAll(racers)) {
        answers.add(racer.get());
      }
    }

    assertThat(answers).filteredOn(answer -> answer.status() == 303).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> answer.status() != 303)
        .allSatisfy(answer -> assertThat(answer.text()).contains("Nothing was changed."));
    assertThat(audited(id)).hasSize(1);
    assertThat(types(client, id))
        .filteredOn(type -> type.matches("compliance.(app|rej).*"))
        .hasSize(1);
  }

  @Test
  void aRejectionAndTheAutomaticApprovalNeverBothTakeEffect() {
    String there = hasty.newAccount();
    ApiClient payer = hasty.clientOf(there, Environment.SANDBOX);
    PageClient browser = hasty.browser().signIn(hasty.newPerson(there, "owner"));
    browser.get(SANDBOX);
    for (int i = 0; i < 12; i++) {
      String id = pay(payer);
      Await.until("a review", () -> !status(payer, id).equals("pending"));

      Answer answer = reject(browser, id, "No");

      boolean rejected = answer.status() == 303;
      await(payer, id, rejected ? "cancelled" : "delivered");
      assertThat(types(payer, id))
          .contains(rejected ? "compliance.rejected" : "compliance.approved")
          .doesNotContain(rejected ? "compliance.approved" : "compliance.rejected");
      assertThat(answer.text().isEmpty() || answer.text().contains("already been approved"))
          .isTrue();
    }
  }

  @Test
  void anAutomaticApprovalSaysSo() {
    String there = hasty.newAccount();
    ApiClient payer = hasty.clientOf(there, Environment.SANDBOX);
    String id = pay(payer);
    await(payer, id, "delivered");

    PageClient browser = hasty.browser().signIn(hasty.newPerson(there, "viewer"));

    assertThat(data(hasty, id, "compliance.approved").has("decided_by")).isFalse();
    assertThat(browser.get(SANDBOX + "/payments/" + id).text())
        .contains("Automatically, because nobody decided in time");
  }
}
