package com.remitflex.features.payments.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.payments.DueStore;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentCommands;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.payments.PaymentStore;
import com.remitflex.features.rails.Rails;
import com.remitflex.features.rails.SandboxRail;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.telemetry.Traces;
import com.remitflex.testing.Await;
import com.remitflex.testing.Callers;
import com.remitflex.testing.TestPlatform;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The worker of due steps, on a database of its own. */
class PaymentWorkerTest {
  private static final Money AMOUNT = new Money(Currency.USDC, 100_000_000);
  private static final int MANY = 200;

  private static final Rails RAILS =
      new Rails(
          new SandboxRail(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1)),
          List.of());

  private TestPlatform platform;
  private HeadId account;
  private Principal key;
  private Engine engine;
  private PaymentWorker worker;

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
    return new PaymentWorker(platform.database(), node, Checks.of(platform), RAILS, Traces.OFF);
  }

  private PaymentKey payment() {
    Command create = PaymentCommands.create(Callers.of(key), AMOUNT);
    return new PaymentKey(account, engine.run(create).orElseThrow().result().resourceId());
  }

  private void makeDue() {
    execute("UPDATE payment_due SET due_at = now() - interval '1 second'");
  }

  private void execute(String sql) {
    platform.database().use(handle -> handle.execute(sql));
  }

  private List<DueStore.Claimed> claim() {
    return platform.database().withEngineSettings(handle -> DueStore.ROWS.claim(handle, 10));
  }

  private List<String> texts(String sql) {
    return platform.database().with(h -> h.createQuery(sql).mapTo(String.class).list());
  }

  private PaymentStatus status(PaymentKey payment) {
    return PaymentStore.find(platform.database(), payment).map(Payment::status).orElseThrow();
  }

  @Test
  void aStartedPaymentIsInTheQueueOfItsRail() {
    PaymentKey payment = payment();
    makeDue();

    assertThat(worker.workOnce()).isEqualTo(1);

    assertThat(status(payment)).isEqualTo(PaymentStatus.PROCESSING);
    assertThat(texts("SELECT rail || ' ' || payment_id FROM rail_order"))
        .containsExactly("sandbox " + payment.id());
    assertThat(
            texts(
                "SELECT (due_at - submitted_at)::text FROM rail_order"
                    + " WHERE abs(extract(epoch FROM submitted_at - now())) < 60"))
        .containsExactly("01:00:00");
    assertThat(texts("SELECT step FROM payment_due")).isEmpty();
    assertThat(worker.workOnce()).isZero();
  }

  /** A node of the version before, during an upgrade, or before it. */
  @Test
  void aPaymentThatAVersionBeforeHasStartedIsHandedToItsRail() {
    PaymentKey submitted = payment();
    PaymentKey reported = payment();
    makeDue();
    worker.workOnce();
    execute("DELETE FROM rail_order");
    for (String row : List.of(submitted.id() + "', 'submit'", reported.id() + "', 'report'")) {
      execute(
          "INSERT INTO payment_due VALUES ('%s', 'sandbox', '%s, now() - interval '1 second')"
              .formatted(account.accountId(), row));
    }

    assertThat(worker.workOnce()).isEqualTo(2);

    assertThat(texts("SELECT step FROM payment_due")).isEmpty();
    assertThat(texts("SELECT payment_id FROM rail_order WHERE due_at <= now()"))
        .containsExactly(reported.id());
    assertThat(texts("SELECT payment_id FROM rail_order WHERE due_at > now() + interval '59 min'"))
        .containsExactly(submitted.id());
  }

  @Test
  void aClaimedStepIsClaimedAgainOnlyAfterTheClaim() {
    payment();
    makeDue();

    assertThat(claim()).hasSize(1);
    assertThat(claim()).isEmpty();
    execute("UPDATE payment_due SET claimed_until = now() - interval '1 second'");
    assertThat(claim()).hasSize(1);
  }

  @Test
  void nothingIsClaimedBeforeItIsDue() {
    payment();

    assertThat(claim()).isEmpty();
  }

  @Test
  void twoNodesTakeEachStepOnce() {
    for (int i = 0; i < MANY; i++) {
      payment();
    }
    makeDue();

    Stream.of(worker, worker(platform.node().start()))
        .map(one -> CompletableFuture.runAsync(() -> workUntilDone(one)))
        .toList()
        .forEach(CompletableFuture::join);

    assertThat(texts("SELECT type FROM event WHERE type LIKE 'payment.%'"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of("created", "processing")
                .flatMap(type -> Collections.nCopies(MANY, "payment." + type).stream())
                .toList());
    assertThat(texts("SELECT rail FROM rail_order")).hasSize(MANY);
  }

  private void workUntilDone(PaymentWorker one) {
    while (!texts("SELECT step FROM payment_due LIMIT 1").isEmpty()) {
      one.workOnce();
    }
  }

  /** Twenty pauses of 50 ms take a second; two threads that asked by themselves took half of it. */
  @Test
  void oneThreadAtATimeAsksWhileNothingIsDue() {
    AtomicInteger asked = new AtomicInteger();
    platform
        .database()
        .connectionsAs(connection -> {
          if (Thread.currentThread().getName().startsWith("payments-")) {
            asked.incrementAndGet();
          }
          return connection;
        });
    long start = System.nanoTime();
    try (PaymentWorker _ = worker(engine).start()) {
      Await.until("asked", () -> asked.get() > 20);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
    }
  }
}
