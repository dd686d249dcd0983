package com.remitflex.bench;

import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.activity.usage.ScopeUse;
import com.remitflex.features.apikeys.KeyGuard;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `sign-in`: what a flood of wrong passwords does to the API. */
@Command(
    name = "sign-in",
    mixinStandardHelpOptions = true,
    description = {
      "How long the API takes without and with a flood of sign-ins, in turns, on one server.",
      "The table goes to standard output and to bench/results/sign-in.md."
    })
final class SignInCommand implements Callable<Integer> {
  private static final int WARM_UP = 20_000;
  private static final int CLIENTS = 2;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often each is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--requests",
      defaultValue = "10000",
      description = "Requests of the API for each measurement (default: ${DEFAULT-VALUE}).")
  private int requests;

  @Override
  public Integer call() {
    if (rounds < 1 || requests < 100) {
      throw new BenchException("--rounds must be at least 1, and --requests at least 100.");
    }
    Path home = Path.of(System.getProperty("remitflex.home", "")).toAbsolutePath();
    try (Product product = Product.start(home);
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      ResultFile.publish(home, "sign-in", measure(product, sql));
    }
    return 0;
  }

  private String measure(Product product, Sql sql) {
    ApiProbe probe = new ApiProbe(product.port(), key(product), CLIENTS);
    warmUp(product, probe);
    StringBuilder out = new StringBuilder("# The API during a flood of sign-ins\n\n");
    Machine.facts(sql)
        .forEach((name, value) ->
            out.append("- ").append(name).append(": ").append(value).append('\n'));
    out.append(
        """

        `GET /v1/api-keys/current` on %d connections, %d requests in each of %d rounds, without and
        with a flood: wrong passwords for random addresses, as fast as the server responds, from one
        network, and from as many networks as there are attempts. The flood is a process of its own
        on the same machine, with the lowest priority. Each figure is the median of the rounds; the
        ratio is that of a flood's p99 to the p99 without a flood in the same round.

        | Flood | Networks | median ms | p99 ms | p99 ratio | API responses 503 | \
        Attempts per second |
        |---|---|---:|---:|---:|---:|---:|
        """
            .formatted(CLIENTS, requests, rounds));
    Map<Kind, List<Row>> rows = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      ApiProbe.Measured quiet = probe.run(requests);
      rows.computeIfAbsent(Kind.NONE, kind -> new ArrayList<>()).add(new Row(quiet, quiet, 0));
      for (Kind kind : Kind.FLOODS) {
        Row row = flood(product, probe, kind, quiet);
        rows.computeIfAbsent(kind, ignored -> new ArrayList<>()).add(row);
      }
    }
    rows.forEach((kind, all) -> out.append(line(kind, all)));
    return out.toString();
  }

  /** Until the compiler has seen both the API's and the sign-in's code often enough. */
  private static void warmUp(Product product, ApiProbe probe) {
    probe.run(WARM_UP);
    try (FloodProcess flood = FloodProcess.start(product.port(), 300, true)) {
      probe.run(WARM_UP);
      flood.stop();
    }
  }

  private Row flood(Product product, ApiProbe probe, Kind kind, ApiProbe.Measured quiet) {
    long begin = System.nanoTime();
    try (FloodProcess flood =
        FloodProcess.start(product.port(), kind.connections(), kind.manyNetworks())) {
      ApiProbe.Measured measured = probe.run(requests);
      long attempts = flood.stop();
      return new Row(measured, quiet, attempts / ((System.nanoTime() - begin) / 1e9));
    }
  }

  /** A flood, or none. */
  private record Kind(int connections, boolean manyNetworks) {
    static final Kind NONE = new Kind(0, false);
    static final List<Kind> FLOODS =
        List.of(
            new Kind(40, false), new Kind(300, false), new Kind(40, true), new Kind(300, true));
  }

  /** One round of one kind. */
  private record Row(ApiProbe.Measured measured, ApiProbe.Measured quiet, double perSecond) {
    double ratio() {
      return measured.millis(0.99) / quiet.millis(0.99);
    }
  }

  private static String line(Kind kind, List<Row> rows) {
    return "| %s | %s | %.2f | %.2f | %.2f | %d | %.0f |%n"
        .formatted(
            kind.connections() == 0 ? "none" : kind.connections() + " connections",
            kind.connections() == 0 ? "" : kind.manyNetworks() ? "many" : "one",
            median(rows, row -> row.measured().millis(0.5)),
            median(rows, row -> row.measured().millis(0.99)),
            median(rows, Row::ratio),
            rows.stream().mapToInt(row -> row.measured().failed()).sum(),
            median(rows, Row::perSecond));
  }

  private static double median(List<Row> rows, ToDoubleFunction<Row> figure) {
    double[] sorted = rows.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static String key(Product product) {
    try (Storage storage = Storage.join(Config.read(product.settings()), line -> {})) {
      KeyStore store = new KeyStore(storage.hasher());
      try (Engine engine = new Engine(storage.database(), new KeyGuard(store)).start()) {
        String account = new AccountOpening(storage.database(), storage.trail()).open("Bench").id();
        return new ApiKeyService(
                storage.database(), engine, store, storage.trail(), ScopeUse::leastPrivilege)
            .create(new HeadId(account, Environment.SANDBOX), NewKey.of(Scope.READ, "probe"))
            .orElseThrow()
            .secret();
      }
    }
  }
}
