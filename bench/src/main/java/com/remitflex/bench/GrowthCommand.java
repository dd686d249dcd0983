package com.remitflex.bench;

import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** One kind of request: its title, the status of its response, and the bytes of the next one. */
  private record Kind(
      String title, int status, Function<GrowingAccount, Supplier<byte[]>> requests) {}

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
      GrowingAccount few = GrowingAccount.create(product, sql, 1, small, DAYS);
      GrowingAccount many = GrowingAccount.create(product, sql, 2, rows, DAYS);
      sql.execute("VACUUM (ANALYZE)");
      sql.execute("CHECKPOINT");
      System.err.printf("Stored in %.0f s.%n", (System.nanoTime() - began) / 1e9);
      if (rows <= 1_000_000) {
        System.err.println(product.doctor().strip());
      }
      Map<Kind, Pair> results =
          measure(
              product,
              few.turnPages(product, PAGES_BEFORE, PAGE),
              many.turnPages(product, PAGES_BEFORE, PAGE));
      ResultFile.publish(home, "growth", report(sql, results));
    }
    return 0;
  }

  private static List<Kind> kinds() {
    return List.of(
        new Kind("create a payment", 201, GrowingAccount::creating),
        read("get a payment, any", t -> "/v1/payments/" + t.history().id(t.number())),
        read("the first page", t -> t.page(PAGE, "")),
        read("the 1,000th page", t -> t.page(PAGE, t.cursor())),
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

  private static Kind read(String title, Function<GrowingAccount, String> path) {
    return new Kind(title, 200, tenant -> () -> tenant.get(path.apply(tenant)));
  }

  private static String total(String filter) {
    return "/v1/payments?limit=1&" + filter;
  }

  private static Instant time(GrowingAccount tenant) {
    return Instant.now().minusSeconds(tenant.random().nextLong(Duration.ofDays(60).toSeconds()));
  }

  private Map<Kind, Pair> measure(Product product, GrowingAccount few, GrowingAccount many) {
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
      HttpConnection connection, Kind kind, GrowingAccount few, GrowingAccount many, int requests) {
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
