package com.remitflex.web.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.remitflex.platform.access.Scope;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Authenticator;
import com.remitflex.testing.Await;
import com.remitflex.testing.BrowsableServer;
import com.remitflex.testing.Browser;
import com.remitflex.testing.TestOperator;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator does in a real browser, from the link to the end of a pause. */
@Tag("browser")
class ConsoleBrowserTest {
  private static final String EMAIL = "ada@example.com";
  private static final String PASSWORD = "tall ships and a harbour";

  @RegisterExtension
  static final TestServer server =
      BrowsableServer.with(
          Map.of(
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "0",
              "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0"));

  @RegisterExtension static final Browser browser = new Browser();

  private static String at(String path) {
    return "http://localhost:" + server.port() + path;
  }

  private static void button(Page page, String name) {
    page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true)).click();
  }

  private static void link(Page page, String name) {
    page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true))
        .first()
        .click();
  }

  private static Authenticator enrol(Page page) {
    page.navigate(at(TestOperator.invited(server, EMAIL)));
    Authenticator app = new Authenticator(page.locator("main code").first().textContent());
    Browser.assertAccessible(page);
    page.getByLabel("New password").fill(PASSWORD);
    page.getByLabel("Code that the app shows now").fill(app.code(0));
    button(page, "Set up and sign in");
    assertThat(page.locator("#codes").textContent()).contains("-");
    link(page, "I have stored them");
    page.waitForURL("**/operator");
    return app;
  }

  private static void signInAgain(Page page, Authenticator app) {
    page.locator("details.menu summary").click();
    button(page, "Sign out");
    page.waitForURL("**/operator/sign-in**");
    page.getByLabel("Email address").fill(EMAIL);
    page.getByLabel("Password").fill(PASSWORD);
    button(page, "Sign in");
    page.getByLabel("Code from your authenticator app, or a recovery code").fill(app.code(1));
    button(page, "Continue");
    page.waitForURL("**/operator");
  }

  @Test
  void anOperatorPausesARailSeesPaymentsWaitAndResumesIt() {
    ApiClient client = server.newClient(Scope.WRITE);
    Page page = browser.open(1280, 900, ColorScheme.DARK);
    signInAgain(page, enrol(page));

    link(page, "Rails");
    page.getByText("Pause sandbox", new Page.GetByTextOptions().setExact(true)).first().click();
    page.locator("details[open] input[name=reason]").fill("a drill");
    page.locator("details[open] button").click();
    assertThat(page.locator("[role=status]").textContent()).contains("Paused: sandbox.");
    Browser.assertAccessible(page);
    String payment =
        client
            .post("/v1/payments", "{\"amount\": 12.5, \"currency\": \"USDC\"}")
            .json()
            .path("id")
            .asText();

    link(page, "Waiting payouts");
    Await.until(
        "the payment waits for the pause",
        () -> {
          page.reload();
          // While nothing waits, there is no table.
          String rows = String.join(" ", page.locator("tbody").allTextContents());
          return rows.contains("Paused") && rows.contains("12.50");
        });
    Browser.assertAccessible(page);
    link(page, "Rails");
    page.getByPlaceholder("Why you lift it").fill("over");
    button(page, "Lift this pause");
    assertThat(page.locator("[role=status]").textContent()).contains("sandbox continues.");
    Await.until(
        "it is delivered",
        () ->
            client
                .get("/v1/payments/" + payment)
                .json()
                .path("status")
                .asText()
                .equals("delivered"));
    for (String name : List.of("Health", "Held deposits", "Operators", "Audit log")) {
      link(page, name);
      assertThat(page.title()).startsWith(name);
      Browser.assertAccessible(page);
    }
  }
}
