package com.remitflex.web.dashboard.site;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.BrowsableServer;
import com.remitflex.testing.Browser;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people do in the Dashboard, in a real browser. */
@Tag("browser")
class DashboardBrowserTest {
  @RegisterExtension
  static final TestServer server = BrowsableServer.with(Map.of("REMITFLEX_DEVELOPMENT", "1"));

  @RegisterExtension static final Browser browser = new Browser();

  private final String account = server.newAccount();

  private static String at(String path) {
    return "http://localhost:" + server.port() + "/dashboard" + path;
  }

  private static Page signIn(Page page, TestPerson person) {
    page.navigate(at(""));
    page.getByLabel("Email address").fill(person.email());
    page.getByLabel("Password").fill(person.password());
    button(page, "Sign in");
    page.waitForURL("**/sandbox**");
    return page;
  }

  private static void button(Page page, String name) {
    page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true)).click();
  }

  private static void link(Page page, String name) {
    page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true))
        .first()
        .click();
  }

  /** From the first sign-in to the refusal of a revoked key, as the seed page tells it. */
  @Test
  void aKeyIsCreatedUsedSeenRolledAndRevoked() {
    Page page = signIn(browser.open(), server.newPerson(account, "owner"));
    link(page, "API Keys");
    link(page, "Create new key");
    page.getByLabel("Name").fill("billing-prod");
    assertThat(page.getByLabel("Read")).isChecked();
    page.getByLabel("Write").check();
    button(page, "Create key");
    String secret = page.locator("#secret").textContent().strip();
    MintedSecrets.key(secret);
    assertThat(page.locator("pre").first()).containsText("REMITFLEX_API_KEY=" + secret);
    Browser.assertAccessible(page);

    ApiClient client = server.client(secret);
    assertThat(client.get("/v1/balances").status()).isEqualTo(200);
    assertThat(client.get("/v1/api-keys").status()).isEqualTo(403);

    button(page, "I have stored it");
    assertThat(page.locator("h1")).hasText("billing-prod");
    page.waitForCondition(() -> {
      page.reload();
      return page.getByText("/v1/balances").count() > 0;
    });
    assertThat(page.content()).doesNotContain(secret);
    page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("GET /v1/api-keys").setExact(true))
        .first()
        .click();
    assertThat(page.locator(".steps .no")).hasCount(1);
    assertThat(page.locator(".steps li").last()).containsText("'admin'");
    page.goBack();

    link(page, "Roll key");
    page.getByLabel("Grace period of the old secret").selectOption("3600");
    button(page, "Roll key");
    String renewed = page.locator("#secret").textContent().strip();
    MintedSecrets.key(renewed);
    assertThat(server.client(renewed).get("/v1/balances").status()).isEqualTo(200);
    assertThat(client.get("/v1/balances").status()).isEqualTo(200);
    button(page, "I have stored it");
    assertThat(page.getByText("Rotation in progress")).isVisible();

    link(page, "Revoke key");
    assertThat(page.locator("[data-needs-name]")).isEnabled();
    page.getByLabel("Type billing-prod to confirm").fill("billing");
    assertThat(page.locator("[data-needs-name]")).isDisabled();
    page.getByLabel("Type billing-prod to confirm").fill("billing-prod");
    button(page, "Revoke key");
    assertThat(page.getByText("This key was revoked.")).isVisible();
    assertThat(server.client(renewed).get("/v1/balances").errorCode()).isEqualTo("API_KEY_REVOKED");
    assertThat(client.get("/v1/balances").errorCode()).isEqualTo("API_KEY_REVOKED");
  }

  @Test
  void backDoesNotShowTheKeyAgain() {
    Page page = signIn(browser.open(), server.newPerson(account, "owner"));
    page.navigate(at("/sandbox/settings/api-keys/new"));
    page.getByLabel("Name").fill("once");
    button(page, "Create key");
    String secret = page.locator("#secret").textContent().strip();
    MintedSecrets.key(secret);
    button(page, "I have stored it");
    page.waitForURL("**/api-keys/key_*");

    try {
      page.goBack();
    } catch (PlaywrightException nothingIsKept) {
      // The page must not be kept, and its form is not sent again without being asked for.
      assertThat(nothingIsKept).hasMessageContaining("ERR_CACHE_MISS");
    }

    assertThat(content(page)).doesNotContain(secret);
    browser.expectComplaints();
  }

  @Test
  void aDoubleClickSubmitsOnceAndTheButtonIsEnabledAgain() {
    Page page = signIn(browser.open(), server.newPerson(account, "owner"));
    page.navigate(at("/" + account + "/sandbox/sandbox"));
    String button = "document.querySelector('form[action$=\"/sandbox/fund\"] button')";
    page.getByLabel("Amount").fill("no number");
    // Counts what the page lets through, and keeps it from leaving.
    page.evaluate(
        """
        window.sent = 0;
        window.hold = event => {
          if (!event.defaultPrevented) { window.sent++; event.preventDefault(); }
        };
        window.addEventListener("submit", window.hold);
        """);

    page.evaluate(button + ".click()");
    page.evaluate(button + ".click()");
    page.waitForFunction(button + ".disabled");
    assertThat(page.evaluate("window.sent")).isEqualTo(1);
    page.evaluate("window.dispatchEvent(new Event('pageshow'))");
    page.waitForFunction("!" + button + ".disabled");

    page.evaluate("window.removeEventListener('submit', window.hold)");
    page.locator("form[action$='/sandbox/fund'] button").click();
    page.locator(".error").first().waitFor();
    assertThat(page.getByLabel("Amount")).hasValue("no number");
    page.waitForFunction("!" + button + ".disabled");
    browser.expectComplaints();
  }

  /** What the page has, once Chromium has come to its own page of errors. */
  private static String content(Page page) {
    for (int tries = 1; ; tries++) {
      try {
        return page.content();
      } catch (PlaywrightException navigating) {
        if (tries == 50) {
          throw navigating;
        }
        page.waitForTimeout(100);
      }
    }
  }

  @Test
  void aViewerSeesAndCannotChange() {
    server.newKey(account, Environment.SANDBOX, Scope.READ);
    Page page = signIn(browser.open(), server.newPerson(account, "viewer"));

    page.navigate(at("/sandbox/settings/api-keys"));

    assertThat(page.locator("table.list tbody tr")).hasCount(1);
    assertThat(page.getByText("Create new key")).hasCount(0);
    page.navigate(at("/sandbox/settings/api-keys/new"));
    assertThat(page.locator("h1")).hasText("Not allowed");
    browser.expectComplaints();
  }

  @Test
  void newRequestsAppearInALiveTail() {
    ApiClient client = server.clientOf(account, Environment.SANDBOX);
    Page page = signIn(browser.open(), server.newPerson(account, "owner"));
    page.navigate(at("/sandbox/logs"));
    button(page, "Follow live");

    page.waitForTimeout(1_000);
    client.get("/v1/balances");

    assertThat(page.getByText("GET /v1/balances")).isVisible();
  }

  @Test
  void aNameThatIsMarkupIsShownAsText() {
    String name = "<img src=x onerror=alert(1)>\"'";
    server
        .keys()
        .create(
            new com.remitflex.core.accounts.HeadId(account, Environment.SANDBOX),
            NewKey.of(Scope.READ, name))
        .orElseThrow();
    Page page = signIn(browser.open(), server.newPerson(account, "owner"));

    page.navigate(at("/sandbox/settings/api-keys"));

    assertThat(page.locator("table.list a.rowlink")).hasText(name);
    assertThat(page.locator("table.list img")).hasCount(0);
  }

  /** Light, dark and narrow, each on the page that is open. */
  @Test
  void everyoneCanUseEveryPage() {
    String key = server.newKey(account, Environment.SANDBOX, Scope.WRITE).secret();
    ApiClient client = server.client(key);
    client.post("/v1/payments", "{\"amount\": 100, \"currency\": \"USDC\"}");
    client.get("/v1/api-keys");
    Page page = signIn(browser.open(), server.newPerson(account, "owner"));

    List<String> wrong = new ArrayList<>();
    for (String path : DashboardPages.of(server, account, client)) {
      page.navigate(at("/sandbox" + path));
      Browser.violations(page).forEach(one -> wrong.add(path + ": " + one));
      overflow(page).ifPresent(one -> wrong.add(path + one));

      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      Browser.violationsOfColours(page).forEach(one -> wrong.add(path + " in dark: " + one));
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));

      page.setViewportSize(390, 900);
      Browser.violationsOfLayout(page).forEach(one -> wrong.add(path + ", narrow: " + one));
      overflow(page).ifPresent(one -> wrong.add(path + ", narrow," + one));
      page.setViewportSize(1280, 900);
    }
    assertThat(wrong).isEmpty();
  }

  private static Optional<String> overflow(Page page) {
    Object pixels =
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
    return pixels.equals(0) ? Optional.empty() : Optional.of(" is " + pixels + " px too wide");
  }
}
