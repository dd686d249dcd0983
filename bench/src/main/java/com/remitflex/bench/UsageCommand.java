package com.remitflex.bench;

import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.activity.usage.ScopeUse;
import com.remitflex.features.apikeys.KeyGuard;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `usage`: how long the answer takes that tells a year of a key's use. */
@Command(
    name = "usage",
    mixinStandardHelpOptions = true,
    description = {
      "A year of days of a busy key, and two months of hours, over HTTP from the server's process.",
      "The table goes to standard output and to bench/results/usage.md."
    })
final class UsageCommand implements Callable<Integer> {
  private static final int WARM_UP = 50;

  /** Days and hours on which so many addresses and clients came that their sketches are full. */
  private static final String BUSY =
      """
      INSERT INTO key_usage (key_id, unit, start, account_id, environment, requests, succeeded,
                             client_errors, errors, latencies, addresses, user_agents)
      SELECT '%1$s', u.unit, date_trunc(u.unit, clock_timestamp(), 'UTC') - n * u.length, '%2$s',
             'sandbox', 1000000, 990000, 10000, '{"NOT_FOUND": 9000, "VALIDATION_ERROR": 1000}',
             decode(repeat('0187a80c', 150), 'hex'), sketch.bytes, sketch.bytes
      FROM (VALUES ('day', interval '1 day', 365), ('hour', interval '1 hour', 1500))
             AS u (unit, length, many),
           generate_series(1, u.many) n,
           LATERAL (SELECT string_agg(sha256((u.unit || n || ':' || i)::bytea), ''::bytea) AS bytes
                    FROM generate_series(1, 32) i) sketch
      ON CONFLICT DO NOTHING
      """;

  @Option(
      names = "--requests",
      defaultValue = "300",
      description = "How often each is asked (default: ${DEFAULT-VALUE}).")
  private int requests;

  @Override
  public Integer call() {
    if (requests < 1) {
      throw new BenchException("--requests must be at least 1.");
    }
    Path home = Path.of(System.getProperty("remitflex.home", "")).toAbsolutePath();
    try (Product product = Product.start(home);
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      ResultFile.publish(home, "usage", measure(product, sql));
    }
    return 0;
  }

  private String measure(Product product, Sql sql) {
    IssuedKey admin = admin(product);
    sql.execute(BUSY.formatted(admin.key().id(), admin.key().accountId()));
    sql.execute("ANALYZE key_usage");
    String base =
        "http://127.0.0.1:" + product.port() + "/v1/api-keys/" + admin.key().id() + "/usage";
    Instant now = Instant.now();
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put(
        "365 days",
        base + "?granularity=day&created_after=" + now.minus(Duration.ofDays(365)));
    asked.put(
        "1,499 hours",
        base + "?granularity=hour&created_after=" + now.minus(Duration.ofHours(1_498)));
    asked.put("30 days", base + "?granularity=day");

    StringBuilder out = new StringBuilder("# The use of a key, told in one answer\n\n");
    Machine.facts(sql)
        .forEach((name, value) ->
            out.append("- ").append(name).append(": ").append(value).append('\n'));
    out.append(
        """

        A key with a million requests in each stretch, and more than 256 addresses and clients: its
        rows are as large as rows get. One connection, HTTP, after a warm-up; %d answers each. The
        target is 50 ms for a year of days.

        | Asked | KiB | median ms | p99 ms | slowest ms |
        |---|---:|---:|---:|---:|
        """
            .formatted(requests));
    asked.forEach((name, uri) -> out.append(row(name, uri, admin.secret())));
    return out.toString();
  }

  private static IssuedKey admin(Product product) {
    try (Storage storage = Storage.join(Config.read(product.settings()), line -> {})) {
      KeyStore store = new KeyStore(storage.hasher());
      try (Engine engine = new Engine(storage.database(), new KeyGuard(store)).start()) {
        String account = new AccountOpening(storage.database(), storage.trail()).open("Bench").id();
        return new ApiKeyService(
                storage.database(), engine, store, storage.trail(), ScopeUse::leastPrivilege)
            .create(new HeadId(account, Environment.SANDBOX), NewKey.of(Scope.ADMIN, "admin"))
            .orElseThrow();
      }
    }
  }

  private String row(String name, String uri, String key) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(uri)).header("Authorization", "Bearer " + key).build();
    List<Double> millis = new ArrayList<>();
    int bytes = 0;
    try (HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build()) {
      for (int i = 0; i < WARM_UP + requests; i++) {
        long began = System.nanoTime();
        HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
        double took = (System.nanoTime() - began) / 1e6;
        if (answer.statusCode() != 200) {
          throw new BenchException("answered " + answer.statusCode() + ": " + uri);
        }
        bytes = answer.body().length;
        if (i >= WARM_UP) {
          millis.add(took);
        }
      }
    } catch (IOException e) {
      throw new BenchException("The server does not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    List<Double> sorted = millis.stream().sorted().toList();
    return "| %s | %d | %.1f | %.1f | %.1f |%n"
        .formatted(
            name,
            bytes / 1024,
            Spread.of(millis).median(),
            sorted.get(sorted.size() * 99 / 100),
            sorted.getLast());
  }
}
