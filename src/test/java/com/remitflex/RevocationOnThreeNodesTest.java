package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Guarantee;
import com.remitflex.testing.Guarantees;
import com.remitflex.testing.Proves;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.ServerProcess;
import com.remitflex.testing.ThreeNodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three processes, one of them disturbed: after the response to `revoke`, none accepts the key. */
@Tag("process")
class RevocationOnThreeNodesTest {
  @RegisterExtension static final ThreeNodes nodes = new ThreeNodes();

  /** Keys that are revoked side by side while a node is disturbed: most of the time is its own. */
  private static final int AT_ONCE = 4;

  private static final int DISTURBANCES = Seeded.cases(7, 1_000 / AT_ONCE);
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(Seeded.isFull() ? 3 : 30);
  private static final Executor OWN_THREAD = Thread.ofPlatform()::start;
  private static final String BALANCES = "/v1/balances";

  /** Each ten have these; a start takes seconds, so one of them alone has it. */
  private static final List<Disturbance> TEN =
      List.of(
          Disturbance.NONE,
          Disturbance.PAUSED,
          Disturbance.SILENT,
          Disturbance.NONE,
          Disturbance.CUT_OFF,
          Disturbance.PAUSED,
          Disturbance.STARTING,
          Disturbance.NONE,
          Disturbance.PAUSED,
          Disturbance.SILENT);

  /** A disturbance of a node before the revocation, which ends after its response. */
  private enum Disturbance {
    NONE,
    /** kill -STOP: requests wait in its socket. */
    PAUSED,
    /** Its database neither responds nor closes a connection. */
    SILENT,
    /** Its connections to the database are ended, and every new one. */
    CUT_OFF,
    /** It was stopped, or killed, and is about to come back. */
    STARTING
  }

  private static final int NO_ANSWER = 0;

  /** A request and its response, on the monotonic clock. */
  private record Seen(int node, String key, long startedNanos, int status, String code) {}

  private record NodeAndKey(int node, String key) {}

  private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
  private final Map<String, Long> answeredNanos = new ConcurrentHashMap<>();
  private final Map<Disturbance, List<Duration>> took = new EnumMap<>(Disturbance.class);
  private long judged;

  @Test
  @Proves(Guarantee.REVOKED_MEANS_REFUSED)
  void noNodeAcceptsARequestThatStartsAfterTheResponse() {
    Random random = Seeded.random(RevocationOnThreeNodesTest.class);
    HeadId head = nodes.platform().newAccount();
    try (Hammer hammer = new Hammer()) {
      for (int i = 0; i < DISTURBANCES; i++) {
        revoke(head, hammer, TEN.get(i % TEN.size()), i % nodes.all().size(), random);
        Guarantees.ran(Guarantee.REVOKED_MEANS_REFUSED, AT_ONCE);
      }
    }
    judge();
    took.forEach((disturbance, times) ->
        Guarantees.note(
            Guarantee.REVOKED_MEANS_REFUSED,
            "disturbance %s: %d revocations, the slowest answered in %d ms"
                .formatted(
                    disturbance.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    times.size(),
                    times.stream().mapToLong(Duration::toMillis).max().orElseThrow())));
    Guarantees.note(
        Guarantee.REVOKED_MEANS_REFUSED, judged + " requests that started after the answer");
    System.out.println(
        "RevocationOnThreeNodesTest: " + took + ", " + judged + " requests after the answers");
    assertThat(judged).isGreaterThanOrEqualTo(6L * AT_ONCE * DISTURBANCES);
  }

  private void revoke(
      HeadId head, Hammer hammer, Disturbance disturbance, int disturbed, Random random) {
    List<IssuedKey> keys =
        Stream.generate(() -> nodes.platform().newKey(head, Scope.READ)).limit(AT_ONCE).toList();
    List<String> secrets = keys.stream().map(IssuedKey::secret).toList();
    hammer.use(secrets);
    Await.until("every node accepts the keys", () -> everyNodeAnswers(secrets, 200));

    Runnable undo = disturb(disturbance, disturbed, random);
    List<CompletableFuture<Duration>> revocations =
        keys.stream()
            .map(key -> CompletableFuture.supplyAsync(() -> revoke(key), OWN_THREAD))
            .toList();
    List<Duration> times = revocations.stream().map(CompletableFuture::join).toList();
    List<CompletableFuture<Void>> late = requestEachNode(secrets);
    Await.pause(Duration.ofMillis(random.nextInt(100)));
    undo.run();
    late.forEach(CompletableFuture::join);
    requestEachNode(secrets).forEach(CompletableFuture::join);

    took.computeIfAbsent(disturbance, d -> new ArrayList<>()).addAll(times);
    assertThat(times)
        .as("times to the answer with a node %s", disturbance)
        .allMatch(time -> time.compareTo(ANSWERED_WITHIN) < 0);
    Await.until("every node says that they are revoked", () -> everyNodeAnswers(secrets, 401));
    judge();
  }

  /** Revokes a key, notes the time of the response, and returns the duration. */
  private Duration revoke(IssuedKey key) {
    long asked = System.nanoTime();
    nodes.platform().keys().revoke(key.key().id()).orElseThrow();
    long answered = System.nanoTime();
    answeredNanos.put(key.secret(), answered);
    return Duration.ofNanos(answered - asked);
  }

  /** Disturbs a node; the returned action ends that and waits until the node serves again. */
  private Runnable disturb(Disturbance disturbance, int number, Random random) {
    ServerProcess node = nodes.all().get(number);
    return switch (disturbance) {
      case NONE -> () -> {};
      case PAUSED -> {
        node.pause();
        // At times shorter than the lease, so that the node wakes up inside of it.
        Await.pause(Duration.ofMillis(random.nextInt(400)));
        yield node::resume;
      }
      case SILENT -> {
        nodes.proxy().silence();
        Await.pause(Duration.ofMillis(random.nextInt(400)));
        yield this::restore;
      }
      case CUT_OFF -> {
        nodes.proxy().cutOff();
        Await.pause(Duration.ofMillis(random.nextInt(400)));
        yield this::restore;
      }
      case STARTING -> {
        // A killed one is waited for until it can hold no lease; one that was stopped signs off.
        if (random.nextInt(4) == 0) {
          node.kill();
        } else {
          node.terminate();
          node.awaitEnd();
        }
        CompletableFuture<Void> start = CompletableFuture.runAsync(node::start, OWN_THREAD);
        Await.pause(Duration.ofMillis(random.nextInt(2_500)));
        yield start::join;
      }
    };
  }

  private void restore() {
    nodes.proxy().restore();
    Await.until("the node has its database again", () -> nodes.all().getLast().isReady());
  }

  /** Checks the requests with revoked keys; those sent before the response may be accepted. */
  private void judge() {
    for (Seen one = seen.poll(); one != null; one = seen.poll()) {
      Long answered = answeredNanos.get(one.key());
      if (answered != null && one.startedNanos() > answered) {
        judged++;
        assertThat(one.status()).as("after the revocation: %s", one).isIn(NO_ANSWER, 401, 503);
        if (one.status() == 401) {
          assertThat(one.code()).as("%s", one).isEqualTo("API_KEY_REVOKED");
        }
      }
    }
  }

  private boolean everyNodeAnswers(List<String> keys, int status) {
    Set<NodeAndKey> have =
        seen.stream()
            .filter(one -> one.status() == status)
            .map(one -> new NodeAndKey(one.node(), one.key()))
            .collect(Collectors.toSet());
    return have.containsAll(onEachNode(keys));
  }

  private List<NodeAndKey> onEachNode(List<String> keys) {
    return IntStream.range(0, nodes.all().size())
        .boxed()
        .flatMap(node -> keys.stream().map(key -> new NodeAndKey(node, key)))
        .toList();
  }

  private List<CompletableFuture<Void>> requestEachNode(List<String> keys) {
    return onEachNode(keys).stream()
        .map(one -> CompletableFuture.runAsync(() -> request(one.node(), one.key()), OWN_THREAD))
        .toList();
  }

  private void request(int node, String key) {
    ApiClient client = new ApiClient(nodes.all().get(node).port(), key);
    long started = System.nanoTime();
    try {
      ApiClient.Answer answer = client.get(BALANCES);
      String code = answer.status() == 200 ? "" : answer.errorCode();
      seen.add(new Seen(node, key, started, answer.status(), code));
    } catch (IllegalStateException noAnswer) {
      seen.add(new Seen(node, key, started, NO_ANSWER, ""));
    }
  }

  /** Requests with each of the newest keys, on every node, all the time. */
  private final class Hammer implements AutoCloseable {
    private final List<CompletableFuture<Void>> strikes;
    private volatile List<String> keys = List.of();
    private volatile boolean stopped;

    Hammer() {
      strikes =
          IntStream.range(0, nodes.all().size())
              .mapToObj(node -> CompletableFuture.runAsync(() -> strike(node), OWN_THREAD))
              .toList();
    }

    void use(List<String> newKeys) {
      keys = newKeys;
    }

    private void strike(int node) {
      while (!stopped) {
        keys.forEach(key -> request(node, key));
        Await.pause(Duration.ofMillis(5));
      }
    }

    @Override
    public void close() {
      stopped = true;
      strikes.forEach(CompletableFuture::join);
    }
  }
}
