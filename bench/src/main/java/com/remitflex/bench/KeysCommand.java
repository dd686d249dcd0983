package com.remitflex.bench;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.RevokedKey;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `keys`: what the check of a key costs, and how long a revocation takes. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = {
      "The check of an API key in this JVM, compared with only the HMAC and with a database query"
          + " each time; and the time that revocations take with two nodes.",
      "The table goes to standard output and to bench/results/keys.md. Run it on a quiet machine."
    })
final class KeysCommand implements Callable<Integer> {
  private static final int REVOCATIONS = 100;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Override
  public Integer call() {
    if (rounds < 1) {
      throw new BenchException("--rounds must be at least 1.");
    }
    try (Product product = Product.start();
        KeyCheckScenario checks = new KeyCheckScenario(product);
        Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
      checks.warmUp();
      for (int round = 0; round < rounds; round++) {
        checks.round();
      }
      new Report("The check of a key, and its revocation", Machine.facts(sql))
          .add(checks.findings())
          .add(checks.details())
          .add(revocations(checks))
          .publish("keys");
    }
    return 0;
  }

  /** The scenario runs the second node. */
  private static String revocations(KeyCheckScenario checks) {
    String account =
        new AccountOpening(checks.storage().database(), checks.storage().trail())
            .open("Bench")
            .id();
    HeadId head = new HeadId(account, Environment.SANDBOX);
    Latencies latencies =
        Tenants.withKeys(checks.storage(), keys -> new Latencies(revocations(keys, head)));
    return ("%d revocations with two nodes, from the command to the receipt: median %.0f ms,"
            + " p99 %.0f ms, slowest %.0f ms.")
        .formatted(REVOCATIONS, latencies.median(), latencies.p99(), latencies.slowest());
  }

  /** Milliseconds of each revocation, from the request to the receipt of both nodes. */
  private static List<Double> revocations(ApiKeyService keys, HeadId head) {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < REVOCATIONS; i++) {
      String id = keys.create(head, NewKey.of(Scope.READ, "revoked " + i)).orElseThrow().key().id();
      long began = System.nanoTime();
      RevokedKey revoked = keys.revoke(id).orElseThrow();
      millis.add((System.nanoTime() - began) / 1e6);
      if (revoked.receipt().nodesTotal() != 2) {
        throw new BenchException("Two nodes should run: " + revoked.receipt());
      }
    }
    return millis;
  }
}
