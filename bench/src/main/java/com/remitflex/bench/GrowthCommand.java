package com.remitflex.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.activity.usage.ScopeUse;
import com.remitflex.features.apikeys.KeyGuard;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `growth`: what requests cost in an account with many payments, compared with a small account. */
@Command(
    name = "growth",
    mixinStandardHelpOptions = true,
    description = {
      "Stores two accounts in one database, with few payments and with many, and sends each request"
          + " to both in turn. Every request should take as long in the one as in the other.",
      "The table goes to standard output and to bench/results/growth.md. Run it on a quiet machine."
    })
final class GrowthCommand implements Callable<Integer> {
  private static final int DAYS = 90;
  private static final int PAGE = 9;
  private static final int PAGES_BEFORE = 999;
  private static final int WARM_UP = 400;
  private static final double TARGET = 1.3;

  private static final String USAGE =
      """
      INSERT INTO key_usage (key_id, unit, start, account_id, environment, requests, succeeded,
                             client_errors, errors, latencies, addresses, user_agents)
      SELECT '%1$s', 'day', date_trunc('day', clock_timestamp(), 'UTC') - n * interval '1 day',
             '%2$s', 'sandbox', %3$d, %3$d, 0, '{}', decode(repeat('0187a80c', 150), 'hex'),
             sketch.bytes, sketch.bytes
      FROM generate_series(1, 89) n,
           LATERAL (SELECT string_agg(sha256((n || ':' || i)::bytea), ''::bytea) AS bytes
                    FROM generate_series(1, 10) i) sketch
      ON CONFLICT DO NOTHING
      """;

  @Option(
      names = "--rows",
      defaultValue = "5000000",
      description = "Payments in the large account (default: ${DEFAULT-VALUE}).")
  private long rows;

  @Option(
      names = "--small",
      defaultValue = "10000",
      description = "Payments in the small account, at least 10000 (default: ${DEFAULT-VALUE}).")
  private long small;

  @Option(
      names = "--rounds",
      defaultValue = "7",
      description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--requests",
      defaultValue = "150",
      description = "Requests of each kind and account per round (default: ${DEFAULT-VALUE}).")
  private int requests;

  /** An account with payments, and the bytes of the requests to it. */
  private record Tenant(PaymentHistory history, IssuedKey key, String cursor, Random random) {
    byte[] get(String path) {
      return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
              + key.secret()
              + "\r\n\r\n")
          .getBytes(StandardCharsets.ISO_8859_1);
    }

    long number() {
      return 1 + random.nextLong(history.count());
    }

    Supplier<byte[]> creating() {
      JsonRequest request = new JsonRequest("/v1/payments", key.secret(), Load.PAYMENT);
      return () -> {
        request.rename();
        return request.bytes();
      };
    }
  }

  /** One kind of request: its title, the status of its response, and the bytes of the next one. */
  private record Kind(
      String title, int status, Function<Tenant, Supplier<byte[]>> requests) {}

  private record Pair(List<Double> small, List<Double> large) {
    Pair() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  @Override
  public Integer call() {
    if (rows < small || small < (PAGES_BEFORE + 1) * PAGE || rounds < 1 || requests < 1) {
      throw new BenchException(
          "--small must be at least %d, --rows at least --small, the others at least 1."
              .formatted((PAGES_BEFORE + 1) * PAGE));
    }
    Path home = Path.of(System.getProperty("remitflex.home", "")).toAbsolutePath();
    try (Product product = Product.start(home);
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      long began = System.nanoTime();
      Tenant few = tenant(product, sql, 1, small);
      Tenant many = tenant(product, sql, 2, rows);
      sql.execute("VACUUM (ANALYZE)");
      sql.execute("CHECKPOINT");
      System.err.printf("Stored in %.0f s.%n", (System.nanoTime() - began) / 1e9);
      if (rows <= 1_000_000) {
        System.err.println(product.doctor().strip());
      }
      Map<Kind, Pair> results =
          measure(product, withCursor(product, few), withCursor(product, many));
      ResultFile.publish(home, "growth", report(sql, results));
    }
    return 0;
  }

  private static Tenant tenant(Product product, Sql sql, int series, long payments) {
    IssuedKey key = admin(product);
    String account = key.key().accountId();
    try (HttpConnection connection = HttpConnection.open(product.port())) {
      String funds = "{\"amount\":900000000,\"currency\":\"USDC\"}";
      connection.send(new JsonRequest("/v1/sandbox/fund", key.secret(), funds).bytes(), 200);
    }
    sql.execute(USAGE.formatted(key.key().id(), account, payments / DAYS));
    PaymentHistory history =
        new PaymentHistory(PgAddress.of(product.databaseUrl()), account, series, payments, DAYS);
    history.write();
    return new Tenant(history, key, "", new Random(series));
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

  /** Turns the pages one by one, as a client does. */
  private static Tenant withCursor(Product product, Tenant tenant) {
    ObjectMapper json = new ObjectMapper();
    String cursor = "";
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int page = 1; page <= PAGES_BEFORE; page++) {
        HttpRequest request =
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + product.port() + page(cursor)))
                .header("Authorization", "Bearer " + tenant.key().secret())
                .build();
        String body = client.send(request, BodyHandlers.ofString()).body();
        cursor = json.readTree(body).path("pagination").path("cursor").asText();
      }
      return new Tenant(tenant.history(), tenant.key(), cursor, tenant.random());
    } catch (IOException e) {
      throw new BenchException("The server does not list its payments: " + e, e);
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
  }

  private static String page(String cursor) {
    return "/v1/payments?limit=" + PAGE + (cursor.isEmpty() ? "" : "&cursor=" + cursor);
  }

  private static List<Kind> kinds() {
    return List.of(
        new Kind("create a payment", 201, Tenant::creating),
        read("get a payment, any", t -> "/v1/payments/" + t.history().id(t.number())),
        read("the first page", t -> page("")),
        read("the 1,000th page", t -> page(t.cursor())),
        read("a total: status", t -> total("status=delivered")),
        read("a total: a rare status, currency, corridor", t ->
            total("status=failed&currency=USDC&corridor=US-EU")),
        read("a total: nothing has this status", t -> total("status=cancelled")),
        read("a total: since a time of day", t -> total("created_after=" + time(t))),
        read("a total: status, since a time of day", t ->
            total("status=delivered&created_after=" + time(t))),
        read("a total: reference", t ->
            total("reference=Invoice%%20%09d".formatted(t.number()))),
        read("balances", t -> "/v1/balances"),
        read("usage chart, 90 days", t ->
            "/v1/api-keys/" + t.key().key().id() + "/usage?granularity=day&created_after="
                + Instant.now().minus(Duration.ofDays(89))));
  }

  private static Kind read(String title, Function<Tenant, String> path) {
    return new Kind(title, 200, tenant -> () -> tenant.get(path.apply(tenant)));
  }

  private static String total(String filter) {
    return "/v1/payments?limit=1&" + filter;
  }

  private static Instant time(Tenant tenant) {
    return Instant.now().minusSeconds(tenant.random().nextLong(Duration.ofDays(60).toSeconds()));
  }

  private Map<Kind, Pair> measure(Product product, Tenant few, Tenant many) {
    Map<Kind, Pair> results = new LinkedHashMap<>();
    kinds().forEach(kind -> results.put(kind, new Pair()));
    try (HttpConnection connection = HttpConnection.open(product.port())) {
      kinds().forEach(kind -> run(connection, kind, few, many, WARM_UP));
      for (int round = 1; round <= rounds; round++) {
        System.err.println("Round " + round + " of " + rounds + " ...");
        results.forEach((kind, pair) -> {
          Pair run = run(connection, kind, few, many, requests);
          pair.small().add(Spread.of(run.small()).median());
          pair.large().add(Spread.of(run.large()).median());
        });
      }
    }
    return results;
  }

  /** The milliseconds of each request, to both accounts in turn. */
  private static Pair run(
      HttpConnection connection, Kind kind, Tenant few, Tenant many, int requests) {
    Pair millis = new Pair();
    Supplier<byte[]> toFew = kind.requests().apply(few);
    Supplier<byte[]> toMany = kind.requests().apply(many);
    for (int i = 0; i < requests; i++) {
      millis.small().add(millis(connection, toFew.get(), kind));
      millis.large().add(millis(connection, toMany.get(), kind));
    }
    return millis;
  }

  private static double millis(HttpConnection connection, byte[] request, Kind kind) {
    long began = System.nanoTime();
    if (!connection.send(request, kind.status())) {
      throw new BenchException("The server is overloaded: " + kind.title());
    }
    return (System.nanoTime() - began) / 1e6;
  }

  private String report(Sql sql, Map<Kind, Pair> results) {
    StringBuilder out = new StringBuilder("# An account that grows\n\n");
    Machine.facts(sql).forEach((name, value) -> out.append("- %s: %s%n".formatted(name, value)));
    out.append(
        """

        Two accounts in one database, with %,d and %,d payments over %d days, and all of their
        transfers, events and idempotency keys. One connection sends each request to both in turn:
        %d rounds of %d; medians of the medians, milliseconds. A total is read with a page of one
        payment. Target: a ratio of at most %.1f.

        | Request | %,d | %,d | ratio (min – max of the rounds) |
        |---|---:|---:|---:|
        """
            .formatted(small, rows, DAYS, rounds, requests, TARGET, small, rows));
    results.forEach((kind, pair) -> out.append(row(kind, pair)));
    return out.toString();
  }

  private static String row(Kind kind, Pair pair) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < pair.small().size(); i++) {
      ratios.add(pair.large().get(i) / pair.small().get(i));
    }
    Spread ratio = Spread.of(ratios);
    return "| %s | %.2f | %.2f | **%.2f**%s (%.2f – %.2f) |%n"
        .formatted(
            kind.title(),
            Spread.of(pair.small()).median(),
            Spread.of(pair.large()).median(),
            ratio.median(),
            ratio.median() > TARGET ? " missed" : "",
            ratio.least(),
            ratio.most());
  }
}
