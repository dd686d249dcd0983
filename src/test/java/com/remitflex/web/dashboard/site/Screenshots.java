package com.remitflex.web.dashboard.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.remitflex.features.members.TestPeople;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.BrowsableServer;
import com.remitflex.testing.Browser;
import com.remitflex.testing.MailBox;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** `./remitflex screenshots`: every page in light, dark and narrow. Runs only when named. */
@Tag("browser")
class Screenshots {
  private static final Path FOLDER = Path.of("target", "screenshots");

  private static final String PASSWORD = "correct horse battery staple";

  private static final MailBox mails = new MailBox();

  @RegisterExtension static final TestServer server = BrowsableServer.with(settings());

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(mails.settings());
    settings.putAll(
        Map.of(
            "REMITFLEX_DEVELOPMENT", "1",
            "REMITFLEX_SANDBOX_PENDING_MILLIS", "200",
            "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "200",
            "REMITFLEX_SANDBOX_SETTLED_MILLIS", "200"));
    return settings;
  }

  @RegisterExtension static final Browser browser = new Browser();

  @ParameterizedTest
  @CsvSource({"light, LIGHT, 1440, 1000", "dark, DARK, 1440, 1000", "narrow, LIGHT, 390, 844"})
  void everyPage(String name, ColorScheme colours, int width, int height) {
    String account = server.newAccount();
    ApiClient client = used(account);
    TestPerson owner = server.newPerson(account, "owner");
    Page page = browser.open(width, height, colours);
    page.navigate("http://localhost:" + server.port() + "/dashboard");
    shoot(page, name, "sign-in");
    page.getByLabel("Email address").fill(owner.email());
    page.getByLabel("Password").fill(owner.password());
    page.locator("main button").first().click();
    page.waitForURL("**/sandbox**");
    List<String> paths = new ArrayList<>(DashboardPages.of(server, account, client));
    for (String path : paths) {
      page.navigate("http://localhost:" + server.port() + "/dashboard/sandbox" + path);
      shoot(page, name, path.isEmpty() ? "overview" : path.substring(1).replace('/', '-'));
    }
    page.navigate("http://localhost:" + server.port() + "/dashboard/sandbox/settings/api-keys/new");
    page.getByLabel("Name").fill("nightly-report");
    page.locator("main form button").first().click();
    shoot(page, name, "settings-api-keys-created");
    browser.expectComplaints();
  }

  /** The pages before sign-in, errors, and what forms lead to. */
  @ParameterizedTest
  @CsvSource({"light, LIGHT, 1440, 1000", "dark, DARK, 1440, 1000", "narrow, LIGHT, 390, 844"})
  void everyOtherPage(String name, ColorScheme colours, int width, int height) {
    String account = server.newAccount();
    TestPerson owner = server.newPerson(account, "owner");
    Page page = browser.open(width, height, colours);
    beforeSignIn(page, name, owner);
    signIn(page, name, owner);
    invitations(page, name, account, browser.open(width, height, colours));
    keys(page, name);
    errors(page, name);
    browser.expectComplaints();
  }

  /** Balances → Deposit with an address, and deposits in each status. */
  @ParameterizedTest
  @CsvSource({"light, LIGHT, 1440, 1000", "dark, DARK, 1440, 1000", "narrow, LIGHT, 390, 844"})
  void deposits(String name, ColorScheme colours, int width, int height) {
    String account = server.newAccount();
    TestPerson owner = server.newPerson(account, "owner");
    ApiClient client = server.clientOf(account, Environment.SANDBOX);
    Map<String, String> ids = new HashMap<>();
    for (String amount : List.of("25", "1250.03", "0.5", "310.75")) {
      String body =
          "{\"amount\": %s, \"currency\": \"USDC\", \"network\": \"base\"}".formatted(amount);
      ids.put(amount, client.post("/v1/sandbox/deposits", body).json().path("id").asText());
    }
    server
        .database()
        .use(handle ->
            handle.execute("UPDATE deposit SET confirmations = 3 WHERE id = ?", ids.get("25")));
    Page page = browser.open(width, height, colours);
    open(page, "/dashboard/sign-in");
    page.getByLabel("Email address").fill(owner.email());
    page.getByLabel("Password").fill(owner.password());
    submit(page);
    page.waitForURL("**/sandbox**");
    for (String path :
        List.of(
            "deposit",
            "deposit?network=base",
            "deposit?network=polygon",
            "deposits",
            "deposits?status=credited",
            "deposits/" + ids.get("25"),
            "deposits/" + ids.get("1250.03"))) {
      open(page, "/dashboard/sandbox/balances/" + path);
      shoot(page, name, path.replaceAll("[/?=]", "-").replaceAll("dep_.*(..)$", "$1"));
    }
    open(page, "/dashboard/live/balances/deposit");
    shoot(page, name, "deposit-live");
    browser.expectComplaints();
  }

  /** Webhooks with deliveries to the inbox, and one that failed. */
  @ParameterizedTest
  @CsvSource({"light, LIGHT, 1440, 1000", "dark, DARK, 1440, 1000", "narrow, LIGHT, 390, 844"})
  void webhooks(String name, ColorScheme colours, int width, int height) {
    String account = server.newAccount();
    TestPerson owner = server.newPerson(account, "owner");
    ApiClient client =
        server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
    String inbox = client.get("/v1/inbox").json().path("url").asText();
    for (String url : List.of(inbox, "https://shop.example.com/webhooks")) {
      client.post(
          "/v1/webhook-endpoints",
          "{\"url\": \"" + url + "\", \"event_types\": [\"payment.*\", \"deposit.credited\"]}");
    }
    client.post("/v1/payments", "{\"amount\": 100, \"currency\": \"USDC\"}");
    Page page = browser.open(width, height, colours);
    open(page, "/dashboard/sign-in");
    page.getByLabel("Email address").fill(owner.email());
    page.getByLabel("Password").fill(owner.password());
    submit(page);
    page.waitForURL("**/sandbox**");
    for (String path : DashboardPages.of(server, account, client)) {
      if (path.startsWith("/webhooks") || path.startsWith("/payments/")) {
        open(page, "/dashboard/sandbox" + path);
        String plain = path.replaceAll("_[0-9A-Z]{26}", "");
        shoot(page, name, "webhooks-" + plain.substring(1).replace('/', '-'));
      }
    }
    page.navigate(
        "http://localhost:" + server.port() + "/dashboard/sandbox/webhooks/endpoints/new");
    page.getByLabel("URL").fill("http://10.0.0.1/x");
    page.locator("main form button").first().click();
    shoot(page, name, "webhooks-new-rejected");
    browser.expectComplaints();
  }

  @ParameterizedTest
  @CsvSource({"light, LIGHT, 1440, 1000", "dark, DARK, 1440, 1000", "narrow, LIGHT, 390, 844"})
  void conversions(String name, ColorScheme colours, int width, int height) {
    String account = server.newAccount();
    TestPerson owner = server.newPerson(account, "owner");
    ApiClient client =
        server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
    Page page = browser.open(width, height, colours);
    open(page, "/dashboard/sign-in");
    page.getByLabel("Email address").fill(owner.email());
    page.getByLabel("Password").fill(owner.password());
    submit(page);
    page.waitForURL("**/sandbox**");
    for (String path : DashboardPages.of(server, account, client)) {
      if (path.startsWith("/convert")) {
        open(page, "/dashboard/sandbox" + path);
        shoot(page, name, path.replaceAll("_[0-9A-Z]{26}", "").substring(1).replace('/', '-'));
      }
    }
    server.database().use(handle -> handle.execute("UPDATE quote SET expires_at = created_at"));
    page.reload();
    open(page, "/dashboard/live/convert");
    shoot(page, name, "convert-without-rates");
  }

  @ParameterizedTest
  @CsvSource({"light, LIGHT, 1440, 1000", "dark, DARK, 1440, 1000", "narrow, LIGHT, 390, 844"})
  void theManual(String name, ColorScheme colours, int width, int height) {
    Page page = browser.open(width, height, colours);
    for (String path :
        List.of("", "/guides/payments", "/operations/settings", "/reference/payments", "/errors")) {
      open(page, "/docs" + path);
      shoot(page, name, "docs" + path.replace('/', '-'));
    }
    open(page, "/docs/search?q=revoke+key");
    shoot(page, name, "docs-search");
  }

  private static void beforeSignIn(Page page, String name, TestPerson owner) {
    open(page, "/dashboard/forgot");
    shoot(page, name, "forgot");
    page.getByLabel("Email address").fill(owner.email());
    submit(page);
    shoot(page, name, "forgot-sent");
    open(page, mails.link(owner.email(), 1));
    page.getByLabel("New password").fill("short");
    page.locator("main form").evaluate("form => form.noValidate = true");
    submit(page);
    shoot(page, name, "reset");
  }

  private static void signIn(Page page, String name, TestPerson owner) {
    open(page, "/dashboard/sign-in");
    page.getByLabel("Email address").fill(owner.email());
    page.getByLabel("Password").fill("wrong");
    submit(page);
    shoot(page, name, "sign-in-rejected");
    page.getByLabel("Password").fill(owner.password());
    submit(page);
    page.waitForURL("**/sandbox**");
    server.database().use(handle -> TestPeople.backToSecondStep(handle, owner.id()));
    open(page, "/dashboard");
    shoot(page, name, "sign-in-code");
    page.context().clearCookies();
    open(page, "/dashboard/sign-in");
    page.getByLabel("Email address").fill(owner.email());
    page.getByLabel("Password").fill(owner.password());
    submit(page);
    page.waitForURL("**/sandbox**");
  }

  private static void invitations(Page page, String name, String account, Page guest) {
    String email = name + ".guest@example.com";
    open(page, "/dashboard/sandbox/settings/team");
    page.getByLabel("Email").fill(email);
    page.getByText("Send invitation").click();
    shoot(page, name, "settings-team-invited");
    String link = page.locator(".notice code").textContent().strip();
    open(guest, link.substring(link.indexOf("/dashboard")));
    shoot(guest, name, "invitation");
    guest.getByLabel("Your name").fill("Gwen Guest");
    guest.getByLabel("Password").fill(PASSWORD);
    submit(guest);
    shoot(guest, name, "confirm-address");
    submit(guest);
    shoot(guest, name, "confirm-address-sent");
    open(guest, mails.link(email, 2));
    shoot(guest, name, "confirm-address-link");
    TestPerson other = server.newPerson(server.newAccount(), "owner");
    server.database().use(handle -> TestPeople.join(handle, account, other.id(), "viewer"));
    open(page, "/dashboard/sandbox/settings/team");
    shoot(page, name, "settings-team-members");
  }

  private static void keys(Page page, String name) {
    open(page, "/dashboard/live/settings/api-keys");
    shoot(page, name, "settings-api-keys-empty");
    open(page, "/dashboard/live");
    shoot(page, name, "overview-live");
    open(page, "/dashboard/live/payments");
    shoot(page, name, "payments-empty");
    open(page, "/dashboard/sandbox/settings/api-keys/new");
    page.getByLabel("Name").fill("billing");
    submit(page);
    page.getByText("I have stored it").click();
    String key = page.url();
    open(page, key + "/roll");
    submit(page);
    page.getByText("I have stored it").click();
    shoot(page, name, "settings-api-keys-rotation");
    open(page, key + "/simulate?method=POST&path=/v1/payments&ip=203.0.113.9");
    shoot(page, name, "settings-api-keys-simulated");
    open(page, key + "/revoke");
    page.getByLabel("Type billing").fill("billing");
    submit(page);
    shoot(page, name, "settings-api-keys-revoked");
    open(page, "/dashboard/sandbox/search?q=INV-000");
    shoot(page, name, "search-no-results");
  }

  private static void errors(Page page, String name) {
    open(page, "/dashboard/sandbox/nothing");
    shoot(page, name, "error-not-found");
    open(page, "/dashboard/sandbox/payments/new");
    page.getByLabel("Amount").fill("no number");
    page.getByText("Send payment").click();
    page.waitForLoadState();
    shoot(page, name, "payments-new-rejected");
    open(page, "/dashboard/sandbox/sandbox");
    page.getByLabel("Amount").fill("10");
    String token = page.locator("main input[name=csrf]").first().inputValue();
    submit(page);
    page.waitForURL("**/balances");
    shoot(page, name, "balances-funded");
    open(page, "/dashboard/sandbox/sandbox");
    page.getByLabel("Amount").fill("11");
    page.locator("main input[name=csrf]")
        .first()
        .evaluate("(field, token) => { field.value = token; }", token);
    submit(page);
    page.waitForURL("**/fund");
    shoot(page, name, "submitted-before");
  }

  private static void open(Page page, String address) {
    page.navigate(
        address.startsWith("/") ? "http://localhost:" + server.port() + address : address);
  }

  private static void submit(Page page) {
    page.locator("main form:not([hidden]) button:not([type=button])").first().click();
    page.waitForLoadState();
  }

  private static void shoot(Page page, String folder, String name) {
    String plain = name.replaceAll("(key|pmt|req)_[0-9A-Z]+", "$1");
    page.screenshot(
        new ScreenshotOptions()
            .setPath(FOLDER.resolve(folder).resolve(plain + ".png"))
            .setFullPage(true));
  }

  /** An account with some keys, payments and rejected requests. */
  private static ApiClient used(String account) {
    ApiClient admin =
        server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
    server
        .database()
        .use(handle ->
            handle.execute("UPDATE account SET name = 'Meridian Trading' WHERE id = ?", account));
    rename("ops-admin", admin.get("/v1/api-keys/current").json().path("id").asText());
    JsonNode billing = key(admin, "billing-prod", "write");
    key(admin, "reporting", "read");
    past(account, billing.path("id").asText());
    ApiClient client = server.client(billing.path("key").asText());
    alert(admin);
    String old = server.newKey(account, Environment.SANDBOX, Scope.ADMIN).key().id();
    rename("old-worker", old);
    server.keys().revoke(old).orElseThrow();
    for (String amount : List.of("100", "2500.50", "75.01", "1200", "310.02", "48000", "99.03")) {
      client.post(
          "/v1/payments",
          "{\"amount\": %s, \"currency\": \"USDC\", \"reference\": \"INV-%s\"}"
              .formatted(amount, amount.replace(".", "")));
      client.get("/v1/payments?limit=5");
    }
    client.get("/v1/payments/pmt_00000000000000000000000000");
    client.post("/v1/payments", "{\"amount\": -1, \"currency\": \"USDC\"}");
    return client;
  }

  private static JsonNode key(ApiClient admin, String name, String scope) {
    JsonNode made =
        admin
            .post("/v1/api-keys", "{\"name\": \"%s\", \"scope\": \"%s\"}".formatted(name, scope))
            .json();
    MintedSecrets.key(made.path("key").asText());
    return made;
  }

  private static void rename(String name, String key) {
    server
        .database()
        .use(handle -> handle.execute("UPDATE api_key SET name = ? WHERE id = ?", name, key));
  }

  /** Usage for the charts: busy working days, quiet nights. */
  private static void past(String account, String key) {
    server
        .database()
        .use(handle ->
            handle.execute(
                """
                INSERT INTO key_usage (key_id, unit, start, account_id, environment, requests,
                  succeeded, client_errors, errors, latencies, addresses, user_agents)
                SELECT ?, unit, start, ?, 'sandbox', r, r - r / 30, r / 30, '{}',
                  decode('5f640814', 'hex'), decode('0000000100000002', 'hex'),
                  decode('00000001', 'hex')
                FROM (
                  SELECT u.unit, u.start, (u.most
                    * (1.2 + sin(extract(hour FROM u.start) / 3.8 - 2))
                    * CASE WHEN extract(isodow FROM u.start) < 6 THEN 1 ELSE 0.3 END
                    * (0.8 + random() * 0.4))::bigint AS r
                  FROM (
                    SELECT 'hour' AS unit, 900 AS most,
                      date_trunc('hour', clock_timestamp(), 'UTC') - n * interval '1 hour' AS start
                    FROM generate_series(1, 200) n
                    UNION ALL
                    SELECT 'day', 9000,
                      date_trunc('day', clock_timestamp(), 'UTC') - n * interval '1 day'
                    FROM generate_series(1, 35) n) u) v
                ON CONFLICT DO NOTHING
                """,
                key,
                account));
  }

  /** A canary that is used. */
  private static void alert(ApiClient admin) {
    String bait =
        admin
            .post("/v1/api-keys", "{\"name\": \"bait\", \"scope\": \"read\", \"canary\": true}")
            .json()
            .path("key")
            .asText();
    server.client(MintedSecrets.key(bait)).get("/v1/balances");
    Await.until("an alert", () -> !admin.get("/v1/alerts").json().path("data").isEmpty());
  }
}
