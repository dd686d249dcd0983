package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.json.Json;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.Guarantee;
import com.remitflex.testing.Guarantees;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.Proves;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.ServerProcess;
import com.remitflex.testing.ServerProcess.Victims;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients create payments while the process or PostgreSQL is killed with -9. */
@Tag("process")
class CrashTest {
  private static final int CLIENTS = 12;
  private static final int LEAST_PAYMENTS = Seeded.cases(300, 3_000);
  private static final int PAYMENTS_A_KILL = 100;
  private static final boolean FULL = Seeded.isFull();
  private static final int PROCESS_KILLS = Seeded.cases(1, 200);

  /** In each of the four tests that kill PostgreSQL. */
  private static final int POSTGRES_KILLS = Seeded.cases(1, 20);

  /** Promises for a machine that has nothing else to do, as the full run has it. */
  private static final Duration PROCESS_BACK_WITHIN = Duration.ofSeconds(FULL ? 10 : 60);

  private static final Duration POSTGRES_BACK_WITHIN = Duration.ofSeconds(FULL ? 30 : 60);
  private static final Duration LONGEST_LOAD = Duration.ofMinutes(FULL ? 60 : 5);

  private static final String WALLET =
      ", \"recipient\": {\"wallet\": {\"network\": \"base\","
          + " \"address\": \"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\"}}";
  private static final List<String> ENDS_AS_SETTLED =
      List.of("payment.created", "payment.processing", "payment.settled");
  private static final List<String> ENDS_AS_DELIVERED =
      List.of("payment.created", "payment.processing", "payment.settled", "payment.delivered");

  /** One for all tests, each of which has an account of its own. */
  private static ServerProcess server;

  private ApiClient client;

  @BeforeAll
  static void start(@TempDir Path directory) {
    server = new ServerProcess(directory, Map.of("REMITFLEX_RATE_LIMIT_PER_MINUTE", "0")).start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void createAccount() {
    String account = printed("accounts", "create", "--name", "A", "--json").path("id").asText();
    JsonNode key =
        printed(
            "keys",
            "create",
            "--environment",
            "sandbox",
            "--scope",
            "write",
            "--name",
            "crash",
            "--account",
            account,
            "--json");
    client = new ApiClient(server.port(), MintedSecrets.key(key.path("key").asText()));
  }

  private static JsonNode printed(String... command) {
    Ended ended = server.runHere(command);
    assertThat(ended.status()).as(ended.err()).isZero();
    return Json.trusted(ended.out());
  }

  @Test
  @Proves(Guarantee.PROCESS_KILLED)
  void killedProcessLosesAndDoublesNothing() throws Exception {
    Load load = Load.withKeys(client, PROCESS_KILLS);

    load.runAndKill(
        () -> {
          server.kill();
          server.start();
        },
        PROCESS_BACK_WITHIN);

    assertEachExistsOnce(load);
    assertEachArrivesOnce(load);
    load.tell(Guarantee.PROCESS_KILLED);
  }

  @Test
  @Proves(Guarantee.POSTGRES_KILLED)
  void killedPostmasterLosesAndDoublesNothing() throws Exception {
    killedPostgresLosesAndDoublesNothing(Victims.POSTMASTER);
  }

  @Test
  @Proves(Guarantee.POSTGRES_KILLED)
  void killedPostgresLosesAndDoublesNothing() throws Exception {
    killedPostgresLosesAndDoublesNothing(Victims.ALL);
  }

  @Test
  @Proves(Guarantee.POSTGRES_KILLED)
  void killedSessionLosesAndDoublesNothing() throws Exception {
    killedPostgresLosesAndDoublesNothing(Victims.SESSION);
  }

  private void killedPostgresLosesAndDoublesNothing(Victims victims) throws Exception {
    Load load = Load.withKeys(client, POSTGRES_KILLS);
    long pid = server.pid();

    load.runAndKill(() -> server.killPostgres(victims), POSTGRES_BACK_WITHIN);

    assertThat(server.pid()).isEqualTo(pid);
    assertEachExistsOnce(load);
    if (victims == Victims.ALL) {
      assertEachArrivesOnce(load);
    }
    load.tell(Guarantee.POSTGRES_KILLED);
  }

  @Test
  @Proves(Guarantee.POSTGRES_KILLED)
  void withoutIdempotencyKeysEachResponseIsStillTrue() throws Exception {
    Load load = Load.withoutKeys(client, POSTGRES_KILLS);

    load.runAndKill(() -> server.killPostgres(Victims.ALL), POSTGRES_BACK_WITHIN);

    // An error means that nothing was done, so only the acknowledged payments exist.
    assertThat(total()).isEqualTo(load.acknowledged.size());
    assertDoctorIsContent();
    load.tell(Guarantee.POSTGRES_KILLED);
  }

  private void assertEachExistsOnce(Load load) throws Exception {
    Map<Integer, String> before = Map.copyOf(load.acknowledged);
    assertThat(before).hasSize(load.payments);
    Map<Integer, String> again = load.sendAllAgain();

    assertThat(again).isEqualTo(before);
    assertThat(new HashSet<>(again.values())).hasSize(load.payments);
    assertThat(total()).isEqualTo(load.payments);
    assertDoctorIsContent();
  }

  /**
   * Each payment goes through its rail's queue once, whenever the process that had it was killed.
   */
  private void assertEachArrivesOnce(Load load) {
    for (String status : List.of("pending", "processing")) {
      Await.until("none is " + status, () -> total("&status=" + status) == 0);
    }
    Await.until("those to banks are delivered", () -> total("&status=delivered") == load.toBanks());
    assertThat(total("&status=settled")).isEqualTo(load.payments - load.toBanks());
    load.acknowledged.forEach((number, id) -> {
      JsonNode payment = client.get("/v1/payments/" + id + "?expand=events").json();
      List<String> expected = Load.isToWallet(number) ? ENDS_AS_SETTLED : ENDS_AS_DELIVERED;
      assertThat(payment.path("events").findValuesAsText("type")).isEqualTo(expected);
      assertThat(payment.has("settlement")).isEqualTo(Load.isToWallet(number));
    });
    assertDoctorIsContent();
  }

  private long total() {
    return total("");
  }

  private long total(String filter) {
    return client.get("/v1/payments?limit=1" + filter).json().at("/pagination/total").asLong();
  }

  private void assertDoctorIsContent() {
    Ended doctor = server.runHere("doctor");
    if (doctor.status() != 0) {
      Guarantees.broken(Guarantee.LEDGER_WHOLE, doctor.out());
    }
    assertThat(doctor.status()).as(doctor.out() + doctor.err()).isZero();
    assertThat(doctor.out()).contains("ok    ledger", "ok    payments").doesNotContain("ERROR");
    Guarantees.ran(Guarantee.LEDGER_WHOLE, 1);
  }

  @FunctionalInterface
  private interface Kill {
    void run() throws Exception;
  }

  /** The clients with their responses. */
  private static final class Load {
    private final ApiClient client;
    private final boolean keyed;
    private final int kills;
    private final int payments;
    private final AtomicInteger next = new AtomicInteger();
    private final Map<Integer, String> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicLong slowestNanos = new AtomicLong();

    /** When the last kill was done, or 0 once a payment sent after it was acknowledged. */
    private final AtomicLong killedNanos = new AtomicLong();

    private final List<Duration> recoveries = new ArrayList<>();

    private Load(ApiClient client, boolean keyed, int kills) {
      this.client = client;
      this.keyed = keyed;
      this.kills = kills;
      this.payments = Math.max(LEAST_PAYMENTS, kills * PAYMENTS_A_KILL);
    }

    /** Each client sends a payment until it is acknowledged, with one idempotency key. */
    static Load withKeys(ApiClient client, int kills) {
      return new Load(client, true, kills);
    }

    /** Each client sends a payment until it is acknowledged, as a new one each time. */
    static Load withoutKeys(ApiClient client, int kills) {
      return new Load(client, false, kills);
    }

    void runAndKill(Kill kill, Duration backWithin) throws Exception {
      try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          ends.add(clients.submit(this::work));
        }
        for (int i = 1; i <= kills; i++) {
          awaitAcknowledged(i * payments / (kills + 1));
          killedNanos.set(System.nanoTime());
          kill.run();
          awaitRecovery(backWithin);
        }
        for (Future<?> end : ends) {
          end.get(LONGEST_LOAD.toSeconds(), TimeUnit.SECONDS);
        }
      }
      System.out.printf(
          "first 2xx after each kill: %s; refused %d, unanswered %d, slowest answer %d ms%n",
          recoveries,
          refused.get(),
          unanswered.get(),
          TimeUnit.NANOSECONDS.toMillis(slowestNanos.get()));
    }

    void tell(Guarantee promise) {
      Guarantees.ran(promise, kills);
      Guarantees.note(
          promise,
          "%d acknowledged, 0 lost; %d kills, the slowest first answer after %d ms"
              .formatted(
                  acknowledged.size(),
                  kills,
                  recoveries.stream().mapToLong(Duration::toMillis).max().orElseThrow()));
    }

    private void awaitAcknowledged(int many) {
      Await.until(
          many + " payments are acknowledged", LONGEST_LOAD, () -> acknowledged.size() >= many);
    }

    private void awaitRecovery(Duration within) {
      Await.until("a payment after the kill", within, () -> killedNanos.get() == 0);
    }

    private void work() {
      int number = next.getAndIncrement();
      while (number < payments) {
        Optional<String> id = send(number);
        if (id.isPresent()) {
          acknowledged.put(number, id.get());
          number = next.getAndIncrement();
        }
      }
    }

    /** The payment's id when it was acknowledged. */
    private Optional<String> send(int number) {
      long sent = System.nanoTime();
      try {
        ApiClient.Answer answer = post(number);
        long took = System.nanoTime() - sent;
        slowestNanos.accumulateAndGet(took, Math::max);
        if (answer.status() == 201) {
          recovered(sent);
          return Optional.of(answer.json().path("id").asText());
        }
        assertThat(answer.errorCode())
            .as(answer.text())
            .isIn("SERVICE_UNAVAILABLE", "IDEMPOTENCY_IN_PROGRESS");
        refused.incrementAndGet();
      } catch (IllegalStateException e) {
        assertThat(e.getCause()).as("no answer at all").isNotInstanceOf(HttpTimeoutException.class);
        unanswered.incrementAndGet();
      }
      Await.pause(Duration.ofMillis(20));
      return Optional.empty();
    }

    static boolean isToWallet(int number) {
      return number % 4 == 0;
    }

    long toBanks() {
      return IntStream.range(0, payments).filter(number -> !isToWallet(number)).count();
    }

    private ApiClient.Answer post(int number) {
      String body =
          "{\"amount\": %d.%d, \"currency\": \"USDC\"%s}"
              .formatted(10 + number % 40, number % 10, isToWallet(number) ? WALLET : "");
      return keyed
          ? client.post("/v1/payments", body, "crash-" + number)
          : client.post("/v1/payments", body);
    }

    private synchronized void recovered(long sentNanos) {
      long killed = killedNanos.get();
      if (killed != 0 && sentNanos - killed > 0) {
        recoveries.add(
            Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed)));
        killedNanos.set(0);
      }
    }

    Map<Integer, String> sendAllAgain() throws Exception {
      Map<Integer, String> again = new ConcurrentHashMap<>();
      try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
        List<Future<String>> answers =
            IntStream.range(0, payments)
                .mapToObj(number -> clients.submit(() -> replayed(number)))
                .toList();
        for (int number = 0; number < payments; number++) {
          again.put(number, answers.get(number).get(LONGEST_LOAD.toSeconds(), TimeUnit.SECONDS));
        }
      }
      return again;
    }

    private String replayed(int number) {
      ApiClient.Answer answer = post(number);
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      assertThat(answer.header("Idempotent-Replayed")).contains("true");
      return answer.json().path("id").asText();
    }
  }
}
