package com.remitflex.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.ledger.LedgerStore;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.features.payments.PaymentCommands;
import com.remitflex.features.payments.SandboxCommands;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.Await;
import com.remitflex.testing.Callers;
import com.remitflex.testing.EngineCommands;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestPlatform;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The engine on a real PostgreSQL, two nodes on one database. */
@Tag("slow")
class EngineTest {
  private static final Money TEN = usdc(10_000_000);

  private static TestPlatform platform;
  private static Engine node;
  private static Engine other;

  @BeforeAll
  static void open() {
    platform = new TestPlatform();
    node = platform.node().start();
    other = platform.node().start();
  }

  @AfterEach
  void whole() {
    platform.assertWhole();
  }

  @AfterAll
  static void close() {
    platform.close();
  }

  @Nested
  class Races {
    /** A hundred is in the account, and the fees of ten payments of ten. */
    @Test
    void exactlyAsManyPaymentsSucceedAsTheBalanceAllows() {
      HeadId account = platform.newEmptyAccount();
      Principal key = platform.newKey(account);
      done(node.run(SandboxCommands.fund(Callers.of(key), usdc(100_500_000))));
      List<Callable<Result<Completed>>> racers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Engine of = i % 2 == 0 ? node : other;
        Command command = PaymentCommands.create(Callers.of(key), TEN);
        racers.add(() -> of.run(command));
      }
      List<Result<Completed>> outcomes = together(racers);

      assertThat(outcomes.stream().filter(Result.Ok.class::isInstance)).hasSize(10);
      assertThat(outcomes.stream().filter(Result.Rejected.class::isInstance))
          .hasSize(190)
          .allSatisfy(refused -> assertRefused(refused, ErrorCode.INSUFFICIENT_FUNDS));
      assertThat(balance(account, SubAccount.AVAILABLE)).isZero();
      assertThat(balance(account, SubAccount.HELD)).isEqualTo(100_500_000);
      assertThat(payments(account)).hasSize(10);
    }

    @Test
    void oneIdempotencyKeyHasOneEffectOnTwoNodes() {
      HeadId account = platform.newAccount();
      Principal key = platform.newKey(account);
      List<Callable<Result<Completed>>> clients = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        Engine of = i % 2 == 0 ? node : other;
        clients.add(() -> of.run(PaymentCommands.create(Callers.of(key, "one", "the body"), TEN)));
      }
      List<Result<Completed>> outcomes = together(clients);

      assertThat(payments(account)).hasSize(1);
      assertThat(outcomes).allSatisfy(EngineTest::done);
      assertThat(outcomes.stream().map(EngineTest::done).distinct()).hasSize(1);
      assertThat(outcomes.stream().filter(o -> !o.orElseThrow().replayed())).hasSize(1);
    }

    @Test
    void duplicatesInOneBatchHaveOneEffect() {
      HeadId account = platform.newAccount();
      Principal key = platform.newKey(account);
      List<Command> twins = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        twins.add(PaymentCommands.create(Callers.of(key, "twin", "the body"), TEN));
      }
      twins.add(PaymentCommands.create(Callers.of(key, "twin", "other body"), TEN));
      List<Result<Completed>> outcomes = inOneBatch(twins);

      assertThat(outcomes.removeLast())
          .satisfies(outcome -> assertRefused(outcome, ErrorCode.IDEMPOTENCY_CONFLICT));
      assertThat(outcomes.stream().map(EngineTest::done).distinct()).hasSize(1);
      assertThat(outcomes.stream().map(o -> o.orElseThrow().replayed()))
          .containsExactly(false, true, true, true, true, true, true, true, true, true);
      assertThat(payments(account)).hasSize(1);
    }

    /** A keeps giving to B and B to A, on two nodes: each needs both heads. */
    @Test
    void transfersInBothDirectionsNeitherDeadlockNorLoseMoney() {
      HeadId one = platform.newAccount();
      HeadId two = platform.newAccount();
      Principal oneKey = platform.newKey(one);
      Principal twoKey = platform.newKey(two);
      List<Callable<Result<Completed>>> transfers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        Engine of = i % 4 < 2 ? node : other;
        Command command =
            i % 2 == 0
                ? PaymentCommands.transfer(Callers.of(oneKey), TEN, two.accountId())
                : PaymentCommands.transfer(Callers.of(twoKey), TEN, one.accountId());
        transfers.add(() -> of.run(command));
      }

      assertThat(together(transfers)).allSatisfy(EngineTest::done);
      assertThat(balance(one, SubAccount.AVAILABLE)).isEqualTo(1_000_000_000_000L - 2_500_000);
      assertThat(balance(two, SubAccount.AVAILABLE)).isEqualTo(1_000_000_000_000L - 2_500_000);
    }
  }

  @Nested
  class Poison {
    @Test
    void commandThatTheDatabaseRejectsFailsAloneInItsBatch() {
      assertFailsAlone(EngineCommands.emits(platform.newAccount(), "not JSON"));
    }

    @Test
    void aCommandThatThrowsFailsAloneInItsBatch() {
      assertFailsAlone(
          EngineCommands.of(
              platform.newAccount(),
              state -> {
                throw new IllegalStateException("a bug");
              }));
    }

    @Test
    void aCommandThatFailsWithAnErrorFailsAloneInItsBatch() {
      assertFailsAlone(
          EngineCommands.of(
              platform.newAccount(),
              state -> {
                throw new StackOverflowError();
              }));
    }

    private static void assertFailsAlone(Command poison) {
      HeadId account = platform.newAccount();
      HeadId poisoned = poison.heads().iterator().next();
      Principal key = platform.newKey(account);
      Principal poisonedKey = platform.newKey(poisoned);
      List<Command> batch = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        batch.add(PaymentCommands.create(Callers.of(key), TEN));
        batch.add(PaymentCommands.create(Callers.of(poisonedKey), TEN));
      }
      batch.add(17, poison);
      List<Result<Completed>> outcomes = inOneBatch(batch);

      assertRefused(outcomes.remove(17), ErrorCode.INTERNAL_ERROR);
      assertThat(outcomes).allSatisfy(EngineTest::done);
      assertThat(payments(account)).hasSize(20);
      assertThat(payments(poisoned)).hasSize(20);
      platform.assertWhole();
    }
  }

  @Nested
  class HeldHeads {
    @Test
    void commandsOfALockedAccountAreRejectedWithoutEffectWhileOthersRun() throws Exception {
      HeadId held = platform.newAccount();
      HeadId free = platform.newAccount();
      Principal heldKey = platform.newKey(held);
      Principal freeKey = platform.newKey(free);
      Instant start = Instant.now();
      List<Future<Result<Completed>>> waiting = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
          Connection stranger = holding(held)) {
        for (int i = 0; i < 10; i++) {
          String body = "body " + i;
          waiting.add(
              threads.submit(
                  () -> node.run(PaymentCommands.create(Callers.of(heldKey, body, body), TEN))));
          waiting.add(
              threads.submit(() ->
                  node.run(PaymentCommands.transfer(Callers.of(freeKey), TEN, held.accountId()))));
        }
        List<Duration> took = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          Instant before = Instant.now();
          done(node.run(PaymentCommands.create(Callers.of(freeKey), TEN)));
          took.add(Duration.between(before, Instant.now()));
        }
        // Behind the held account each would take the two seconds of the lock's timeout.
        assertThat(took.stream().sorted().toList().get(Seeded.isFull() ? 19 : 10))
            .isLessThan(Duration.ofSeconds(2));
        for (Future<Result<Completed>> outcome : waiting) {
          assertRefused(outcome.get(), ErrorCode.SERVICE_UNAVAILABLE);
        }
        stranger.rollback();
      }

      // Twenty commands of two sorts wait together, not two seconds each.
      assertThat(Duration.between(start, Instant.now()))
          .isBetween(
              Duration.ofSeconds(2), Seeded.limit(Duration.ofSeconds(30), Duration.ofSeconds(15)));
      assertThat(payments(held)).isEmpty();
      assertThat(balance(held, SubAccount.AVAILABLE)).isEqualTo(1_000_000_000_000L);
      assertThat(payments(free)).hasSize(20);
      Result<Completed> again =
          node.run(PaymentCommands.create(Callers.of(heldKey, "body 1", "body 1"), TEN));
      done(again);
      assertThat(again.orElseThrow().replayed()).isFalse();
    }

    @Test
    void duplicateOfAWaitingRequestIsRejectedAsInProgressAndTheKeyStaysFree() throws Exception {
      HeadId held = platform.newAccount();
      Principal key = platform.newKey(held);
      ErrorCode told = ErrorCode.SERVICE_UNAVAILABLE;
      try (Connection stranger = holding(held)) {
        // On a busy machine the first may end while the twin still waits for it.
        for (int tries = 0; told != ErrorCode.IDEMPOTENCY_IN_PROGRESS && tries < 10; tries++) {
          FutureTask<Result<Completed>> first =
              new FutureTask<>(
                  () -> node.run(PaymentCommands.create(Callers.of(key, "k", "b"), TEN)));
          Thread caller = Thread.ofPlatform().start(first);
          Await.until("the first waits", () -> caller.getState() == Thread.State.WAITING);
          Result<Completed> twin = node.run(PaymentCommands.create(Callers.of(key, "k", "b"), TEN));

          assertThat(twin).isInstanceOf(Result.Rejected.class);
          told = ((Result.Rejected<Completed>) twin).error().code();
          assertRefused(first.get(), ErrorCode.SERVICE_UNAVAILABLE);
        }
        stranger.rollback();
      }
      assertThat(told).isEqualTo(ErrorCode.IDEMPOTENCY_IN_PROGRESS);
      assertThat(payments(held)).isEmpty();

      Result<Completed> again = node.run(PaymentCommands.create(Callers.of(key, "k", "b"), TEN));

      done(again);
      assertThat(again.orElseThrow().replayed()).isFalse();
    }

    @Test
    void duplicateOfARequestThatEndsSoonGetsItsResponse() throws Exception {
      HeadId held = platform.newAccount();
      Principal key = platform.newKey(held);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
          Connection stranger = holding(held)) {
        List<Future<Result<Completed>>> twins = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          twins.add(
              threads.submit(
                  () -> node.run(PaymentCommands.create(Callers.of(key, "k", "b"), TEN))));
        }
        Await.pause(Duration.ofMillis(200));
        stranger.rollback();
        for (Future<Result<Completed>> twin : twins) {
          done(twin.get());
        }
      }
      assertThat(payments(held)).hasSize(1);
    }

    @Test
    void commandsWaitForABrieflyLockedAccount() throws Exception {
      HeadId held = platform.newAccount();
      Principal key = platform.newKey(held);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
          Connection stranger = holding(held)) {
        List<Future<Result<Completed>>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          waiting.add(threads.submit(() -> node.run(PaymentCommands.create(Callers.of(key), TEN))));
        }
        Await.pause(Duration.ofMillis(500));
        stranger.rollback();
        for (Future<Result<Completed>> outcome : waiting) {
          done(outcome.get());
        }
      }
      assertThat(payments(held)).hasSize(10);
    }
  }

  @Nested
  @Execution(ExecutionMode.CONCURRENT)
  class Rooms {
    @Test
    void fullQueueRejectsImmediatelyAndWithoutEffect() {
      HeadId account = platform.newAccount();
      Principal key = platform.newKey(account);
      List<Command> commands = new ArrayList<>();
      for (int i = 0; i < 4_100; i++) {
        commands.add(SandboxCommands.fund(Callers.of(key), usdc(1)));
      }
      List<Result<Completed>> outcomes = inOneBatch(commands);

      assertThat(outcomes.subList(0, 4_096)).allSatisfy(EngineTest::done);
      assertThat(outcomes.subList(4_096, 4_100))
          .allSatisfy(outcome -> assertRefused(outcome, ErrorCode.SERVICE_UNAVAILABLE));
      assertThat(balance(account, SubAccount.AVAILABLE)).isEqualTo(1_000_000_000_000L + 4_096);
    }

    @Test
    void requestBehindManyThatHaveWaitedTwoSecondsIsRejectedImmediately() {
      HeadId account = platform.newAccount();
      Principal key = platform.newKey(account);
      Engine slow = platform.node();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Result<Completed>>> waiting = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
          waiting.add(
              threads.submit(() -> slow.run(SandboxCommands.fund(Callers.of(key), usdc(1)))));
        }
        // Before that, further requests are accepted.
        Await.pause(Duration.ofMillis(2_500));
        Instant before = Instant.now();
        assertRefused(
            slow.run(SandboxCommands.fund(Callers.of(key), usdc(1_000))),
            ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(2));

        slow.start();
        assertThat(waiting).allSatisfy(outcome -> done(outcome.get()));
      }
      assertThat(balance(account, SubAccount.AVAILABLE)).isEqualTo(1_000_000_000_256L);
      done(slow.run(SandboxCommands.fund(Callers.of(key), usdc(1))));
    }

    @Test
    void requestIsInTheFirstBatchHoweverManyCommandsOfWorkersWait() throws Exception {
      HeadId account = platform.newAccount();
      Engine busy = platform.node();
      List<Command> steps = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        steps.add(EngineCommands.emits(account, "{\"of\":\"worker\"}"));
      }
      FutureTask<Result<Completed>> request =
          new FutureTask<>(() -> busy.run(EngineCommands.emits(account, "{\"of\":\"request\"}")));
      List<Result<Completed>> outcomes =
          entered(
              busy,
              steps,
              () -> {
                Thread client = Thread.ofPlatform().start(request);
                Await.until("the request waits", () -> client.getState() == Thread.State.WAITING);
              },
              busy::start,
              busy::close);

      done(request.get());
      assertThat(outcomes).hasSize(1_000).allSatisfy(EngineTest::done);
      assertThat(eventsBefore(account, "request")).isEqualTo(128);
    }

    /** How many test events of the account have a lower number than the one with this data. */
    private static int eventsBefore(HeadId account, String of) {
      return platform
          .database()
          .with(handle ->
              handle
                  .createQuery(
                      """
                      SELECT count(*) FROM event e
                      WHERE e.account_id = :account AND e.type = 'test.event'
                        AND e.seq < (SELECT seq FROM event r WHERE r.account_id = e.account_id
                          AND r.type = e.type AND r.data ->> 'of' = :of)
                      """)
                  .bind("account", account.accountId())
                  .bind("of", of)
                  .mapTo(Integer.class)
                  .one());
    }

    @Test
    void closedEngineHasFinishedItsQueueAndAcceptsNoMore() {
      HeadId account = platform.newAccount();
      Principal key = platform.newKey(account);
      Engine closing = platform.node();
      List<Command> commands = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        commands.add(SandboxCommands.fund(Callers.of(key), usdc(1)));
      }
      List<Result<Completed>> outcomes = entered(closing, commands, closing::start, closing::close);

      assertThat(outcomes).allSatisfy(EngineTest::done);
      assertRefused(
          closing.run(SandboxCommands.fund(Callers.of(key), usdc(1))),
          ErrorCode.SERVICE_UNAVAILABLE);
      assertThat(balance(account, SubAccount.AVAILABLE)).isEqualTo(1_000_000_000_500L);
    }

    @Test
    void commandThatWaitsTenSecondsIsRejectedAndNeverRunsLater() {
      HeadId account = platform.newAccount();
      Principal key = platform.newKey(account);
      Engine late = platform.node();

      assertRefused(
          late.run(SandboxCommands.fund(Callers.of(key), usdc(1))), ErrorCode.SERVICE_UNAVAILABLE);
      late.start();
      done(late.run(SandboxCommands.fund(Callers.of(key), usdc(2))));
      assertThat(balance(account, SubAccount.AVAILABLE)).isEqualTo(1_000_000_000_002L);
    }
  }

  static Money usdc(long minor) {
    return new Money(Currency.USDC, minor);
  }

  /** The answer's body of a command that took effect. */
  static String done(Result<Completed> outcome) {
    assertThat(outcome).isInstanceOf(Result.Ok.class);
    return outcome.orElseThrow().result().json();
  }

  static void assertRefused(Result<Completed> outcome, ErrorCode code) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Result.Rejected.class, rejected -> assertThat(rejected.error().code()).isEqualTo(code));
  }

  static long balance(HeadId head, SubAccount sub) {
    return LedgerStore.ofAccount(platform.database(), head).get(Currency.USDC).of(sub);
  }

  static List<String> payments(HeadId head) {
    return platform
        .database()
        .with(handle ->
            handle
                .createQuery("SELECT id FROM payment WHERE account_id = :account")
                .bind("account", head.accountId())
                .mapTo(String.class)
                .list());
  }

  /** Runs all at the same time. */
  static List<Result<Completed>> together(List<Callable<Result<Completed>>> racers) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Result<Completed>> outcomes = new ArrayList<>();
      for (Future<Result<Completed>> future : threads.invokeAll(racers)) {
        outcomes.add(future.get());
      }
      return outcomes;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets all of them wait before the engine starts, so that it takes them together. */
  static List<Result<Completed>> inOneBatch(List<Command> commands) {
    Engine engine = platform.node();
    return entered(engine, commands, engine::start, engine::close);
  }

  private static List<Result<Completed>> entered(
      Engine engine, List<Command> commands, Runnable... whenAllWait) {
    FutureTask<List<Result<Completed>>> outcomes = new FutureTask<>(() -> engine.runAll(commands));
    Thread caller = Thread.ofPlatform().start(outcomes);
    // It queues every command before it waits for the first one.
    Await.until("all commands are queued", () -> caller.getState() == Thread.State.WAITING);
    for (Runnable then : whenAllWait) {
      then.run();
    }
    try {
      return new ArrayList<>(outcomes.get());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A transaction of a stranger that holds the account's head until it is rolled back. */
  static Connection holding(HeadId head) {
    Connection stranger = platform.stranger();
    try (PreparedStatement lock =
        stranger.prepareStatement(
            "SELECT 1 FROM account_head WHERE account_id = ? AND environment = 'sandbox'"
                + " FOR NO KEY UPDATE")) {
      lock.setString(1, head.accountId());
      lock.execute();
      return stranger;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
