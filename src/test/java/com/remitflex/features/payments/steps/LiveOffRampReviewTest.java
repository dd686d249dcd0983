package com.remitflex.features.payments.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.core.ledger.Balance;
import com.remitflex.core.ledger.BalanceKey;
import com.remitflex.core.ledger.LedgerStore;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.features.accounts.tiers.TierLimits;
import com.remitflex.features.compliance.SandboxScreening;
import com.remitflex.features.compliance.reviews.ReviewPolicy;
import com.remitflex.features.compliance.rules.Condition;
import com.remitflex.features.compliance.rules.ReviewRules;
import com.remitflex.features.corridors.rates.FixedRates;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.payments.creation.CreatePayment;
import com.remitflex.features.payments.creation.OffRampRequest;
import com.remitflex.features.payments.creation.PaymentCreation;
import com.remitflex.features.payments.creation.TierSendingLimits;
import com.remitflex.features.rails.FailureReason;
import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.features.rails.Rail;
import com.remitflex.features.rails.RailOrder;
import com.remitflex.features.rails.Rails;
import com.remitflex.features.rails.Report;
import com.remitflex.features.rails.SandboxRail;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.features.recipients.BankAccount;
import com.remitflex.features.recipients.wallets.ForbiddenAddresses;
import com.remitflex.features.recipients.wallets.Networks;
import com.remitflex.features.recipients.wallets.WalletRules;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.telemetry.Traces;
import com.remitflex.testing.Await;
import com.remitflex.testing.Callers;
import com.remitflex.testing.LiveMoney;
import com.remitflex.testing.TestPlatform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A live off-ramp that a rule holds: only operators decide it, or the end of its time. */
class LiveOffRampReviewTest {
  private static final long GIVEN = 1_000_000_000;
  private static final Money AMOUNT = new Money(Currency.USDC, 100_000_000);
  private static final Money FEE = new Money(Currency.USDC, 250_000);
  private static final Money CONVERTED = new Money(Currency.EUR, 92_25);

  /** A bank that delivers at once. */
  private static final Rail BANKS =
      new Rail() {
        private final Rail simulated = new SandboxRail(Duration.ZERO, Duration.ZERO, Duration.ZERO);

        @Override
        public String name() {
          return "banks";
        }

        @Override
        public boolean mayWait() {
          return false;
        }

        @Override
        public Optional<ApiError> rejection(PaymentOrder order) {
          return Optional.empty();
        }

        @Override
        public Report work(RailOrder order) {
          return simulated.work(order);
        }
      };

  private static final Rails RAILS =
      new Rails(new SandboxRail(Duration.ZERO, Duration.ZERO, Duration.ZERO), List.of(BANKS));

  private TestPlatform platform;
  private HeadId account;
  private Caller key;
  private Engine engine;
  private PaymentCreation creation;
  private PaymentService payments;
  private RailWorker rail;

  @BeforeEach
  void open() {
    platform = new TestPlatform();
    account = new HeadId(platform.newAccount().accountId(), Environment.LIVE);
    execute("UPDATE account SET verification = 'kyb'");
    LiveMoney.give(platform.database(), account.accountId(), Currency.USDC, GIVEN);
    key = Callers.of(platform.newKey(account));
    engine = platform.node().start();
    creation =
        new PaymentCreation(
            engine,
            new WalletRules(new Networks(Set.of()), ForbiddenAddresses.NONE),
            new CreatePayment.Terms(
                new FixedRates(), RAILS, new TierSendingLimits(), Duration.ZERO));
    payments = new PaymentService(platform.database(), engine, platform.trail(), RAILS);
    rail =
        new RailWorker(
                platform.database(),
                engine,
                BANKS,
                new Pauses(platform.database(), platform.trail()),
                Traces.OFF)
            .start();
    new ReviewRules(platform.database(), platform.trail())
        .add(Environment.LIVE, "large", new Condition.Amount(50_00), "a test", Actor.operator())
        .orElseThrow();
  }

  @AfterEach
  void close() {
    rail.close();
    platform.assertWhole();
    assertThat(platform.database().<List<String>>with(TierLimits::violations)).isEmpty();
    platform.close();
  }

  private void execute(String sql) {
    platform.database().use(handle -> handle.execute(sql));
  }

  private List<String> texts(String sql) {
    return platform.database().with(h -> h.createQuery(sql).mapTo(String.class).list());
  }

  private PaymentWorker worker(Optional<Duration> rejectedAfter) {
    return new PaymentWorker(
        platform.database(),
        engine,
        new PaymentChecks(
            new SandboxScreening(),
            new ReviewRules(platform.database(), platform.trail()),
            new ReviewPolicy(Duration.ofMinutes(1), rejectedAfter),
            new FixedRates()),
        RAILS,
        Traces.OFF);
  }

  /** The ID of an off-ramp that is held, by a worker with this policy. */
  private String held(Optional<Duration> rejectedAfter) {
    String id = created();
    Await.until("held", () -> worker(rejectedAfter).workOnce() > 0);
    assertThat(offRamp(id).status()).isEqualTo(PaymentStatus.COMPLIANCE_REVIEW);
    assertBalance(GIVEN - total(), total());
    return id;
  }

  private String created() {
    BankAccount bank =
        new BankAccount(
            "Example GmbH",
            "DE89370400440532013000",
            "Commerzbank",
            "DE",
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return creation
        .create(
            key,
            new OffRampRequest(
                AMOUNT,
                Currency.EUR,
                bank,
                Optional.empty(),
                Optional.of("cash-out"),
                Optional.empty()))
        .orElseThrow()
        .result()
        .resourceId();
  }

  private static long total() {
    return AMOUNT.plus(FEE).minor();
  }

  private Payment offRamp(String id) {
    return payments.findOffRamp(account, id).orElseThrow();
  }

  private void assertBalance(long available, long held) {
    BalanceKey balance = new BalanceKey(account, Currency.USDC);
    Balance found =
        platform
            .database()
            .with(handle -> LedgerStore.load(handle, List.of(balance)))
            .getOrDefault(balance, Balance.ZERO);
    assertThat(found.of(SubAccount.AVAILABLE)).isEqualTo(available);
    assertThat(found.of(SubAccount.HELD)).isEqualTo(held);
  }

  private List<String> events(String id) {
    return texts("SELECT type FROM event WHERE subject = '" + id + "' ORDER BY seq");
  }

  private String event(String id, String type, String field) {
    return texts(
            "SELECT coalesce(data ->> '%s', 'none') FROM event WHERE subject = '%s' AND type = '%s'"
                .formatted(field, id, type))
        .getFirst();
  }

  private List<String> audited(String id) {
    return texts(
        "SELECT action || ' by ' || actor || coalesce(': ' || (details ->> 'reason'), '')"
            + " FROM audit_entry WHERE subject = '"
            + id
            + "' ORDER BY seq");
  }

  private Caller operator() {
    return Caller.operator(account);
  }

  /** What counts against the limits of the account's tier. */
  private List<String> used() {
    return texts("SELECT payment_id FROM payment_sending");
  }

  private void deliver(String id) {
    Await.until("delivered", () -> offRamp(id).status() == PaymentStatus.DELIVERED);
  }

  @Test
  void anOperatorsApprovalPaysItOnce() {
    String id = held(Optional.empty());
    assertThat(used()).containsExactly(id);

    assertThat(payments.approve(operator(), id)).isInstanceOf(Result.Ok.class);
    assertThat(payments.approve(operator(), id)).isInstanceOf(Result.Rejected.class);
    assertThat(payments.reject(operator(), id, "late")).isInstanceOf(Result.Rejected.class);
    deliver(id);

    assertBalance(GIVEN - total(), 0);
    assertThat(offRamp(id).converted()).isEqualTo(CONVERTED);
    assertThat(offRamp(id).fee()).isEqualTo(FEE);
    assertThat(events(id))
        .containsExactly(
            "compliance.review_required",
            "compliance.approved",
            "offramp.processing",
            "offramp.settled",
            "offramp.delivered");
    assertThat(event(id, "compliance.review_required", "rule")).isEqualTo("large");
    assertThat(event(id, "compliance.approved", "decided_by")).isEqualTo("operator");
    assertThat(audited(id)).containsExactly("off_ramp.review_approved by operator");
    assertThat(used()).containsExactly(id);
  }

  @Test
  void anOperatorsRejectionRefundsEverything() {
    String id = held(Optional.empty());

    assertThat(payments.reject(operator(), id, "Unknown holder")).isInstanceOf(Result.Ok.class);
    assertThat(payments.reject(operator(), id, "again")).isInstanceOf(Result.Rejected.class);
    assertThat(payments.approve(operator(), id)).isInstanceOf(Result.Rejected.class);

    assertRefunded(id);
    assertThat(event(id, "compliance.rejected", "review_reason")).isEqualTo("Unknown holder");
    assertThat(audited(id)).containsExactly("off_ramp.review_rejected by operator: Unknown holder");
  }

  private void assertRefunded(String id) {
    Payment offRamp = offRamp(id);
    assertThat(offRamp.status()).isEqualTo(PaymentStatus.FAILED);
    assertThat(offRamp.failureReason()).contains(FailureReason.COMPLIANCE_REJECTED);
    assertThat(offRamp.fee().minor()).isZero();
    assertThat(offRamp.totalDebited().minor()).isZero();
    assertBalance(GIVEN, 0);
    assertThat(events(id))
        .containsExactly("compliance.review_required", "compliance.rejected", "offramp.failed");
    assertThat(used()).isEmpty();
    assertThat(texts("SELECT payment_id FROM rail_order")).isEmpty();
    assertThat(texts("SELECT payment_id FROM payment_due")).isEmpty();
  }

  @Test
  void withoutATimeItWaitsForAnOperator() {
    held(Optional.empty());

    assertThat(texts("SELECT coalesce(expires_at::text, 'never') FROM compliance_review"))
        .containsExactly("never");
    assertThat(texts("SELECT payment_id FROM payment_due WHERE due_at < now() + interval '100 y'"))
        .isEmpty();
  }

  @Test
  void theEndOfItsTimeRejectsIt() {
    String id = held(Optional.of(Duration.ofDays(3)));
    assertThat(texts("SELECT (expires_at - held_at)::text FROM compliance_review"))
        .containsExactly("3 days");
    PaymentWorker worker = worker(Optional.of(Duration.ofDays(3)));
    assertThat(worker.workOnce()).as("its time is not over").isZero();
    execute("UPDATE payment_due SET due_at = now() - interval '1 second'");

    assertThat(worker.workOnce()).isEqualTo(1);

    assertRefunded(id);
    assertThat(event(id, "compliance.rejected", "review_reason"))
        .isEqualTo("Nobody decided the review in time.");
    assertThat(event(id, "compliance.rejected", "decided_by")).isEqualTo("none");
    assertThat(texts("SELECT decided_by FROM compliance_review")).containsExactly("platform");
    assertThat(worker.workOnce()).isZero();
    assertThat(payments.approve(operator(), id)).isInstanceOf(Result.Rejected.class);
  }

  @Test
  void neitherAMemberNorAnotherAccountDecidesIt() {
    String id = held(Optional.empty());
    Caller member =
        new Caller.Member(account, "usr_x", Callers.CLIENT, Optional.empty(), new byte[0]);
    HeadId other = new HeadId(platform.newAccount().accountId(), Environment.LIVE);

    assertThat(payments.approve(member, id)).isInstanceOf(Result.Rejected.class);
    assertThat(payments.reject(member, id, "no")).isInstanceOf(Result.Rejected.class);
    assertThat(payments.approve(Caller.operator(other), id)).isInstanceOf(Result.Rejected.class);

    assertThat(offRamp(id).status()).isEqualTo(PaymentStatus.COMPLIANCE_REVIEW);
    assertThat(audited(id)).isEmpty();
    assertBalance(GIVEN - total(), total());
  }

  /** Approvals, rejections and the end of the time, all at once: one of them takes effect. */
  @Test
  void ofManyDecisionsAtOnceOneTakesEffect() throws Exception {
    long available = GIVEN;
    for (int round = 0; round < 5; round++) {
      String id = created();
      Await.until("held", () -> worker(Optional.of(Duration.ofDays(1))).workOnce() > 0);
      execute(
          "UPDATE payment_due SET due_at = now() - interval '1 second' WHERE payment_id = '"
              + id
              + "'");
      List<Callable<Integer>> racers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        racers.add(() -> payments.approve(operator(), id) instanceof Result.Ok<Completed> ? 1 : 0);
        racers.add(
            () -> payments.reject(operator(), id, "no") instanceof Result.Ok<Completed> ? 1 : 0);
      }
      racers.add(() -> worker(Optional.of(Duration.ofDays(1))).workOnce() * 0);
      int succeeded = 0;
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Integer>> outcomes = new ArrayList<>();
        racers.forEach(racer -> outcomes.add(threads.submit(racer)));
        for (Future<Integer> outcome : outcomes) {
          succeeded += outcome.get();
        }
      }

      boolean isByTime =
          texts("SELECT decided_by FROM compliance_review WHERE payment_id = '" + id + "'")
              .contains("platform");
      assertThat(succeeded).isEqualTo(isByTime ? 0 : 1);
      assertThat(audited(id)).hasSize(succeeded);
      if (offRamp(id).status() != PaymentStatus.FAILED) {
        deliver(id);
        available -= total();
      }
      assertBalance(available, 0);
    }
  }
}
