package com.remitflex.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What requests cost in an account with many payments, compared with a small account. */
final class GrowthScenario implements Scenario {
  private static final int DAYS = 90;
  private static final int PAGE = 9;
  private static final int PAGES_BEFORE = 999;
  private static final int WARM_UP = 400;
  private static final double TARGET = 1.3;

  private final Product product;
  private final Sql sql;
  private final long small;
  private final long rows;
  private final int requests;
  private final Map<Kind, Pair> results = new LinkedHashMap<>();
  private GrowingAccount few;
  private GrowingAccount many;

  /** Opened after the preparation, during which the server would close a connection as idle. */
  private HttpConnection connection;

  /**
   * The scenario on this server.
   *
   * @param small payments in the small account
   * @param rows payments in the large account
   * @param requests of each kind and account per round
   */
  GrowthScenario(Product product, Sql sql, long small, long rows, int requests) {
    this.product = product;
    this.sql = sql;
    this.small = small;
    this.rows = rows;
    this.requests = requests;
  }

  static long minSmall() {
    return (PAGES_BEFORE + 1) * PAGE;
  }

  /** One kind of request: its title, the status of its response, and the bytes of the next one. */
  private record Kind(
      String title, int status, Function<GrowingAccount, Supplier<byte[]>> requests) {}

  /** The milliseconds of both accounts. */
  private record Pair(List<Double> small, List<Double> large) {
    Pair() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    /** Large over small in each round. */
    Spread ratio() {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < small.size(); i++) {
        ratios.add(large.get(i) / small.get(i));
      }
      return Spread.of(ratios);
    }
  }

  @Override
  public String title() {
    return "growth, %,d payments in an account instead of %,d".formatted(rows, small);
  }

  @Override
  public void warmUp() {
    GrowingAccount fewer = GrowingAccount.create(product, sql, 1, small, DAYS);
    GrowingAccount more = GrowingAccount.create(product, sql, 2, rows, DAYS);
    sql.execute("VACUUM (ANALYZE)");
    sql.execute("CHECKPOINT");
    readPayments();
    few = fewer.turnPages(product, PAGES_BEFORE, PAGE);
    many = more.turnPages(product, PAGES_BEFORE, PAGE);
    connection = HttpConnection.open(product.port());
    for (Kind kind : kinds()) {
      results.put(kind, new Pair());
      run(kind, WARM_UP);
    }
  }

  /**
   * Reads the payments and their indexes once. The small account is in memory after a few requests;
   * of the large one, most would still come from the disk, which is not what is compared.
   */
  private void readPayments() {
    String files =
        sql.text(
            """
            SELECT string_agg(pg_relation_filepath(id), ',') FROM (
              SELECT 'payment'::regclass AS id
              UNION ALL
              SELECT indexrelid FROM pg_index WHERE indrelid = 'payment'::regclass) relations
            """);
    for (String file : files.split(",", -1)) {
      Path first = product.dataDirectory().resolve("postgres").resolve(file);
      read(first);
      // A relation of more than a gigabyte has several files.
      for (int part = 1; Files.exists(part(first, part)); part++) {
        read(part(first, part));
      }
    }
  }

  private static Path part(Path first, int number) {
    return first.resolveSibling(first.getFileName() + "." + number);
  }

  private static void read(Path file) {
    try (InputStream bytes = Files.newInputStream(file)) {
      bytes.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new BenchException("The files of the database cannot be read: " + e, e);
    }
  }

  @Override
  public void round() {
    results.forEach((kind, pair) -> {
      Pair run = run(kind, requests);
      pair.small().add(Spread.of(run.small()).median());
      pair.large().add(Spread.of(run.large()).median());
    });
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

  /** The milliseconds of each request, to both accounts in turn. */
  private Pair run(Kind kind, int count) {
    Pair millis = new Pair();
    Supplier<byte[]> toFew = kind.requests().apply(few);
    Supplier<byte[]> toMany = kind.requests().apply(many);
    for (int i = 0; i < count; i++) {
      millis.small().add(millis(toFew.get(), kind));
      millis.large().add(millis(toMany.get(), kind));
    }
    return millis;
  }

  private double millis(byte[] request, Kind kind) {
    long began = System.nanoTime();
    if (!connection.send(request, kind.status())) {
      throw new BenchException("The server is overloaded: " + kind.title());
    }
    return (System.nanoTime() - began) / 1e6;
  }

  @Override
  public List<Finding> findings() {
    Map.Entry<Kind, Pair> worst =
        results.entrySet().stream()
            .max((one, other) ->
                Double.compare(one.getValue().ratio().median(), other.getValue().ratio().median()))
            .orElseThrow();
    Pair pair = worst.getValue();
    double ratio = pair.ratio().median();
    return List.of(
        new Finding(
            title(),
            "%.2f ms (%s, the worst of %d requests)"
                .formatted(
                    Spread.of(pair.large()).median(), worst.getKey().title(), results.size()),
            "the small account: %.2f ms".formatted(Spread.of(pair.small()).median()),
            "%.2f".formatted(ratio),
            Reach.atMost(ratio, TARGET, "times for every request"),
            ""));
  }

  @Override
  public String details() {
    return """
        Two accounts in one database, with %,d and %,d payments over %d days, and all of their
        transfers, events and idempotency keys. One connection sends each request to both in turn,
        %d times per round; medians of the medians, milliseconds. A total is read with a page of one
        payment. The payments and their indexes were read once before: a machine with enough memory
        has them there. A payment that must be read from the disk takes longer.

        | Request | %,d | %,d | ratio (minimum – maximum of the rounds) |
        |---|---:|---:|---:|
        """
            .formatted(small, rows, DAYS, requests, small, rows)
        + results.entrySet().stream()
            .filter(entry -> !entry.getValue().small().isEmpty())
            .map(entry -> row(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
  }

  private static String row(Kind kind, Pair pair) {
    Spread ratio = pair.ratio();
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

  @Override
  public void close() {
    if (connection != null) {
      connection.close();
    }
  }
}
