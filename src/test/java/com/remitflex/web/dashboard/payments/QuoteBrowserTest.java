package com.remitflex.web.dashboard.payments;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.BrowsableServer;
import com.remitflex.testing.Browser;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Quotes in the form of a payment, and pages without scripts. */
@Tag("browser")
class QuoteBrowserTest {
  @RegisterExtension
  static final TestServer server =
      BrowsableServer.with(
          Map.of(
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
              "REMITFLEX_SANDBOX_REVIEW_MILLIS", "600000"));

  @RegisterExtension static final Browser browser = new Browser();

  private final String account = server.newAccount();
  private final ApiClient client = server.clientOf(account, Environment.SANDBOX);

  private Page open(Page page, String path) {
    TestPerson owner = server.newPerson(account, "owner");
    page.navigate("http://localhost:" + server.port() + "/dashboard");
    page.getByLabel("Email address").fill(owner.email());
    page.getByLabel("Password").fill(owner.password());
    button(page, "Sign in");
    page.waitForURL("**/sandbox**");
    page.navigate("http://localhost:" + server.port() + "/dashboard/sandbox" + path);
    return page;
  }

  private static void button(Page page, String name) {
    page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true)).click();
  }

  private long payments() {
    return client.get("/v1/payments").json().at("/pagination/total").asLong();
  }

  @Test
  void aQuoteCountsDownAndAnExpiredOneSendsNothing() {
    Page page = browser.open();
    page.clock().install();
    open(page, "/payments/new");
    page.getByLabel("Amount").fill("1000");
    page.locator("#f-reference").fill("invoice 7");
    button(page, "Get quote");
    assertThat(page.locator("[data-while-open]")).isVisible();
    assertThat(page.locator("#quote")).containsText("922.50 EUR");
    assertThat(page.locator("#f-reference")).hasValue("invoice 7");
    Browser.assertAccessible(page);
    assertThat(page.url()).endsWith("/payments/new");

    page.clock().fastForward(31_000);

    assertThat(page.locator("[data-while-open]")).isHidden();
    assertThat(page.locator("[data-when-over]")).isVisible();
    server.database().use(handle -> handle.execute("UPDATE quote SET expires_at = created_at"));
    button(page, "Send payment");
    assertThat(page.locator("[role=alert]").first()).containsText("has expired");
    assertThat(payments()).isZero();
    button(page, "Continue without a quote");
    assertThat(page.locator("#quote dl")).hasCount(0);
    assertThat(page.getByLabel("Amount")).hasValue("1000");
    button(page, "Send payment");
    assertThat(page.locator("h1")).hasText("1,000.00 USDC");
    assertThat(page.locator("main")).containsText("5.00 USDC");
    browser.expectComplaints();
  }

  @Test
  void aRejectedRequestForAQuoteShowsTheError() {
    Page page = open(browser.open(), "/payments/new");
    page.getByLabel("Amount").fill("1.5.5");

    button(page, "Get quote");

    assertThat(page.locator(".error")).hasText("Must be a number.");
    assertThat(page.getByLabel("Amount")).hasValue("1.5.5");
    browser.expectComplaints();
  }

  @Test
  void withoutScriptsAQuoteIsUsedAndAReviewDecided() {
    Page page = open(browser.openWithoutScripts(), "/payments/new");
    page.getByLabel("Amount").fill("100.03");
    button(page, "Get quote");
    assertThat(page.locator("#quote")).containsText("The rate is locked for another 30 seconds");
    button(page, "Send payment");
    String id = page.url().replaceAll(".*/", "");
    assertThat(client.get("/v1/payments/" + id).json().path("quote_id").asText()).startsWith("qt_");
    Await.until(
        "held",
        () -> client.get("/v1/payments/" + id).json().path("status").asText(),
        status -> status.equals("compliance_review"));
    page.reload();

    button(page, "Approve payment");

    assertThat(page.locator("[role=status]")).hasText("Payment approved. It is being processed.");
  }
}
