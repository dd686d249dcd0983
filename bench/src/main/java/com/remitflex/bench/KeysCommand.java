package com.remitflex.bench;

import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.apikeys.KeyLimits;
import com.remitflex.features.activity.usage.ScopeUse;
import com.remitflex.features.apikeys.KeyGuard;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.authentication.KeyAuthenticator;
import com.remitflex.features.apikeys.authentication.KeyCache;
import com.remitflex.features.apikeys.authentication.KeyUses;
import com.remitflex.features.apikeys.authentication.NodeLease;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.RevokedKey;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.Authentication;
import com.remitflex.platform.http.api.AuthenticationRequest;
import com.remitflex.platform.http.api.Authenticator;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.net.AddressRange;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `keys`: what the check of a key costs, and how long a revocation takes. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = {
      "The check of an API key in this JVM, against the HMAC alone and against asking the database"
          + " each time; and the time that revocations take with two nodes running.",
      "The table goes to standard output and to bench/results/keys.md. Wants a quiet machine."
    })
final class KeysCommand implements Callable<Integer> {
  private static final ThreadMXBean THREADS =
      (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int REVOCATIONS = 100;
  private static final int SLICE_MILLIS = 400;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  /** Something that is done over and over. */
  private interface Step {
    void run();
  }

  @Override
  public Integer call() {
    if (rounds < 1) {
      throw new BenchException("--rounds must be at least 1.");
    }
    Path home = Path.of(System.getProperty("remitflex.home", "")).toAbsolutePath();
    String table;
    try (Product product = Product.start(home)) {
      table = measure(product);
    }
    ResultFile.publish(home, "keys", table);
    return 0;
  }

  private String measure(Product product) {
    try (Storage storage = Storage.join(Config.read(product.settings()), line -> {})) {
      Database database = storage.database();
      KeyStore store = new KeyStore(storage.hasher());
      try (Engine engine = new Engine(database, new KeyGuard(store)).start();
          KeyUses uses = new KeyUses(database).start();
          NodeLease lease =
              new NodeLease(database, new DatabaseClock(), uses, storage.hasher()).start();
          Sql sql = Sql.open(PgAddress.of(product.databaseUrl()))) {
        ApiKeyService keys =
            new ApiKeyService(
                database, engine, store, storage.trail(), ScopeUse::leastPrivilege);
        HeadId head =
            new HeadId(
                new AccountOpening(database, storage.trail()).open("Bench").id(),
                Environment.SANDBOX);
        Map<String, List<Cost>> costs = checks(storage, store, uses, lease, keys, head);
        return markdown(Machine.facts(sql), costs, revocations(keys, head));
      }
    }
  }

  private Map<String, List<Cost>> checks(
      Storage storage,
      KeyStore store,
      KeyUses uses,
      NodeLease lease,
      ApiKeyService keys,
      HeadId head) {
    Database database = storage.database();
    String plain = keys.create(head, NewKey.of(Scope.READ, "plain")).orElseThrow().secret();
    KeyLimits local =
        new KeyLimits(
            List.of(AddressRange.parse("10.0.0.0/8").orElseThrow()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    String bound =
        keys.create(head, new NewKey("bound", Scope.READ, Optional.empty(), local)).orElseThrow()
            .secret();
    Authenticator cached = gate(storage, store, uses, lease);
    Authenticator asking =
        gate(
            storage,
            store,
            uses,
            new NodeLease(database, new DatabaseClock(), uses, storage.hasher()));

    AuthenticationRequest withPlain = attempt(plain);
    AuthenticationRequest withBound = attempt(bound);
    AuthenticationRequest withGarbled = attempt(garbled(plain));
    byte[] bytes = plain.getBytes(StandardCharsets.US_ASCII);
    Mac mac = mac();

    Map<String, Step> steps = new LinkedHashMap<>();
    steps.put("HMAC-SHA256 of the key alone", () -> mac.doFinal(bytes));
    steps.put("the check, key in the cache", () -> accepted(cached, withPlain));
    steps.put("the check, with an IP allow-list", () -> accepted(cached, withBound));
    steps.put("a garbled key, refused by its checksum", () -> refused(cached, withGarbled));
    steps.put(
        "the check, asking the database each time", () -> accepted(asking, withPlain));

    Map<String, List<Cost>> costs = new LinkedHashMap<>();
    for (int round = 0; round <= rounds; round++) {
      for (Map.Entry<String, Step> step : steps.entrySet()) {
        Cost each = costOfEach(step.getValue());
        // The first round is the warm-up.
        if (round > 0) {
          costs.computeIfAbsent(step.getKey(), name -> new ArrayList<>()).add(each);
        }
      }
    }
    return costs;
  }

  /** A Mac that is used again and again, under a secret of the length of a pepper. */
  private static Mac mac() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyAuthenticator gate(
      Storage storage, KeyStore store, KeyUses uses, NodeLease lease) {
    return new KeyAuthenticator(
        storage.hasher(),
        new KeyCache(storage.database(), store, lease),
        uses,
        new DatabaseClock(),
        Map.of(),
        (key, generation) -> {});
  }

  private static AuthenticationRequest attempt(String key) {
    return new AuthenticationRequest(
        List.of("Bearer " + key),
        "localhost",
        new Client("10.1.2.3", Optional.of("bench/1.0"), "req_01M85VEH4CD4N7K2SW007FSXCJ"),
        "GET",
        "/v1/balances");
  }

  private static void accepted(Authenticator gate, AuthenticationRequest request) {
    if (!(check(gate, request) instanceof Authentication.Accepted)) {
      throw new IllegalStateException("a good key was refused");
    }
  }

  private static void refused(Authenticator gate, AuthenticationRequest request) {
    if (!(check(gate, request) instanceof Authentication.Rejected)) {
      throw new IllegalStateException("a garbled key was accepted");
    }
  }

  /** As the server does it: a secret that the node does not know is looked up. */
  private static Authentication check(Authenticator gate, AuthenticationRequest request) {
    return gate.known(request).orElseGet(() -> gate.authenticate(request));
  }

  private static String garbled(String key) {
    return key.substring(0, 56) + (key.endsWith("A") ? "B" : "A");
  }

  /** What one check takes. */
  private record Cost(double nanos, double bytes) {}

  private static Cost costOfEach(Step step) {
    long end = System.nanoTime() + SLICE_MILLIS * 1_000_000L;
    long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
    long began = System.nanoTime();
    long done = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < 10; i++) {
        step.run();
      }
      done += 10;
    }
    long nanos = System.nanoTime() - began;
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
    return new Cost((double) nanos / done, (double) bytes / done);
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
    Collections.sort(millis);
    return millis;
  }

  private static String markdown(
      Map<String, String> facts, Map<String, List<Cost>> costs, List<Double> revocations) {
    StringBuilder out = new StringBuilder("# The check of a key, and its revocation\n\n");
    facts.forEach((name, value) -> out.append("- ").append(name).append(": ").append(value)
        .append('\n'));
    out.append("\n| One thread | µs each, median | spread | times the HMAC | bytes allocated |\n")
        .append("|---|---:|---:|---:|---:|\n");
    double hmac = median(nanos(costs.values().iterator().next()));
    costs.forEach((name, all) -> {
      List<Double> values = nanos(all);
      out.append(
          "| %s | %.2f | %.2f – %.2f | %.1f | %.0f |\n"
              .formatted(
                  name,
                  median(values) / 1e3,
                  Collections.min(values) / 1e3,
                  Collections.max(values) / 1e3,
                  median(values) / hmac,
                  median(all.stream().map(Cost::bytes).toList())));
    });
    out.append(
        "\n%d revocations with two nodes, from the command to the receipt: median %.0f ms, p99 %.0f"
            .formatted(
                revocations.size(),
                revocations.get(revocations.size() / 2),
                revocations.get(revocations.size() * 99 / 100)));
    out.append(" ms, slowest %.0f ms.\n".formatted(revocations.getLast()));
    return out.toString();
  }

  private static List<Double> nanos(List<Cost> costs) {
    return costs.stream().map(Cost::nanos).toList();
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
