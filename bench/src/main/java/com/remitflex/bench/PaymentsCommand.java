package com.remitflex.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `payments`: payments per second through the engine, and by PostgreSQL alone. */
@Command(
    name = "payments",
    mixinStandardHelpOptions = true,
    description = {
      "Payments per second on one hot account and on 100 accounts: the server over HTTP, against a"
          + " pgbench script of the same work in one transaction a payment.",
      "The table goes to standard output and to bench/results/payments.md. Wants a quiet machine."
    })
final class PaymentsCommand implements Callable<Integer> {
  /** The JIT compiler shares the processors with everything else. */
  private static final int WARM_UP_SECONDS = 15;

  private static final List<Integer> PGBENCH_CLIENTS = List.of(1, 4, 8, 32);

  @Option(
      names = "--seconds",
      defaultValue = "8",
      description = "Length of each measured run (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--clients",
      defaultValue = "128",
      description = "Connections to the server (default: ${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--engine-only",
      description = "Leave pgbench out, and bench/results/payments.md as it is.")
  private boolean engineOnly;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the numbers as JSON too.")
  private Optional<Path> json;

  @Override
  public Integer call() {
    if (seconds < 1 || clients < 1 || rounds < 1) {
      throw new BenchException("--seconds, --clients and --rounds must be at least 1.");
    }
    Path home = Path.of(System.getProperty("remitflex.home", "")).toAbsolutePath();
    Optional<Pgbench> pgbench = engineOnly ? Optional.empty() : Optional.of(Pgbench.find());

    Report report = measure(home, pgbench);
    System.out.print(report.markdown());
    if (!engineOnly) {
      write(home.resolve("bench/results/payments.md"), report.markdown());
    }
    json.ifPresent(file -> write(file, report.json()));
    return 0;
  }

  private Report measure(Path home, Optional<Pgbench> pgbench) {
    tell("Starting the server ...");
    try (Product product = Product.start(home)) {
      try {
        return measure(product, pgbench);
      } catch (RuntimeException e) {
        tell("The server's log:\n" + product.logText());
        throw e;
      }
    }
  }

  private Report measure(Product product, Optional<Pgbench> pgbench) {
    try (Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      tell("Opening " + Scenario.mostAccounts() + " accounts ...");
      List<String> keys = Tenants.open(product, Scenario.mostAccounts());
      Optional<Opponent> opponent = pgbench.map(p -> Opponent.prepare(p, product, sql));
      List<Result> results = Stream.of(Scenario.values()).map(Result::new).toList();
      Load load = new Load(product.port(), clients);

      warmUp(load, keys, results, opponent);
      for (int round = 1; round <= rounds; round++) {
        for (Result result : results) {
          String title = "Round %d, %s".formatted(round, result.scenario().title());
          EngineRun run = engine(load, keys, result.scenario(), sql, product.pid());
          result.add(run);
          tell("%s: engine %,.0f/s", title, run.paymentsPerSecond());
          opponent.ifPresent(one -> pgbench(one, result, title, sql));
        }
      }
      tell("Asking doctor ...");
      tell(product.doctor().strip());
      return new Report(clients, seconds, rounds, facts(sql, pgbench), results);
    }
  }

  private void warmUp(
      Load load, List<String> keys, List<Result> results, Optional<Opponent> opponent) {
    for (Result result : results) {
      tell("Warming up: " + result.scenario().title() + " ...");
      load.run(keys.subList(0, result.scenario().accounts()), Math.max(seconds, WARM_UP_SECONDS));
      opponent.ifPresent(one -> one.run(result.scenario(), 4, 1));
    }
  }

  private EngineRun engine(Load load, List<String> keys, Scenario scenario, Sql sql, long server) {
    // Each run begins with the log empty, and so pays for its own full page writes.
    sql.execute("CHECKPOINT");
    String since = sql.text("SELECT clock_timestamp()");
    CpuTime before = CpuTime.now(server, sql);
    Load.Measured measured = load.run(keys.subList(0, scenario.accounts()), seconds);
    CpuTime after = CpuTime.now(server, sql);
    String made = " FROM payment WHERE created_at >= '" + since + "'";
    long payments = Long.parseLong(sql.text("SELECT count(*)" + made));
    // A batch is one transaction, and its id stands in every row that it wrote.
    long batches = Long.parseLong(sql.text("SELECT count(DISTINCT xmin::text)" + made));
    return new EngineRun(
        measured.paymentsPerSecond(),
        measured.percentileMillis(0.5),
        measured.percentileMillis(0.99),
        (double) payments / batches,
        measured.refused(),
        EngineRun.Cost.of(before, after, payments));
  }

  private void pgbench(Opponent opponent, Result result, String title, Sql sql) {
    for (int count : PGBENCH_CLIENTS) {
      sql.execute("CHECKPOINT");
      double rate = opponent.run(result.scenario(), count, seconds);
      result.addPgbench(count, rate);
      tell("%s: pgbench with %d clients %,.0f/s", title, count, rate);
    }
  }

  private static Map<String, String> facts(Sql sql, Optional<Pgbench> pgbench) {
    Map<String, String> facts = Machine.facts(sql);
    pgbench.ifPresent(p -> facts.put("pgbench", p.version()));
    return facts;
  }

  private static void write(Path file, String text) {
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new BenchException("Cannot write " + file + ": " + e, e);
    }
  }

  private static void tell(String line) {
    System.err.println(line);
  }

  private static void tell(String format, Object... values) {
    tell(format.formatted(values));
  }
}
