package com.remitflex.web.dashboard.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages of off-ramps. */
class OffRampPagesTest {
  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "0",
              "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0",
              "REMITFLEX_SANDBOX_RETURNED_MILLIS", "0"));

  private static final String LIST = "/dashboard/sandbox/off-ramps";

  private final String account = server.newAccount();
  private final ApiClient client = server.clientOf(account, Environment.SANDBOX);
  private final PageClient browser = server.browser().signIn(server.newPerson(account, "viewer"));

  private String create(String amount, String reference) {
    String body =
        PaymentBody.empty()
            .json("amount", amount)
            .text("source_currency", "USDC")
            .text("destination_currency", "EUR")
            .text("bank_account.account_holder_name", "=Holder")
            .text("bank_account.account_number", "DE89370400440532013000")
            .text("bank_account.bank_name", "Commerzbank")
            .text("bank_account.bank_country", "DE")
            .text("reference", reference)
            .toString();
    return client.post("/v1/off-ramps", body).json().path("id").asText();
  }

  private String one(String id, String status) {
    return Await.until(
            status,
            () -> browser.get(LIST + "/" + id),
            answer -> answer.text().contains("\">" + status + "</span>"))
        .text();
  }

  @Test
  void theDownloadHasEveryOffRampThatMeetsTheFilter() {
    create("100", "first");
    create("200", "second");
    client.post("/v1/payments", "{\"amount\": 100, \"currency\": \"USDC\"}");

    assertThat(browser.get(LIST).text()).contains("/off-ramps.csv?");
    Answer all = browser.get(LIST + ".csv");
    assertThat(all.header("Content-Disposition").orElseThrow()).contains("off-ramps.csv");
    assertThat(all.text())
        .startsWith("\uFEFFid,created_at,status,amount,source_currency,")
        .contains(",100,USDC,0.25,92.25,EUR,0.9225,'=Holder,Commerzbank,DE,first,")
        .doesNotContain("pmt_", "DE89370400440532013000")
        .hasLineCount(3);
    assertThat(browser.get(LIST + ".csv?reference=second").text())
        .contains(",200,USDC,")
        .hasLineCount(2);
    assertThat(browser.get(LIST + ".csv?status=paid").status()).isEqualTo(400);
  }

  /** The form of a second tab is not lost, and says why nothing was sent. */
  @Test
  void aQuoteThatAnotherTabUsedSendsNothing() {
    PageClient owner = server.browser().signIn(server.newPerson(account, "owner"));
    String quote =
        client
            .post(
                "/v1/conversions/quote",
                "{\"from_currency\": \"USDC\", \"to_currency\": \"EUR\", \"amount\": 100}")
            .json()
            .path("quote_id")
            .asText();
    Map<String, String> offRamp =
        Map.of(
            "amount", "100",
            "source_currency", "USDC",
            "destination_currency", "EUR",
            "account_holder_name", "Example GmbH",
            "account_number", "DE89370400440532013000",
            "bank_name", "Commerzbank",
            "bank_country", "DE",
            "quote_id", quote);
    owner.get(LIST + "/new");
    assertThat(owner.post(LIST, offRamp).status()).isEqualTo(303);
    owner.get(LIST + "/new");

    Answer second = owner.post(LIST, offRamp);

    assertThat(second.status()).isEqualTo(400);
    assertThat(second.text())
        .contains("Nothing was sent: a quote can be used only once.")
        .contains("This quote was already used.")
        .contains("value=\"DE89370400440532013000\"");
    assertThat(owner.get(LIST + ".csv").text()).hasLineCount(2);
    assertThat(owner.get(LIST + "/quote").location()).endsWith("/off-ramps/new");
  }

  @Test
  void aQuoteIsForWhatIsExchanged() {
    PageClient owner = server.browser().signIn(server.newPerson(account, "owner"));
    owner.get(LIST + "/new");
    Map<String, String> fields =
        Map.of("amount", "100", "source_currency", "USDC", "destination_currency", "EUR");
    Answer quoted = owner.post(LIST + "/quote", fields);
    assertThat(quoted.status()).isEqualTo(200);
    assertThat(quoted.text())
        .contains("92.25 <span class=\"currency\">EUR", "name=\"quote_id\" value=\"qt_")
        .contains("data-countdown=\"30\"");

    Map<String, String> same =
        Map.of("amount", "100", "source_currency", "EUR", "destination_currency", "EUR");
    assertThat(owner.post(LIST + "/quote", same).text()).contains("No quote is needed");
    assertThat(owner.post(LIST + "/quote", Map.of("amount", "x")).text())
        .contains("Must be a number.")
        .doesNotContain("name=\"quote_id\"");
  }

  @Test
  void thePageSaysWhatBecameOfTheMoney() {
    assertThat(one(create("100", "fine"), "Delivered"))
        .contains("<dt>Arrives</dt>", "<b>Created</b>", "<b>Delivered</b>")
        .doesNotContain("Estimated settlement", "Returned by the bank");
    assertThat(one(create("100.04", "back"), "Returned")).contains("<dt>Returned by the bank</dt>");
    assertThat(one(create("100.02", "rejected"), "Failed"))
        .contains("<dt>Would have been sent</dt>")
        .doesNotContain("<dt>Arrives</dt>");
  }
}
