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
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
  private static final int WARM_UP = 2_000;
  private static final int CLIENTS = 2;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "How often each is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--requests",
      defaultValue = "4000",
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
    probe.run(WARM_UP);
    StringBuilder out = new StringBuilder("# The API during a flood of sign-ins\n\n");
    Machine.facts(sql)
        .forEach((name, value) ->
            out.append("- ").append(name).append(": ").append(value).append('\n'));
    out.append(
        """

        `GET /v1/api-keys/current` on %d connections, %d requests each time; on other connections
        wrong passwords for random addresses, as fast as they are answered: from one network, and
        from as many networks as there are attempts. The flood runs on the same machine and uses its
        processors too. The target is a p99 of at most 1.5 times that of the same round without it.

        | Flood | Networks | median ms | p99 ms | p99 against without | API answers 503 | \
        Attempts per second |
        |---|---|---:|---:|---:|---:|---:|
        """
            .formatted(CLIENTS, requests));
    for (int round = 0; round < rounds; round++) {
      ApiProbe.Measured quiet = probe.run(requests);
      out.append(row("none", "", quiet, quiet, 0));
      for (boolean manyNetworks : new boolean[] {false, true}) {
        for (int connections : new int[] {40, 300}) {
          SignInFlood flood = new SignInFlood(product.port(), connections, manyNetworks);
          long begin = System.nanoTime();
          ApiProbe.Measured measured;
          long attempts;
          try (flood) {
            flood.start();
            measured = probe.run(requests);
            attempts = flood.attempts();
          }
          double seconds = (System.nanoTime() - begin) / 1e9;
          out.append(
              row(
                  connections + " connections",
                  manyNetworks ? "many" : "one",
                  measured,
                  quiet,
                  attempts / seconds));
        }
      }
    }
    return out.toString();
  }

  private static String row(
      String flood,
      String networks,
      ApiProbe.Measured measured,
      ApiProbe.Measured quiet,
      double perSecond) {
    return "| %s | %s | %.2f | %.2f | %.2f | %d | %.0f |%n"
        .formatted(
            flood,
            networks,
            measured.millis(0.5),
            measured.millis(0.99),
            measured.millis(0.99) / quiet.millis(0.99),
            measured.failed(),
            perSecond);
  }

  private static String key(Product product) {
    try (Storage storage = Storage.join(Config.read(product.settings()), line -> {})) {
      KeyStore store = new KeyStore(storage.hasher());
      try (Engine engine = new Engine(storage.database(), new KeyGuard(store)).start()) {
        String account = new AccountOpening(storage.database(), storage.trail()).open("Bench").id();
        return new ApiKeyService(
                storage.database(), engine, store, storage.trail(), ScopeUse::leastPrivilege)
            .create(new HeadId(account, Environment.SANDBOX), Scope.READ, "probe")
            .secret();
      }
    }
  }
}
