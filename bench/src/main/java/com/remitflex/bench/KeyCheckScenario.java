package com.remitflex.bench;

import com.remitflex.Storage;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.apikeys.KeyLimits;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.authentication.KeyAuthenticator;
import com.remitflex.features.apikeys.authentication.KeyCache;
import com.remitflex.features.apikeys.authentication.KeyUses;
import com.remitflex.features.apikeys.authentication.LeaseMetrics;
import com.remitflex.features.apikeys.authentication.NodeLease;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.Authentication;
import com.remitflex.platform.http.api.AuthenticationRequest;
import com.remitflex.platform.http.api.Authenticator;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.net.AddressRange;
import com.remitflex.platform.telemetry.ProcessMetrics;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The check of an API key in this process, compared with only the HMAC of the same bytes. */
final class KeyCheckScenario implements Scenario {
  private static final ThreadMXBean THREADS =
      (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int SLICE_MILLIS = 400;
  private static final int WARM_UPS = 3;
  private static final String HMAC = "only the HMAC-SHA256 of the key";
  private static final String CHECK = "the check, key in the cache";
  private static final double MAX_RATIO = 2.5;
  private static final double MAX_BYTES = 512;

  private final Storage storage;
  private final KeyUses uses;
  private final NodeLease lease;
  private final Map<String, Runnable> steps = new LinkedHashMap<>();
  private final Map<String, List<Each>> measured = new LinkedHashMap<>();

  /** Joins the server's database as another node. */
  KeyCheckScenario(Product product) {
    storage = Tenants.join(product);
    uses = new KeyUses(storage.database()).start();
    lease = newLease().start();
  }

  private NodeLease newLease() {
    LeaseMetrics metrics = new LeaseMetrics(ProcessMetrics.none());
    return new NodeLease(
        storage.database(), new DatabaseClock(), uses, storage.hasher(), metrics);
  }

  @Override
  public String title() {
    return "check of a key";
  }

  Storage storage() {
    return storage;
  }

  @Override
  public void warmUp() {
    HeadId head =
        new HeadId(
            new AccountOpening(storage.database(), storage.trail()).open("Bench").id(),
            Environment.SANDBOX);
    KeyLimits local =
        new KeyLimits(
            List.of(AddressRange.parse("10.0.0.0/8").orElseThrow()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    NewKey limited = new NewKey("bound", Scope.READ, Optional.empty(), local);
    String plain = secret(head, NewKey.of(Scope.READ, "plain"));
    KeyStore store = new KeyStore(storage.hasher());
    prepare(plain, secret(head, limited), gate(store, lease), gate(store, newLease()));
    for (int i = 0; i < WARM_UPS; i++) {
      steps.values().forEach(KeyCheckScenario::each);
    }
  }

  private String secret(HeadId head, NewKey key) {
    return Tenants.withKeys(storage, keys -> keys.create(head, key).orElseThrow().secret());
  }

  private void prepare(
      String plain, String bound, Authenticator cached, Authenticator withoutLease) {
    AuthenticationRequest withPlain = attempt(plain);
    AuthenticationRequest withBound = attempt(bound);
    AuthenticationRequest withGarbled = attempt(garbled(plain));
    byte[] bytes = plain.getBytes(StandardCharsets.US_ASCII);
    Mac mac = mac();
    steps.put(HMAC, () -> mac.doFinal(bytes));
    steps.put(CHECK, () -> accepted(cached, withPlain));
    steps.put("the check, with an IP allow list", () -> accepted(cached, withBound));
    steps.put("a garbled key, rejected by its checksum", () -> rejected(cached, withGarbled));
    steps.put(
        "the check, with a database query each time", () -> accepted(withoutLease, withPlain));
  }

  @Override
  public void round() {
    steps.forEach(
        (name, step) ->
            measured.computeIfAbsent(name, first -> new ArrayList<>()).add(each(step)));
  }

  /** What one execution takes. */
  private record Each(double micros, double bytes) {}

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

  private KeyAuthenticator gate(KeyStore store, NodeLease ofNode) {
    return new KeyAuthenticator(
        storage.hasher(),
        new KeyCache(storage.database(), store, ofNode),
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
      throw new IllegalStateException("a valid key was rejected");
    }
  }

  private static void rejected(Authenticator gate, AuthenticationRequest request) {
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

  private static Each each(Runnable step) {
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
    return new Each(nanos / 1e3 / done, (double) bytes / done);
  }

  private double median(String step, ToDoubleFunction<Each> figure) {
    return spread(measured.getOrDefault(step, List.of()), figure).median();
  }

  private static Spread spread(List<Each> all, ToDoubleFunction<Each> figure) {
    return Spread.of(all.stream().map(figure::applyAsDouble).toList());
  }

  @Override
  public List<Finding> findings() {
    double micros = median(CHECK, Each::micros);
    double hmac = median(HMAC, Each::micros);
    double bytes = median(CHECK, Each::bytes);
    return List.of(
        new Finding(
            title() + ", key in the cache",
            "%.2f µs, %.0f bytes allocated".formatted(micros, bytes),
            "HMAC-SHA256 of the same bytes: %.2f µs".formatted(hmac),
            "%.2f".formatted(micros / hmac),
            Reach.atMost(micros / hmac, MAX_RATIO, "times")
                .and(Reach.atMost(bytes, MAX_BYTES, "bytes")),
            "%.2f µs".formatted(micros)));
  }

  @Override
  public String details() {
    StringBuilder out =
        new StringBuilder(
            """
            | One thread | µs, median | minimum – maximum | times the HMAC | bytes allocated |
            |---|---:|---:|---:|---:|
            """);
    double hmac = median(HMAC, Each::micros);
    measured.forEach((name, all) -> {
      Spread micros = spread(all, Each::micros);
      out.append(
          "| %s | %.2f | %.2f – %.2f | %.1f | %.0f |%n"
              .formatted(
                  name,
                  micros.median(),
                  micros.least(),
                  micros.most(),
                  micros.median() / hmac,
                  spread(all, Each::bytes).median()));
    });
    return out.toString();
  }

  @Override
  public void close() {
    lease.close();
    uses.close();
    storage.close();
  }
}
