package com.remitflex.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.payments.PaymentCommands;
import com.remitflex.features.payments.SandboxCommands;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.Callers;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestPlatform;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many clients of few accounts on one node and on two; what they were told must fit what is. */
@Tag("slow")
class EngineHistoryTest {
  private static final int COMMANDS = Seeded.cases(2_000, 50_000);
  private static final int CLIENTS = 60;
  private static final int ACCOUNTS = 4;
  private static final Set<ErrorCode> EXPECTED =
      Set.of(
          ErrorCode.INSUFFICIENT_FUNDS,
          ErrorCode.IDEMPOTENCY_CONFLICT,
          ErrorCode.IDEMPOTENCY_IN_PROGRESS,
          ErrorCode.PAYMENT_CANCELLED,
          ErrorCode.SERVICE_UNAVAILABLE);
  private static final BigDecimal AT_FIRST = new BigDecimal("1000000");

  private static TestPlatform platform;
  private static Engine[] nodes;
  private static final List<Principal> keys = new ArrayList<>();

  private enum Kind {
    PAY,
    SEND,
    CANCEL,
    FUND
  }

  /** What a client asked for, and what it was told. */
  private record Told(
      Kind kind,
      HeadId payer,
      Optional<String> repeatable,
      String words,
      Result<Completed> outcome) {
    boolean tookEffect() {
      return outcome instanceof Result.Ok<Completed>(Completed done) && !done.replayed();
    }

    JsonNode answer() {
      return Json.trusted(outcome.orElseThrow().result().json());
    }

    String id() {
      return outcome.orElseThrow().result().resourceId();
    }
  }

  @BeforeEach
  void open() {
    platform = new TestPlatform();
    keys.clear();
    for (int i = 0; i < ACCOUNTS; i++) {
      keys.add(platform.newKey(platform.newAccount()));
    }
  }

  @AfterEach
  void close() {
    platform.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void responsesMatchTheStoredState(int howMany) throws InterruptedException {
    nodes = new Engine[howMany];
    Arrays.setAll(nodes, i -> platform.node().start());
    List<Told> history = run();

    Map<ErrorCode, Long> refused =
        history.stream()
            .filter(told -> told.outcome() instanceof Result.Rejected)
            .collect(
                Collectors.groupingBy(
                    told -> ((Result.Rejected<Completed>) told.outcome()).error().code(),
                    Collectors.counting()));
    System.out.println("EngineHistoryTest: " + refused);
    assertThat(history).hasSize(COMMANDS / CLIENTS * CLIENTS);
    assertThat(refused.keySet()).isSubsetOf(EXPECTED);
    assertThat(refused).containsKeys(ErrorCode.INSUFFICIENT_FUNDS, ErrorCode.PAYMENT_CANCELLED);
    assertThat(refused.getOrDefault(ErrorCode.SERVICE_UNAVAILABLE, 0L))
        .as("nodes that share accounts turn hardly anyone away")
        .isLessThan(COMMANDS / 50);
    assertEveryReportedPaymentExistsOnceAndNoOther(history);
    assertOneIdempotencyKeyHadOneEffect(history);
    assertEveryBalanceFollows(history);
    assertTimesNeverGoBack();
    platform.assertWhole();
  }

  private static List<Told> run() throws InterruptedException {
    long seed = Seeded.seed();
    System.out.println("EngineHistoryTest: -Dseed=" + seed);
    ConcurrentLinkedQueue<Told> history = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Told> created = new ConcurrentLinkedQueue<>();
    CountDownLatch done = new CountDownLatch(CLIENTS);
    for (int i = 0; i < CLIENTS; i++) {
      Random random = new Random(seed + i);
      Thread.ofVirtual()
          .start(() -> {
            try {
              for (int at = 0; at < COMMANDS / CLIENTS; at++) {
                Told told = ask(random, created);
                history.add(told);
                if (told.kind() == Kind.PAY && told.tookEffect()) {
                  created.add(told);
                }
              }
            } finally {
              done.countDown();
            }
          });
    }
    done.await();
    return List.copyOf(history);
  }

  private static Told ask(Random random, ConcurrentLinkedQueue<Told> created) {
    Principal key = keys.get(random.nextInt(ACCOUNTS));
    HeadId payer = new HeadId(key.accountId(), key.environment());
    Optional<String> repeatable =
        random.nextInt(3) == 0 ? Optional.of("k" + random.nextInt(40)) : Optional.empty();
    // Of the amounts of one idempotency key most are equal, so that most of its uses are retries.
    long units =
        repeatable.isPresent() && random.nextInt(8) > 0 ? 12_345 : 10 + random.nextInt(40_000);
    Money money = new Money(Currency.USDC, units * 1_000_000);
    String to = keys.get(random.nextInt(ACCOUNTS)).accountId();
    Optional<Told> target = created.stream().skip(random.nextInt(1 + created.size())).findFirst();
    int kind = random.nextInt(10);
    if (kind < 2 && target.isPresent()) {
      HeadId owner = target.get().payer();
      Principal ownerKey =
          keys.stream()
              .filter(k -> k.accountId().equals(owner.accountId()))
              .findFirst()
              .orElseThrow();
      String id = target.get().id();
      return told(
          random,
          Kind.CANCEL,
          ownerKey,
          repeatable,
          "cancel " + id,
          caller -> PaymentCommands.cancel(caller, id));
    }
    if (kind == 2) {
      return told(
          random,
          Kind.FUND,
          key,
          repeatable,
          "fund " + money,
          caller -> SandboxCommands.fund(caller, money));
    }
    if (kind < 7 && !to.equals(payer.accountId())) {
      return told(
          random,
          Kind.SEND,
          key,
          repeatable,
          "send " + money + to,
          caller -> PaymentCommands.transfer(caller, money, to));
    }
    return told(
        random,
        Kind.PAY,
        key,
        repeatable,
        "pay " + money,
        caller -> PaymentCommands.create(caller, money));
  }

  private static Told told(
      Random random,
      Kind kind,
      Principal key,
      Optional<String> repeatable,
      String words,
      Function<Caller, Command> command) {
    Caller caller =
        repeatable.map(name -> Callers.of(key, name, words)).orElseGet(() -> Callers.of(key));
    Result<Completed> outcome = nodes[random.nextInt(nodes.length)].run(command.apply(caller));
    return new Told(kind, caller.head(), repeatable, words, outcome);
  }

  private static void assertEveryReportedPaymentExistsOnceAndNoOther(List<Told> history) {
    List<String> told =
        history.stream()
            .filter(t -> t.tookEffect() && (t.kind() == Kind.PAY || t.kind() == Kind.SEND))
            .map(Told::id)
            .toList();
    List<String> cancelled =
        history.stream()
            .filter(t -> t.tookEffect() && t.kind() == Kind.CANCEL)
            .map(Told::id)
            .toList();

    assertThat(told).doesNotHaveDuplicates();
    assertThat(cancelled).doesNotHaveDuplicates();
    assertThat(column("SELECT id FROM payment")).containsExactlyInAnyOrderElementsOf(told);
    assertThat(column("SELECT id FROM payment WHERE status = 'cancelled'"))
        .containsExactlyInAnyOrderElementsOf(cancelled);
  }

  private static void assertOneIdempotencyKeyHadOneEffect(List<Told> history) {
    Map<String, List<Told>> uses =
        history.stream()
            .filter(told -> told.repeatable().isPresent())
            .collect(Collectors.groupingBy(t -> t.payer() + t.repeatable().orElseThrow()));
    Set<String> remembered = new HashSet<>();
    uses.forEach((name, all) -> {
      List<Told> done = all.stream().filter(told -> told.outcome() instanceof Result.Ok).toList();
      if (!done.isEmpty()) {
        remembered.add(name);
        assertThat(done.stream().filter(Told::tookEffect)).as(name).hasSize(1);
        assertThat(done.stream().map(Told::words).distinct()).as(name).hasSize(1);
        assertThat(done.stream().map(Told::answer).distinct()).as(name).hasSize(1);
      }
    });
    assertThat(column("SELECT key FROM idempotency")).hasSize(remembered.size());
    assertThat(history.stream().filter(t -> t.outcome() instanceof Result.Ok && !t.tookEffect()))
        .as("retries that found the first answer")
        .isNotEmpty();
  }

  private static void assertEveryBalanceFollows(List<Told> history) {
    Map<String, BigDecimal> expected = new HashMap<>();
    keys.forEach(key -> expected.put(key.accountId(), AT_FIRST));
    Map<String, Told> byId = new HashMap<>();
    for (Told told : history) {
      if (told.tookEffect() && (told.kind() == Kind.PAY || told.kind() == Kind.SEND)) {
        byId.put(told.id(), told);
        BigDecimal debited = told.answer().path("total_debited").decimalValue();
        expected.merge(told.payer().accountId(), debited.negate(), BigDecimal::add);
        if (told.kind() == Kind.SEND) {
          expected.merge(
              told.answer().path("destination").asText(),
              told.answer().path("amount").decimalValue(),
              BigDecimal::add);
        }
      }
    }
    for (Told told : history) {
      if (told.tookEffect() && told.kind() == Kind.CANCEL) {
        Told paid = byId.get(told.id());
        expected.merge(
            paid.payer().accountId(),
            paid.answer().path("total_debited").decimalValue(),
            BigDecimal::add);
      }
      if (told.tookEffect() && told.kind() == Kind.FUND) {
        String units = told.words().split(" ")[1];
        expected.merge(told.payer().accountId(), new BigDecimal(units), BigDecimal::add);
      }
    }
    expected.forEach((account, amount) ->
        assertThat(
                column(
                    "SELECT available::text FROM balance WHERE currency = 'USDC'"
                        + " AND account_id = '"
                        + account
                        + "'"))
            .containsExactly(amount.movePointRight(6).toBigInteger().toString()));
  }

  private static void assertTimesNeverGoBack() {
    assertThat(
            column(
                """
                SELECT id FROM (
                  SELECT id, created_at, lag(created_at) OVER
                    (PARTITION BY account_id, environment ORDER BY seq) AS before FROM event) e
                WHERE created_at < before
                """))
        .isEmpty();
    assertThat(
            column(
                """
                SELECT id FROM (
                  SELECT id, created_at, lag(created_at) OVER
                    (PARTITION BY account_id, environment ORDER BY number) AS before
                  FROM payment) p
                WHERE created_at < before
                """))
        .isEmpty();
  }

  private static List<String> column(String sql) {
    return platform.database().with(h -> h.createQuery(sql).mapTo(String.class).list());
  }
}
