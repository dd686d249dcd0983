package com.remitflex.web.dashboard.deposits;

import static com.remitflex.testing.Answers.assertBalance;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Balances → Deposit. */
class DepositPagesTest {
  private static final String PAGE = "/dashboard/sandbox/balances/deposit";

  @RegisterExtension
  static final TestServer server = TestServer.with(Map.of("REMITFLEX_SANDBOX_BLOCK_MILLIS", "0"));

  private final String account = server.newAccount();
  private final ApiClient client = server.clientOf(account, Environment.SANDBOX);
  private final PageClient browser = server.browser().signIn(server.newPerson(account, "owner"));

  @Test
  void theNetworkComesFirstThenTheAddressWithItsQrCodeAndWarning() {
    assertThat(browser.get(PAGE).text())
        .contains("Ethereum", "Base", "Polygon")
        .doesNotContainPattern("0x[0-9A-Fa-f]{40}");
    String chosen = PAGE + "?network=base";
    assertThat(browser.get(chosen).text()).contains("Create address").doesNotContain("QR code");

    assertThat(browser.post(PAGE, Map.of("network", "base")).location()).endsWith("?network=base");

    String address =
        client.get("/v1/deposit-addresses").json().path("data").path(0).path("address").asText();
    assertThat(browser.get(chosen).text())
        .contains(
            "data-copy=\"" + address + "\"",
            "aria-label=\"QR code of the address below\"",
            "Send only USDC or EURC, and only on Base.",
            "never send real tokens to it");
    assertThat(browser.get(PAGE + "?network=ethereum").text()).doesNotContain(address);
    assertThat(browser.get(PAGE + "?network=%3Cscript%3E").status()).isEqualTo(200);
  }

  @Test
  void anAddressThatWasChangedIsNotShown() {
    browser.get(PAGE);
    browser.post(PAGE, Map.of("network", "base"));
    String row = " WHERE account_id = '" + account + "'";
    String index = "UPDATE deposit_address SET address_index = address_index %s 5000" + row;
    server.database().use(handle -> handle.execute(index.formatted("+")));
    try {
      PageClient.Answer page = browser.get(PAGE + "?network=base");

      assertThat(page.status()).isEqualTo(500);
      assertThat(page.text())
          .doesNotContainPattern("0x[0-9A-Fa-f]{40}")
          .contains("was changed outside RemitFlex");
    } finally {
      server.database().use(handle -> handle.execute(index.formatted("-")));
    }
  }

  @Test
  void aSimulatedDepositIsShownUntilItIsCredited() {
    browser.get(PAGE + "?network=base");
    PageClient.Answer simulated =
        browser.post(
            PAGE + "/simulate", Map.of("network", "base", "amount", "12.5", "currency", "USDC"));

    assertThat(simulated.status()).as(simulated.text()).isEqualTo(303);
    String page = simulated.location();
    assertThat(page).contains("/balances/deposits/dep_");
    assertThat(browser.get(page).text()).contains("12.50", "Confirmations", "Timeline");
    Await.until(
        "it is credited", () -> browser.get(page).text().contains("part of the available balance"));
    assertThat(browser.get(page).text()).doesNotContain("hx-trigger=\"every");
    assertThat(browser.get("/dashboard/sandbox/balances/deposits?status=credited").text())
        .contains("1 deposit match", "12.50");
    String id = page.substring(page.lastIndexOf('/') + 1);
    assertThat(browser.get("/dashboard/sandbox/search?q=" + id).location()).endsWith("/" + id);
  }

  @Test
  void anErrorStandsNextToItsField() {
    browser.get(PAGE + "?network=base");

    PageClient.Answer rejected =
        browser.post(
            PAGE + "/simulate", Map.of("network", "base", "amount", "-1", "currency", "USDC"));

    assertThat(rejected.status()).isEqualTo(400);
    assertThat(rejected.text()).contains("The amount must be positive.", "Simulate deposit");
  }

  @Test
  void anOwnerReleasesAHeldSandboxDeposit() {
    browser.get(PAGE + "?network=base");
    String page =
        browser
            .post(
                PAGE + "/simulate", Map.of("network", "base", "amount", "5.03", "currency", "USDC"))
            .location();
    assertThat(browser.get(page).text()).contains("Held: not credited.", "Release deposit");

    assertThat(browser.post(page + "/release", Map.of()).location()).isEqualTo(page);

    Await.until("it is credited", () -> browser.get(page).text().contains(">Credited<"));
    assertBalance(client, "USDC", "1000005.03", "0");
    PageClient.Answer again = browser.post(page + "/release", Map.of());
    assertThat(again.text()).contains("Only a held deposit can be released.");
  }

  @Test
  void liveWithoutANetworkSaysSo() {
    assertThat(browser.get("/dashboard/live/balances/deposit").text())
        .contains("Deposits are not available yet")
        .doesNotContain("Simulate");
    assertThat(browser.post("/dashboard/live/balances/deposit", Map.of("network", "base")).text())
        .contains("No network is configured for live deposits");
  }

  @Test
  void aViewerSeesTheAddressAndCreatesNone() {
    PageClient viewer = server.browser().signIn(server.newPerson(account, "viewer"));

    assertThat(viewer.get(PAGE + "?network=base").text())
        .contains("Owners and admins of the account can create one.")
        .doesNotContain("Create address", "Simulate a deposit");
    assertThat(viewer.post(PAGE, Map.of("network", "base")).status()).isEqualTo(403);
  }
}
