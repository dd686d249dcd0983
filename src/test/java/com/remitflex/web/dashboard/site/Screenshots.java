package com.remitflex.web.dashboard.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.BrowsableServer;
import com.remitflex.testing.Browser;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** `./remitflex screenshots`: every page in light, dark and narrow; run by name alone. */
@Tag("browser")
class Screenshots {
  private static final Path FOLDER = Path.of("target", "screenshots");

  @RegisterExtension
  static final TestServer server =
      BrowsableServer.with(
          Map.of(
              "REMITFLEX_DEVELOPMENT", "1",
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "200",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "200",
              "REMITFLEX_SANDBOX_SETTLED_MILLIS", "200"));

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
    page.getByLabel("E-mail").fill(owner.email());
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

  private static void shoot(Page page, String folder, String name) {
    String plain = name.replaceAll("(key|pmt|req)_[0-9A-Z]+", "$1");
    page.screenshot(
        new ScreenshotOptions()
            .setPath(FOLDER.resolve(folder).resolve(plain + ".png"))
            .setFullPage(true));
  }

  /** An account with some keys, payments and refusals. */
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

  /** Something for the charts: busy working days, quiet nights. */
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
