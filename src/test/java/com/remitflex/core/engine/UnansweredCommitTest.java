package com.remitflex.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.ledger.LedgerStore;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.features.payments.PaymentCommands;
import com.remitflex.features.payments.SandboxCommands;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.Await;
import com.remitflex.testing.Callers;
import com.remitflex.testing.CommitCutter;
import com.remitflex.testing.CommitCutter.Cut;
import com.remitflex.testing.TestPlatform;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection that is lost at COMMIT: the caller is told one truth, and nothing is paid twice. */
@Tag("slow")
class UnansweredCommitTest {
  private static final Money HUNDRED = new Money(Currency.USDC, 100_000_000);
  private static final long AT_FIRST = 1_000_000_000_000L;
  private static final long WHOLE = 100_500_000;
  private static final Runnable NOTHING = () -> {};

  private static TestPlatform platform;
  private static CommitCutter cutter;
  private static Engine engine;

  private final HeadId account = platform.newAccount();
  private final Principal key = platform.newKey(account);
  private int cutsBefore;

  @BeforeAll
  static void open() {
    platform = new TestPlatform();
    cutter = new CommitCutter(platform.url());
    engine = platform.node(cutter.url()).start();
  }

  @AfterEach
  void ledgerIsConsistentAndEngineRuns() {
    platform.assertWhole();
    assertThat(engine.run(SandboxCommands.fund(Callers.of(key), HUNDRED)))
        .isInstanceOf(Result.Ok.class);
  }

  @AfterAll
  static void close() {
    platform.close();
    cutter.close();
  }

  @ParameterizedTest
  @EnumSource
  void aPaymentWithoutAnIdempotencyKeyIsMadeOnce(Cut cut) {
    cut(cut, NOTHING);
    String id = done(engine.run(PaymentCommands.create(Callers.of(key), HUNDRED)));

    assertCut();
    assertThat(payments()).containsExactly(id);
    assertThat(available()).isEqualTo(AT_FIRST - WHOLE);
  }

  @ParameterizedTest
  @EnumSource
  void aPaymentWithAnIdempotencyKeyIsMadeOnceAndFoundByItsRetry(Cut cut) {
    cut(cut, NOTHING);
    String id = done(engine.run(PaymentCommands.create(Callers.of(key, "k", "body"), HUNDRED)));
    Result<Completed> retry =
        engine.run(PaymentCommands.create(Callers.of(key, "k", "body"), HUNDRED));

    assertCut();
    assertThat(done(retry)).isEqualTo(id);
    assertThat(retry.orElseThrow().replayed()).isTrue();
    assertThat(payments()).containsExactly(id);
    assertThat(available()).isEqualTo(AT_FIRST - WHOLE);
  }

  @ParameterizedTest
  @EnumSource
  void batchRunsOnceAndEachCommandGetsItsOwnResult(Cut cut) {
    HeadId receiver = platform.newAccount();
    String old = done(engine.run(PaymentCommands.create(Callers.of(key), HUNDRED)));
    List<Command> batch = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      batch.add(PaymentCommands.create(Callers.of(key), HUNDRED));
    }
    batch.add(PaymentCommands.cancel(Callers.of(key), old));
    batch.add(SandboxCommands.fund(Callers.of(key), HUNDRED));
    batch.add(PaymentCommands.transfer(Callers.of(key), HUNDRED, receiver.accountId()));
    cut(cut, NOTHING);
    List<Result<Completed>> outcomes = engine.runAll(batch);

    assertCut();
    assertThat(outcomes).allSatisfy(UnansweredCommitTest::done);
    assertThat(payments()).hasSize(12);
    assertThat(outcomes.subList(0, 10).stream().map(UnansweredCommitTest::done).distinct())
        .hasSize(10);
    JsonNode cancelled = Json.trusted(outcomes.get(10).orElseThrow().result().json());
    assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
    assertThat(available()).isEqualTo(AT_FIRST - 11 * WHOLE + HUNDRED.minor());
    assertThat(balance(receiver, SubAccount.AVAILABLE)).isEqualTo(AT_FIRST + HUNDRED.minor());
  }

  /**
   * It took effect, and the account is held when the engine comes to look: whoever were told after
   * the lock's time-out that nothing was done would pay again.
   */
  @Test
  void commandOfUnknownOutcomeIsNotRejectedByALockTimeout() throws Exception {
    try (Connection stranger = platform.stranger();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      cut(Cut.ANSWERED, () -> lock(stranger));
      Future<Result<Completed>> outcome =
          threads.submit(() -> engine.run(PaymentCommands.create(Callers.of(key), HUNDRED)));
      Await.pause(Duration.ofMillis(3_500));
      boolean toldEarly = outcome.isDone();
      stranger.rollback();

      assertCut();
      assertThat(toldEarly).isFalse();
      String id = done(outcome.get());
      assertThat(payments()).containsExactly(id);
    }
  }

  @Test
  void outageEndsInOnePayment() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      cutter.down();
      Future<Result<Completed>> outcome =
          threads.submit(() -> engine.run(PaymentCommands.create(Callers.of(key), HUNDRED)));
      Await.pause(Duration.ofMillis(500));
      cutter.up();

      String id = done(outcome.get());
      assertThat(payments()).containsExactly(id);
    }
  }

  private void lock(Connection stranger) {
    try {
      stranger
          .createStatement()
          .execute(
              "SELECT 1 FROM account_head WHERE account_id = '"
                  + account.accountId()
                  + "' FOR NO KEY UPDATE");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void cut(Cut cut, Runnable meanwhile) {
    cutsBefore = cutter.cuts();
    cutter.cutNext(cut, meanwhile);
  }

  private void assertCut() {
    assertThat(cutter.cuts()).isEqualTo(cutsBefore + 1);
  }

  /** The id of what a command that took effect made or changed. */
  private static String done(Result<Completed> outcome) {
    assertThat(outcome).isInstanceOf(Result.Ok.class);
    return outcome.orElseThrow().result().resourceId();
  }

  private List<String> payments() {
    return platform
        .database()
        .with(handle ->
            handle
                .createQuery("SELECT id FROM payment WHERE account_id = :account")
                .bind("account", account.accountId())
                .mapTo(String.class)
                .list());
  }

  private long available() {
    return balance(account, SubAccount.AVAILABLE);
  }

  private static long balance(HeadId head, SubAccount sub) {
    return LedgerStore.ofAccount(platform.database(), head).get(Currency.USDC).of(sub);
  }
}
