package com.remitflex.web.dashboard.payments;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertNumber;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An off-ramp of the sandbox that is held for review, approved or rejected in the Dashboard. */
@Tag("slow")
class ReviewedOffRampTest {
  private static final String PAGES = "/dashboard/sandbox/off-ramps";

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
  private final TestPerson owner = server.newPerson(account, "owner");

  private String held() {
    ApiClient.Answer made =
        client.post(
            "/v1/off-ramps",
            PaymentBody.empty()
                .json("amount", "100.03")
                .text("source_currency", "USDC")
                .text("destination_currency", "EUR")
                .text("bank_account.account_holder_name", "Example GmbH")
                .text("bank_account.account_number", "DE89370400440532013000")
                .text("bank_account.bank_name", "Commerzbank")
                .text("bank_account.bank_country", "DE")
                .toString());
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    String id = made.json().path("id").asText();
    await(id, "compliance_review");
    assertBalance(client, "USDC", "999899.719925", "100.280075");
    return id;
  }

  private JsonNode offRamp(String id) {
    return client.get("/v1/off-ramps/" + id + "?expand=events").json();
  }

  private void await(String id, String status) {
    Await.until(id + " " + status, () -> offRamp(id).path("status").asText().equals(status));
  }

  private PageClient browser(TestPerson person) {
    PageClient browser = server.browser().signIn(person);
    browser.get("/dashboard/sandbox");
    return browser;
  }

  private static Answer approve(PageClient browser, String id) {
    return browser.post(PAGES + "/" + id + "/approve", Map.of());
  }

  private static Answer reject(PageClient browser, String id, String reason) {
    return browser.post(PAGES + "/" + id + "/reject", Map.of("reason", reason));
  }

  /** What the receivers of webhooks are sent. */
  private static JsonNode data(String id, String type) {
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

  private JsonNode audited(String id) {
    ApiClient admin =
        server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
    JsonNode entries = admin.get("/v1/audit-log?subject=" + id).json().path("data");
    assertThat(entries).hasSize(1);
    return entries.path(0);
  }

  /** The row of the list, without the rest of the page. */
  private static String row(PageClient browser, String id) {
    String page = browser.get(PAGES).text();
    int at = page.indexOf(id);
    assertThat(at).as(page).isPositive();
    return page.substring(page.lastIndexOf("<tr", at), page.indexOf("</tr>", at));
  }

  @Test
  void anApprovedOffRampIsDeliveredAndEveryoneSeesWhoApprovedIt() {
    String id = held();
    PageClient browser = browser(owner);
    assertThat(row(browser, id)).containsIgnoringCase("review");
    assertThat(browser.get(PAGES + "/" + id).text()).contains("Approve", "Reject");

    Answer answer = approve(browser, id);

    assertThat(answer.status()).as(answer.text()).isEqualTo(303);
    await(id, "delivered");
    assertThat(offRamp(id).path("events").findValuesAsText("type"))
        .containsExactly(
            "compliance.review_required",
            "compliance.approved",
            "offramp.processing",
            "offramp.settled",
            "offramp.delivered");
    assertNumber(offRamp(id), "fee", "0.250075");
    assertNumber(offRamp(id), "converted_amount", "92.27");
    assertBalance(client, "USDC", "999899.719925", "0");
    JsonNode data = data(id, "compliance.approved");
    assertThat(data.path("offramp_id").asText()).isEqualTo(id);
    assertThat(data.path("decided_by").asText()).isEqualTo(owner.id());
    assertThat(audited(id).path("action").asText()).isEqualTo("off_ramp.review_approved");
    assertThat(audited(id).at("/actor/id").asText()).isEqualTo(owner.id());
    assertThat(row(browser, id)).containsIgnoringCase("delivered");
    assertThat(browser.get(PAGES + "/" + id).text()).contains("By " + owner.email());
  }

  @Test
  void aRejectedOffRampFailsAndEverythingIsRefunded() {
    String id = held();
    PageClient browser = browser(owner);

    Answer answer = reject(browser, id, "  Not our \n account <b> ");

    assertThat(answer.status()).as(answer.text()).isEqualTo(303);
    JsonNode offRamp = offRamp(id);
    assertThat(offRamp.path("status").asText()).isEqualTo("failed");
    assertThat(offRamp.path("failure_reason").asText()).isEqualTo("COMPLIANCE_REJECTED");
    assertNumber(offRamp, "fee", "0");
    assertNumber(offRamp, "total_debited", "0");
    assertBalance(client, "USDC", "1000000", "0");
    assertThat(offRamp.path("events").findValuesAsText("type"))
        .containsExactly("compliance.review_required", "compliance.rejected", "offramp.failed");
    JsonNode data = data(id, "compliance.rejected");
    assertThat(data.path("review_reason").asText()).isEqualTo("Not our account <b>");
    assertThat(data(id, "offramp.failed").path("failure_reason").asText())
        .isEqualTo("COMPLIANCE_REJECTED");
    assertThat(audited(id).path("action").asText()).isEqualTo("off_ramp.review_rejected");
    assertThat(audited(id).at("/details/reason").asText()).isEqualTo("Not our account <b>");
    assertThat(row(browser, id)).containsIgnoringCase("failed");
    assertThat(browser.get(PAGES + "/" + id).text())
        .contains(owner.email() + ": Not our account &lt;b&gt;");
    assertThat(approve(browser, id).text()).contains("has already been rejected");
    assertBalance(client, "USDC", "1000000", "0");
  }

  @Test
  void strangersAndViewersDecideNothing() {
    String id = held();
    PageClient viewer = browser(server.newPerson(account, "viewer"));
    PageClient stranger = browser(server.newPerson(server.newAccount(), "owner"));

    assertThat(approve(viewer, id).status()).isEqualTo(403);
    assertThat(reject(viewer, id, "no").status()).isEqualTo(403);
    assertThat(approve(stranger, id).status()).isEqualTo(404);
    assertThat(reject(stranger, id, "no").status()).isEqualTo(404);
    assertThat(reject(browser(owner), id, "\u200b").status()).isEqualTo(400);

    assertThat(offRamp(id).path("status").asText()).isEqualTo("compliance_review");
    assertBalance(client, "USDC", "999899.719925", "100.280075");
  }
}
