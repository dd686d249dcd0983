package com.remitflex.web.dashboard.recipients;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.TestServer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Dashboard → Recipients. */
class RecipientPagesTest {
  private static final String PAGE = "/dashboard/sandbox/recipients";

  @RegisterExtension static final TestServer server = TestServer.standard();

  private final String account = server.newAccount();
  private final ApiClient client = server.clientOf(account, Environment.SANDBOX);
  private final PageClient browser = server.browser().signIn(server.newPerson(account, "owner"));

  private String add(String kind, Map<String, String> fields) {
    browser.get(PAGE + "/new?kind=" + kind);
    Map<String, String> form = new HashMap<>(fields);
    form.put("kind", kind);
    PageClient.Answer saved = browser.post(PAGE, form);
    assertThat(saved.status()).as(saved.text()).isEqualTo(303);
    return saved.location();
  }

  @Test
  void theFormHasTheFieldsOfTheChosenCountry() {
    assertThat(browser.get(PAGE + "/new").text())
        .contains("NGN bank account, Nigeria", "USDC wallet")
        .doesNotContain("name=\"account_number\"");
    assertThat(browser.get(PAGE + "/new?kind=NGN-NG").text())
        .contains("name=\"account_number\"", "a NUBAN of 10 digits", "0000014579")
        .doesNotContain("name=\"bank_country\"", "wallet.network");
    assertThat(browser.get(PAGE + "/new?kind=PYUSD").text())
        .contains("name=\"wallet.network\"", "Ethereum")
        .doesNotContain("Polygon");
  }

  @Test
  void aRecipientIsAddedPaidEditedMadeDefaultAndDeleted() {
    String page =
        add(
            "NGN-NG",
            Map.of("name", "<b>Ada</b>", "account_number", "0000014579", "bank_code", "011"));
    String id = page.substring(page.lastIndexOf('/') + 1);
    assertThat(browser.get(PAGE).text()).contains("&lt;b&gt;Ada&lt;/b&gt;", "2 recipients");

    String payment = "/dashboard/sandbox/payments";
    assertThat(browser.get(payment + "/new?recipient_id=" + id).text())
        .contains("who is paid in NGN");
    PageClient.Answer paid =
        browser.post(payment, Map.of("amount", "100", "currency", "USDC", "recipient_id", id));
    assertThat(paid.status()).as(paid.text()).isEqualTo(303);
    assertThat(client.get("/v1/payments").json().at("/data/0/recipient/name").asText())
        .isEqualTo("<b>Ada</b>");

    browser.get(page);
    browser.post(page, Map.of("name", "Ada O", "account_number", "0000014579", "bank_code", "011"));
    assertThat(client.get("/v1/recipients/" + id).json().path("name").asText()).isEqualTo("Ada O");
    browser.get(page);
    browser.post(page + "/default", Map.of());
    assertThat(client.get("/v1/account").json().at("/default_recipient/id").asText()).isEqualTo(id);
    browser.get(page);
    browser.post(page + "/delete", Map.of());
    assertThat(client.get("/v1/recipients/" + id).status()).isEqualTo(404);
    assertThat(client.get("/v1/account").json().has("default_recipient")).isFalse();
  }

  @Test
  void anErrorIsShownNextToItsFieldAndKeepsWhatWasEntered() {
    browser.get(PAGE + "/new?kind=NGN-NG");

    PageClient.Answer rejected =
        browser.post(
            PAGE,
            Map.of(
                "kind",
                "NGN-NG",
                "name",
                "Ada",
                "account_number",
                "0000014570",
                "bank_code",
                "011"));

    assertThat(rejected.status()).isEqualTo(400);
    assertThat(rejected.text())
        .contains("The check digit of the NUBAN is wrong", "value=\"0000014570\"");
  }

  @Test
  void aViewerSeesRecipientsAndNoForms() {
    PageClient viewer = server.browser().signIn(server.newPerson(account, "viewer"));
    String id = client.get("/v1/recipients").json().at("/data/0/id").asText();

    assertThat(viewer.get(PAGE).text()).contains("Sandbox Recipient").doesNotContain("New recip");
    assertThat(viewer.get(PAGE + "/" + id).text())
        .contains("CAIXESBBXXX")
        .doesNotContain("Delete recipient", "Save changes", "Send payment");
    assertThat(viewer.get(PAGE + "/rec_00000000000000000000000000").status()).isEqualTo(404);
  }
}
