package com.remitflex.features.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.compliance.SandboxScreening;
import com.remitflex.features.payments.PaymentDue.Step;
import com.remitflex.features.payments.PaymentStatus.Trigger;
import com.remitflex.features.rails.FailureReason;
import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.features.rails.Rail;
import com.remitflex.features.rails.Rails;
import com.remitflex.features.rails.Report;
import com.remitflex.features.rails.Submission;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.telemetry.Traces;
import com.remitflex.testing.Callers;
import com.remitflex.testing.TestPlatform;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The worker of due payments, on a database of its own. */
class PaymentWorkerTest {
  private static final Money AMOUNT = new Money(Currency.USDC, 100_000_000);
  private static final int MANY = 300;

  private final SlowRail rail = new SlowRail();
  private TestPlatform platform;
  private HeadId account;
  private Principal key;
  private Engine engine;
  private PaymentWorker worker;

  /** Accepts every order; it is settled and delivered as soon as somebody asks. */
  private static final class SlowRail implements Rail {
    private final ConcurrentLinkedQueue<String> submitted = new ConcurrentLinkedQueue<>();
    private volatile Submission submission = new Submission.Accepted(Duration.ofHours(1));
    private volatile Duration settled = Duration.ofHours(1);

    @Override
    public Optional<ApiError> rejection(PaymentOrder order) {
      return Optional.empty();
    }

    @Override
    public Submission submit(PaymentOrder order) {
      submitted.add(order.reference());
      return submission;
    }

    @Override
    public Report report(PaymentOrder order, Stage stage) {
      return switch (stage) {
        case PROCESSING -> new Report.Settled(settled);
        case SETTLED -> new Report.Delivered();
      };
    }
  }

  @BeforeEach
  void open() {
    platform = new TestPlatform();
    account = platform.newAccount();
    key = platform.newKey(account);
    engine = platform.node().start();
    worker = worker(engine);
  }

  @AfterEach
  void close() {
    platform.assertWhole();
    platform.close();
  }

  private PaymentWorker worker(Engine node) {
    return new PaymentWorker(
        platform.database(),
        node,
        new SandboxScreening(Duration.ofHours(1)),
        new Rails(rail),
        Traces.OFF);
  }

  private PaymentKey payment() {
    Command create = PaymentCommands.create(Callers.of(key), AMOUNT);
    return new PaymentKey(account, engine.run(create).orElseThrow().result().resourceId());
  }

  private void makeDue() {
    platform
        .database()
        .use(handle ->
            handle.execute("UPDATE payment_due SET due_at = now() - interval '1 second'"));
  }

  private List<DueStore.Claimed> claim() {
    return platform.database().withEngineSettings(handle -> DueStore.ROWS.claim(handle, 10));
  }

  private Step due(PaymentKey payment) {
    return platform.database().with(h -> DueStore.ROWS.find(h, payment)).orElseThrow().step();
  }

  @Test
  void aStartedPaymentIsSubmittedWithoutASecondClaim() {
    PaymentKey payment = payment();
    makeDue();

    assertThat(worker.workOnce()).isEqualTo(1);

    assertThat(rail.submitted).containsExactly(payment.id());
    assertThat(due(payment)).isEqualTo(Step.REPORT);
    assertThat(worker.workOnce()).isZero();
  }

  @Test
  void anOrderThatTheRailRefusesFailsThePayment() {
    rail.submission = new Submission.Refused(FailureReason.RAIL_FAILED);
    PaymentKey payment = payment();
    makeDue();

    worker.workOnce();

    Payment failed = PaymentStore.find(platform.database(), payment).orElseThrow();
    assertThat(failed.status()).isEqualTo(PaymentStatus.FAILED);
  }

  @Test
  void aSubmissionWithAnUnknownOutcomeIsRepeatedLater() {
    rail.submission = new Submission.Unknown(Duration.ofHours(1));
    PaymentKey payment = payment();
    makeDue();

    worker.workOnce();
    assertThat(worker.workOnce()).isZero();
    makeDue();
    worker.workOnce();

    assertThat(rail.submitted).containsExactly(payment.id(), payment.id());
    assertThat(due(payment)).isEqualTo(Step.SUBMIT);
  }

  /** A node that ends between the two leaves the submission to the others. */
  @Test
  void aStartedPaymentIsSubmittedByAnotherNodeAfterAWhile() {
    PaymentKey payment = payment();
    Payment pending = PaymentStore.find(platform.database(), payment).orElseThrow();
    engine
        .run(new AdvancePayment(pending, PaymentStep.of(Trigger.START, DueStore.CLAIM)))
        .orElseThrow();

    assertThat(worker.workOnce()).isZero();
    makeDue();
    assertThat(worker.workOnce()).isEqualTo(1);

    assertThat(rail.submitted).containsExactly(payment.id());
  }

  @Test
  void aClaimedStepIsClaimedAgainOnlyAfterTheClaim() {
    payment();
    makeDue();

    assertThat(claim()).hasSize(1);
    assertThat(claim()).isEmpty();
    platform
        .database()
        .use(h -> h.execute("UPDATE payment_due SET claimed_until = now() - interval '1 second'"));
    assertThat(claim()).hasSize(1);
  }

  @Test
  void nothingIsClaimedBeforeItIsDue() {
    payment();

    assertThat(claim()).isEmpty();
  }

  @Test
  void twoNodesTakeEachStepOnce() {
    rail.submission = new Submission.Accepted(Duration.ZERO);
    rail.settled = Duration.ZERO;
    Set<String> payments = new HashSet<>();
    for (int i = 0; i < MANY; i++) {
      payments.add(payment().id());
    }
    makeDue();

    Stream.of(worker, worker(platform.node().start()))
        .map(one -> CompletableFuture.runAsync(() -> workUntilDone(one)))
        .toList()
        .forEach(CompletableFuture::join);

    assertThat(rail.submitted).containsExactlyInAnyOrderElementsOf(payments);
    assertThat(events())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of("created", "processing", "settled", "delivered")
                .flatMap(type -> Collections.nCopies(MANY, "payment." + type).stream())
                .toList());
  }

  private void workUntilDone(PaymentWorker one) {
    while (unfinished() > 0) {
      one.workOnce();
    }
  }

  private long unfinished() {
    return platform
        .database()
        .with(h -> h.createQuery("SELECT count(*) FROM payment_due").mapTo(Long.class).one());
  }

  private List<String> events() {
    return platform
        .database()
        .with(h ->
            h.createQuery("SELECT type FROM event WHERE type LIKE 'payment.%'")
                .mapTo(String.class)
                .list());
  }
}
