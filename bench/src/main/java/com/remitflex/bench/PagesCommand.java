package com.remitflex.bench;

import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.accounts.AccountStore;
import com.remitflex.features.activity.usage.ScopeUse;
import com.remitflex.features.apikeys.KeyGuard;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.members.People;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient.Version;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
  private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
  private static final Pattern ASSET =
      Pattern.compile("(?:href|src)=\"(/dashboard/assets/[^\"]+)\"");

  /** A past for one key: requests of the last hours, one in fifty refused. */
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

  /** Whom and what the pages are of. */
  private record Tenant(String email, String resetLink, String keyId) {}

  private final HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private String base = "";

  @Override
  public Integer call() {
    if (requests < 1) {
      throw new BenchException("--requests must be at least 1.");
    }
    Path home = Path.of(System.getProperty("remitflex.home", "")).toAbsolutePath();
    try (Product product = Product.start(home);
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      ResultFile.publish(home, "pages", measure(product, sql));
    }
    return 0;
  }

  private String measure(Product product, Sql sql) {
    base = "http://127.0.0.1:" + product.port();
    Tenant tenant = tenant(product, sql);
    signIn(tenant);
    String payments = sql.text("SELECT count(*) FROM payment");
    String payment = sql.text("SELECT max(id) FROM payment");
    String key = tenant.keyId();
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
    pages.put("API ApiKeyService", "/settings/api-keys");
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

    StringBuilder out = new StringBuilder("# The pages of the Dashboard\n\n");
    Machine.facts(sql)
        .forEach((name, value) ->
            out.append("- ").append(name).append(": ").append(value).append('\n'));
    out.append(
        """

        An account with %d keys, %s payments and 100,000 requests of one key today. One browser, one
        connection, HTTP, after a warm-up; %d answers each. The target is 100 ms, and 150 KiB over
        the wire with style and scripts (%d KiB, once for all pages).

        | Page | median ms | p99 ms | KiB |
        |---|---:|---:|---:|
        """
            .formatted(KEYS, payments, requests, assets(get("/dashboard/sandbox")) / 1024));
    pages.forEach((name, path) -> out.append(row(name, "/dashboard/sandbox" + path)));
    return out.toString();
  }

  private Tenant tenant(Product product, Sql sql) {
    Config config = Config.read(product.settings());
    try (Storage storage = Storage.join(config, line -> {})) {
      KeyStore store = new KeyStore(storage.hasher());
      try (Engine engine = new Engine(storage.database(), new KeyGuard(store)).start()) {
        // The first start has opened it.
        String account = storage.database().with(AccountStore::first).orElseThrow().id();
        HeadId head = new HeadId(account, Environment.SANDBOX);
        ApiKeyService keys =
            new ApiKeyService(
                storage.database(), engine, store, storage.trail(), ScopeUse::leastPrivilege);
        List<String> secrets = new ArrayList<>();
        String first = "";
        for (int i = 0; i < KEYS; i++) {
          IssuedKey created = keys.create(head, NewKey.of(Scope.WRITE, "key " + i)).orElseThrow();
          secrets.add(created.secret());
          first = i == 0 ? created.key().id() : first;
        }
        new Load(product.port(), CLIENTS).run(secrets, SECONDS_OF_PAYMENTS);
        sql.execute(HISTORY.formatted(account, first));
        sql.execute("VACUUM (ANALYZE)");
        People people =
            new People(storage.database(), storage.hasher(), storage.trail(), base);
        String link = people.passwordReset().createLinkByOperator(config.ownerEmail(), false).orElseThrow();
        return new Tenant(config.ownerEmail(), link.substring(base.length()), first);
      }
    }
  }

  private void signIn(Tenant tenant) {
    post(tenant.resetLink(), Map.of("password", PASSWORD));
    post("/dashboard/sign-in", Map.of("email", tenant.email(), "password", PASSWORD));
  }

  /** Fills in the form of a page; the answer must lead on. */
  private void post(String page, Map<String, String> fields) {
    Matcher token = TOKEN.matcher(text(get(page)));
    if (!token.find()) {
      throw new BenchException("There is no form at " + page);
    }
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put("csrf", token.group(1));
    String form =
        all.entrySet().stream()
            .map(field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpResponse<byte[]> answer =
        send(
            request(page)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    if (answer.statusCode() != 303) {
      throw new BenchException("The form at " + page + " answered " + answer.statusCode());
    }
  }

  /** Bytes over the wire of what the page asks for beside itself. */
  private long assets(HttpResponse<byte[]> page) {
    Matcher asset = ASSET.matcher(text(page));
    long bytes = 0;
    while (asset.find()) {
      bytes += send(request(asset.group(1)).header("Accept-Encoding", "gzip").GET()).body().length;
    }
    return bytes;
  }

  private String row(String name, String path) {
    List<Double> millis = new ArrayList<>();
    int bytes = 0;
    for (int i = 0; i < WARM_UP + requests; i++) {
      long began = System.nanoTime();
      HttpResponse<byte[]> answer = get(path);
      double took = (System.nanoTime() - began) / 1e6;
      if (answer.statusCode() != 200) {
        throw new BenchException("answered " + answer.statusCode() + ": " + path);
      }
      bytes = answer.body().length;
      if (i >= WARM_UP) {
        millis.add(took);
      }
    }
    List<Double> sorted = millis.stream().sorted().toList();
    return "| %s | %.1f | %.1f | %d |%n"
        .formatted(
            name, Spread.of(millis).median(), sorted.get(sorted.size() * 99 / 100), bytes / 1024);
  }

  private HttpResponse<byte[]> get(String path) {
    return send(request(path).GET());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    return request;
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
      for (String line : answer.headers().allValues("set-cookie")) {
        String[] pair = line.split(";", 2)[0].split("=", 2);
        cookies.put(pair[0], pair[1]);
      }
      return answer;
    } catch (IOException e) {
      throw new BenchException("The server does not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
