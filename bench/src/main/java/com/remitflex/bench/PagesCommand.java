package com.remitflex.bench;

import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.AccountStore;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.features.members.People;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `pages`: how long each page of the Dashboard takes, and how large it is. */
@Command(
    name = "pages",
    mixinStandardHelpOptions = true,
    description = {
      "Every page of the Dashboard for an account with keys, payments and a history of requests,"
          + " over HTTP from the server's process.",
      "The table goes to standard output and to bench/results/pages.md."
    })
final class PagesCommand implements Callable<Integer> {
  private static final int WARM_UP = 20;
  private static final String PASSWORD = "a password of the benchmark";
  private static final int KEYS = 50;
  private static final int CLIENTS = 32;
  private static final int SECONDS_OF_PAYMENTS = 15;
  private static final Pattern ASSET =
      Pattern.compile("(?:href|src)=\"(/dashboard/assets/[^\"]+)\"");

  /** A past for one key: requests of the last hours, one in fifty rejected. */
  private static final String HISTORY =
      """
      INSERT INTO request_log (account_id, environment, key_id, at, number, id, method, path, route,
        status, error_code, latency_micros, ip, user_agent)
      SELECT '%s', 'sandbox', '%s', date_trunc('milliseconds', clock_timestamp())
          - interval '1 second' - i * interval '1 millisecond', i, 'req_' || lpad(i::text, 26, '0'),
        'GET', '/v1/payments', '/v1/payments', CASE WHEN i %% 50 = 0 THEN 404 ELSE 200 END,
        CASE WHEN i %% 50 = 0 THEN 'NOT_FOUND' END, 900 + i %% 5000, '192.0.2.' || i %% 251,
        'client/1'
      FROM generate_series(1, 100000) AS i
      """;

  @Option(
      names = "--requests",
      defaultValue = "50",
      description = "How often each page is asked for (default: ${DEFAULT-VALUE}).")
  private int requests;

  /** The user who looks at the pages, and the key that some pages show. */
  private record Tenant(String email, String resetLink, String keyId) {}

  @Override
  public Integer call() {
    if (requests < 1) {
      throw new BenchException("--requests must be at least 1.");
    }
    try (Product product = Product.start();
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()));
        Browser browser = Browser.open(product)) {
      measure(product, sql, browser).publish("pages");
    }
    return 0;
  }

  private Report measure(Product product, Sql sql, Browser browser) {
    Tenant tenant = tenant(product, sql, browser.base());
    browser.post(tenant.resetLink(), Map.of("password", PASSWORD));
    browser.post("/dashboard/sign-in", Map.of("email", tenant.email(), "password", PASSWORD));
    StringBuilder table =
        new StringBuilder("| Page | median ms | p99 ms | KiB |\n|---|---:|---:|---:|\n");
    pages(sql, tenant.keyId())
        .forEach((name, path) -> table.append(row(browser, name, "/dashboard/sandbox" + path)));
    return new Report("The pages of the Dashboard", Machine.facts(sql))
        .add(
            """
            An account with %d keys, %s payments and 100,000 requests of one key today. One browser,
            one connection, HTTP, after a warm-up; %d responses each. The target is 100 ms, and 150
            KiB over the wire with style and scripts (%d KiB, once for all pages).
            """
                .formatted(
                    KEYS,
                    sql.text("SELECT count(*) FROM payment"),
                    requests,
                    assets(browser) / 1024))
        .add(table.toString());
  }

  private static Map<String, String> pages(Sql sql, String key) {
    String payment = sql.text("SELECT max(id) FROM payment");
    String request =
        sql.text(
            "SELECT id FROM request_log WHERE method = 'POST' AND key_id = '"
                + key
                + "' ORDER BY at DESC LIMIT 1");
    String keys = "/settings/api-keys/";
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("Overview", "");
    pages.put("Payments", "/payments");
    pages.put("Payments, failed ones", "/payments?status=failed");
    pages.put("A payment", "/payments/" + payment);
    pages.put("New payment", "/payments/new");
    pages.put("Balances", "/balances");
    pages.put("Logs", "/logs");
    pages.put("Logs, errors of a key", "/logs?status=4xx&key=" + key);
    pages.put("A request", "/logs/" + request);
    pages.put("Alerts", "/alerts");
    pages.put("Sandbox", "/sandbox");
    pages.put("API keys", "/settings/api-keys");
    pages.put("New key", keys + "new");
    pages.put("A key", keys + key);
    pages.put("A key, 30 days", keys + key + "?range=30d");
    pages.put("Alerts of a key", keys + key + "/alerts");
    pages.put("Try a request", keys + key + "/simulate?method=GET&path=/v1/balances&ip=192.0.2.1");
    pages.put("Roll key", keys + key + "/roll");
    pages.put("Revoke key", keys + key + "/revoke");
    pages.put("Team", "/settings/team");
    pages.put("Account", "/settings/account");
    pages.put("Audit log", "/settings/audit-log");
    pages.put("Security", "/settings/security");
    pages.put("Docs", "/docs");
    return pages;
  }

  private Tenant tenant(Product product, Sql sql, String base) {
    Config config = Config.read(product.settings());
    try (Storage storage = Tenants.join(product)) {
      // The first start has opened it.
      String account = storage.database().with(AccountStore::first).orElseThrow().id();
      List<IssuedKey> keys = Tenants.withKeys(storage, service -> create(service, account));
      String first = keys.getFirst().key().id();
      new Load(product.port(), CLIENTS)
          .run(keys.stream().map(IssuedKey::secret).toList(), SECONDS_OF_PAYMENTS);
      sql.execute(HISTORY.formatted(account, first));
      sql.execute("VACUUM (ANALYZE)");
      String link =
          new People(storage.database(), storage.hasher(), storage.trail(), base)
              .passwordReset()
              .createLinkByOperator(config.ownerEmail(), false)
              .orElseThrow();
      return new Tenant(config.ownerEmail(), link.substring(base.length()), first);
    }
  }

  private static List<IssuedKey> create(ApiKeyService service, String account) {
    HeadId head = new HeadId(account, Environment.SANDBOX);
    return IntStream.range(0, KEYS)
        .mapToObj(i -> service.create(head, NewKey.of(Scope.WRITE, "key " + i)).orElseThrow())
        .toList();
  }

  /** Bytes over the wire of what a page loads. */
  private static long assets(Browser browser) {
    return ASSET
        .matcher(Browser.text(browser.get("/dashboard/sandbox")))
        .results()
        .mapToLong(asset -> browser.compressedLength(asset.group(1)))
        .sum();
  }

  private String row(Browser browser, String name, String path) {
    Latencies latencies = Latencies.measure(WARM_UP, requests, () -> browser.get(path));
    return "| %s | %.1f | %.1f | %d |%n"
        .formatted(
            name, latencies.median(), latencies.p99(), browser.get(path).body().length / 1024);
  }
}
