package com.remitflex.features.payments.steps;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.payments.OrderStore;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentCommands;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.payments.PaymentStep;
import com.remitflex.features.payments.PaymentStore;
import com.remitflex.features.rails.FailureReason;
import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.features.rails.Rail;
import com.remitflex.features.rails.RailOrder;
import com.remitflex.features.rails.RailOrder.Stage;
import com.remitflex.features.rails.Rails;
import com.remitflex.features.rails.Report;
import com.remitflex.features.rails.ReturnReason;
import com.remitflex.features.rails.SandboxRail;
import com.remitflex.features.rails.Settlement;
import com.remitflex.features.rails.pauses.PauseCause;
import com.remitflex.features.rails.pauses.PauseTarget;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.telemetry.Traces;
import com.remitflex.testing.Await;
import com.remitflex.testing.Callers;
import com.remitflex.testing.TestPlatform;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The workers of rails, with rails that hang, fail and repeat themselves. */
class RailWorkerTest {
  private static final Money AMOUNT = new Money(Currency.USDC, 100_000_000);
  private static final Duration LATER = Duration.ofHours(1);
  private static final int MANY = 200;
  private static final String HASH = "0x" + "ab".repeat(32);

  private final FakeRail rail = new FakeRail("sandbox");
  private final List<RailWorker> workers = new ArrayList<>();
  private TestPlatform platform;
  private Pauses pauses;
  private HeadId account;
  private Principal key;
  private Engine engine;

  /** Does what the test says, and remembers for which payments it was asked. */
  private static final class FakeRail implements Rail {
    private final String name;
    private final ConcurrentLinkedQueue<String> worked = new ConcurrentLinkedQueue<>();
    private volatile Function<RailOrder, Report> work = order -> Report.Waiting.early(LATER);

    FakeRail(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Optional<ApiError> rejection(PaymentOrder order) {
      return Optional.empty();
    }

    @Override
    public Report work(RailOrder order) {
      worked.add(order.payment().reference());
      return work.apply(order);
    }
  }

  @BeforeEach
  void open() {
    platform = new TestPlatform();
    account = platform.newAccount();
    key = platform.newKey(account);
    engine = platform.node().start();
    pauses = new Pauses(platform.database(), platform.trail());
  }

  @AfterEach
  void close() {
    workers.forEach(RailWorker::close);
    platform.assertWhole();
    platform.close();
  }

  private RailWorker worker(Rail one) {
    return worker(one, engine);
  }

  private RailWorker worker(Rail one, Engine node) {
    RailWorker worker = new RailWorker(platform.database(), node, one, pauses, Traces.OFF);
    workers.add(worker);
    return worker;
  }

  /** Payments that their rail has, as the worker of due steps leaves them. */
  private List<PaymentKey> started(int many) {
    List<PaymentKey> payments = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      Command create = PaymentCommands.create(Callers.of(key), AMOUNT);
      payments.add(new PaymentKey(account, engine.run(create).orElseThrow().result().resourceId()));
    }
    execute("UPDATE payment_due SET due_at = now() - interval '1 second'");
    PaymentWorker starting =
        new PaymentWorker(
            platform.database(),
            engine,
            Checks.of(platform),
            new Rails(rail, List.of()),
            Traces.OFF);
    while (starting.workOnce() > 0) {}
    return payments;
  }

  private void execute(String sql) {
    platform.database().use(handle -> handle.execute(sql));
  }

  private List<String> texts(String sql) {
    return platform.database().with(h -> h.createQuery(sql).mapTo(String.class).list());
  }

  private Payment find(PaymentKey payment) {
    return PaymentStore.find(platform.database(), payment).orElseThrow();
  }

  private void await(PaymentKey payment, PaymentStatus status) {
    Await.until(status.word(), () -> find(payment).status(), status::equals);
  }

  private Result<Completed> step(PaymentKey payment, PaymentStep step) {
    return engine.run(new AdvancePayment(find(payment), step));
  }

  private Result<Completed> progress(PaymentKey payment, Report.Progress progress) {
    return engine.run(new RecordProgress(payment, progress));
  }

  private static Report settledThenDelivered(RailOrder order) {
    return order.stage() == Stage.PROCESSING
        ? new Report.Settled(Optional.empty(), Duration.ZERO)
        : new Report.Delivered();
  }

  @Test
  void aPaymentIsSettledAndDeliveredAsItsRailReports() {
    PaymentKey payment = started(1).getFirst();
    rail.work = RailWorkerTest::settledThenDelivered;

    worker(rail).start();

    await(payment, PaymentStatus.DELIVERED);
    assertThat(rail.worked).containsExactly(payment.id(), payment.id());
    assertThat(texts("SELECT rail FROM rail_order")).isEmpty();
  }

  /**
   * Each is due again before the worker knows that its report is recorded: none waits until a claim
   * has expired.
   */
  @Test
  void ordersThatAreDueAgainImmediatelyAreNotLost() {
    List<PaymentKey> payments = started(60);
    platform.database().connectionsAs(RailWorkerTest::slowAfterReports);
    Map<String, AtomicInteger> looks = new ConcurrentHashMap<>();
    rail.work =
        order ->
            looks
                        .computeIfAbsent(order.payment().reference(), one -> new AtomicInteger())
                        .incrementAndGet()
                    < 12
                ? Report.Waiting.early(Duration.ZERO)
                : settledThenDelivered(order);

    worker(rail).start();

    Await.until(
        "all are delivered before a claim can expire",
        OrderStore.LEASE.minusSeconds(2),
        () ->
            payments.stream().filter(one -> find(one).status() != PaymentStatus.DELIVERED).count(),
        left -> left == 0);
  }

  /** A connection that a thread of reports gives back late, when all is committed. */
  private static Connection slowAfterReports(Connection real) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (self, method, arguments) -> {
              if (method.getName().equals("close")
                  && Thread.currentThread().getName().contains("-reports-")) {
                Await.pause(Duration.ofMillis(50));
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void aFailureReleasesTheMoney() {
    PaymentKey payment = started(1).getFirst();
    rail.work = order -> new Report.Failed(FailureReason.RAIL_FAILED, "unused after its window");

    worker(rail).start();

    await(payment, PaymentStatus.FAILED);
    assertThat(texts("SELECT rail FROM rail_order")).isEmpty();
  }

  @Test
  void theFactsOfAPaymentGrowUntilItIsSettled() {
    PaymentKey payment = started(1).getFirst();
    ConcurrentLinkedQueue<Report> reports =
        new ConcurrentLinkedQueue<>(
            List.of(
                new Report.Sent(Settlement.sent("base", HASH), Duration.ZERO),
                new Report.Seen(Settlement.seen("base", HASH, 7, 1), Duration.ZERO),
                new Report.Seen(Settlement.seen("base", HASH, 7, 1), Duration.ZERO),
                // A reorganisation.
                new Report.Sent(Settlement.sent("base", HASH), Duration.ZERO),
                new Report.Seen(Settlement.seen("base", HASH, 8, 2), Duration.ZERO),
                new Report.Settled(Optional.of(Settlement.seen("base", HASH, 8, 3)), LATER)));
    List<Optional<Settlement>> known = Collections.synchronizedList(new ArrayList<>());
    rail.work =
        order -> {
          known.add(order.settlement());
          return reports.remove();
        };
    Payment before = find(payment);

    worker(rail).start();

    await(payment, PaymentStatus.SETTLED);
    assertThat(find(payment).settlement()).contains(Settlement.seen("base", HASH, 8, 3));
    assertThat(known)
        .containsExactly(
            Optional.empty(),
            Optional.of(Settlement.sent("base", HASH)),
            Optional.of(Settlement.seen("base", HASH, 7, 1)),
            Optional.of(Settlement.seen("base", HASH, 7, 1)),
            Optional.of(Settlement.sent("base", HASH)),
            Optional.of(Settlement.seen("base", HASH, 8, 2)));
    assertThat(before.settlement()).isEmpty();
  }

  @Test
  void whatARailWaitsForIsVisibleToTheOperator() {
    PaymentKey payment = started(1).getFirst();
    rail.work = order -> Report.Waiting.because("liquidity", LATER);

    worker(rail).start();

    Await.until(
        "the reason",
        () -> texts("SELECT payment_id || ' ' || waiting FROM rail_order"),
        List.of(payment.id() + " liquidity")::equals);
    assertThat(platform.database().with(OrderStore::queues))
        .containsExactly(
            new PaymentService.RailQueue(
                "sandbox", 1, 1, 0, new TreeMap<>(Map.of("liquidity", 1L))));
    assertThat(find(payment).status()).isEqualTo(PaymentStatus.PROCESSING);
  }

  @Test
  void anOrderThatMakesItsRailFailIsWorkedAgain() {
    started(1);
    rail.work =
        order -> {
          throw new IllegalStateException("garbage from the network");
        };

    worker(rail).start();

    Await.until(
        "the order waits",
        () -> texts("SELECT waiting FROM rail_order WHERE due_at > now() + interval '3 s'"),
        List.of("error")::equals);
  }

  /** One call that never returns, among orders of the same rail. */
  @Test
  void aCallThatHangsDelaysNoOtherOrder() {
    List<PaymentKey> payments = started(20);
    String hung = payments.getFirst().id();
    CountDownLatch never = new CountDownLatch(1);
    rail.work =
        order -> {
          if (order.payment().reference().equals(hung)) {
            hang(never);
          }
          return settledThenDelivered(order);
        };

    worker(rail).start();

    payments.stream().skip(1).forEach(one -> await(one, PaymentStatus.DELIVERED));
    assertThat(find(payments.getFirst()).status()).isEqualTo(PaymentStatus.PROCESSING);
  }

  /** A network whose every call blocks for minutes, with more orders than a node takes. */
  @Test
  void aRailThatHangsDelaysNeitherAnotherRailNorTheShutdown() {
    FakeRail hanging = new FakeRail("base");
    CountDownLatch never = new CountDownLatch(1);
    hanging.work =
        order -> {
          hang(never);
          return Report.Waiting.early(LATER);
        };
    started(MANY);
    execute("UPDATE rail_order SET rail = 'base'");
    List<PaymentKey> others = started(20);
    rail.work = RailWorkerTest::settledThenDelivered;

    RailWorker stuck = worker(hanging).start();
    Await.until("all calls hang", () -> hanging.worked.size() == MANY);
    worker(rail).start();

    others.forEach(one -> await(one, PaymentStatus.DELIVERED));
    long start = System.nanoTime();
    stuck.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    assertThat(hanging.worked).hasSize(MANY);
  }

  private static void hang(CountDownLatch never) {
    try {
      never.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted by the shutdown", e);
    }
  }

  @Test
  void twoNodesWorkEachOrderOnce() {
    Set<String> payments = new HashSet<>(started(MANY).stream().map(PaymentKey::id).toList());
    rail.work = order -> new Report.Settled(Optional.empty(), LATER);

    Stream.of(engine, platform.node().start()).forEach(node -> worker(rail, node).start());

    Await.until(
        "all are settled",
        () -> texts("SELECT id FROM payment WHERE status = 'settled'").size(),
        settled -> settled == MANY);
    assertThat(rail.worked).containsExactlyInAnyOrderElementsOf(payments);
    assertThat(texts("SELECT type FROM event WHERE type = 'payment.settled'")).hasSize(MANY);
  }

  /** As long as a call takes, no other node gets its order; after the node's end, one does. */
  @Test
  void anOrderIsTakenOverOnlyWhenItsNodeNoLongerRenewsTheClaim() throws Exception {
    PaymentKey payment = started(1).getFirst();
    CountDownLatch never = new CountDownLatch(1);
    rail.work =
        order -> {
          hang(never);
          return Report.Waiting.early(LATER);
        };
    RailWorker killed = worker(rail);
    assertThat(killed.claimOnce()).isEqualTo(1);
    Await.until("the call", () -> rail.worked.size() == 1);
    FakeRail next = new FakeRail("sandbox");
    next.work = RailWorkerTest::settledThenDelivered;
    RailWorker other = worker(next, platform.node().start());

    assertThat(other.claimOnce()).isZero();
    String until = texts("SELECT claimed_until::text FROM rail_order").getFirst();
    Await.until(
        "the claim is renewed",
        () -> {
          assertThat(killed.claimOnce()).isZero();
          return texts("SELECT claimed_until::text FROM rail_order").getFirst().compareTo(until)
              > 0;
        });
    // From here on as after a kill -9: no one renews it.
    execute("UPDATE rail_order SET claimed_until = now() - interval '1 ms'");
    other.start();

    await(payment, PaymentStatus.DELIVERED);
    assertThat(rail.worked).hasSize(1);
  }

  /** A call that was stopped for longer than its claim: its order is no longer its own. */
  @Test
  void aReportOfAClaimThatExpiredDoesNotEndTheClaimOfAnother() throws Exception {
    PaymentKey payment = started(1).getFirst();
    CountDownLatch stopped = new CountDownLatch(1);
    rail.work =
        order -> {
          hang(stopped);
          return Report.Waiting.early(LATER);
        };
    RailWorker slow = worker(rail);
    slow.claimOnce();
    execute("UPDATE rail_order SET claimed_until = now() - interval '1 ms'");
    FakeRail next = new FakeRail("sandbox");
    CountDownLatch working = new CountDownLatch(1);
    next.work =
        order -> {
          hang(working);
          return Report.Waiting.early(Duration.ZERO);
        };
    RailWorker other = worker(next, platform.node().start());
    assertThat(other.claimOnce()).isEqualTo(1);
    String claim = texts("SELECT claimed_by FROM rail_order").getFirst();

    stopped.countDown();
    slow.reportOnce();

    assertThat(texts("SELECT claimed_by FROM rail_order WHERE due_at <= now()"))
        .containsExactly(claim);
    assertThat(find(payment).status()).isEqualTo(PaymentStatus.PROCESSING);
    working.countDown();
    other.reportOnce();
  }

  /** A kill between the report and its record: the rail says the same again. */
  @Test
  void reportsMoveTheMoneyOnceInAnyOrderAndHoweverOften() {
    PaymentKey payment = started(1).getFirst();
    Report.Seen seen = new Report.Seen(Settlement.seen("base", HASH, 7, 1), LATER);
    PaymentStep settle = PaymentStep.settle(Optional.empty(), LATER);

    assertThat(step(payment, PaymentStep.deliver(Optional.empty())))
        .isInstanceOf(Result.Rejected.class);
    assertThat(progress(payment, seen)).isInstanceOf(Result.Ok.class);
    assertThat(progress(payment, seen)).isInstanceOf(Result.Ok.class);
    assertThat(step(payment, settle)).isInstanceOf(Result.Ok.class);
    assertThat(step(payment, settle)).isInstanceOf(Result.Rejected.class);
    assertThat(progress(payment, seen)).isInstanceOf(Result.Rejected.class);
    assertThat(step(payment, PaymentStep.deliver(Optional.empty()))).isInstanceOf(Result.Ok.class);
    assertThat(step(payment, PaymentStep.fail(FailureReason.RAIL_FAILED)))
        .isInstanceOf(Result.Rejected.class);

    assertThat(texts("SELECT reason FROM transfer WHERE payment_id IS NOT NULL"))
        .containsExactlyInAnyOrder(
            "payment_created", "payment_settled", "payment_settled", "payment_fee");
  }

  @Test
  void aBankReturnsMoneyOnceAndNeverMoreThanItReceived() {
    PaymentKey payment = started(1).getFirst();
    ReturnReason closed = new ReturnReason("AC04", "The account is closed.");
    Money delivered = find(payment).converted();
    Money less = new Money(delivered.currency(), delivered.minor() - 1);
    rail.work =
        order ->
            switch (order.stage()) {
              case PROCESSING -> new Report.Settled(Optional.empty(), Duration.ZERO);
              case SETTLED -> new Report.Delivered(Optional.of(Duration.ZERO));
              case DELIVERED -> new Report.Returned(less, closed);
            };

    worker(rail).start();

    await(payment, PaymentStatus.RETURNED);
    assertThat(find(payment).returned().orElseThrow().amount()).isEqualTo(less);
    assertThat(step(payment, PaymentStep.takeBack(new Payment.Returned(less, closed))))
        .isInstanceOf(Result.Rejected.class);
    assertThat(texts("SELECT rail FROM rail_order")).isEmpty();
    assertThat(texts("SELECT available::text FROM balance WHERE currency = 'EUR'"))
        .containsExactly("" + less.minor());
  }

  @Test
  void aReturnOfMoreThanWasDeliveredOrInAnotherCurrencyCreditsNothing() {
    PaymentKey payment = started(1).getFirst();
    ReturnReason closed = new ReturnReason("AC04", "The account is closed.");
    step(payment, PaymentStep.settle(Optional.empty(), LATER)).orElseThrow();
    step(payment, PaymentStep.deliver(Optional.empty())).orElseThrow();
    Money delivered = find(payment).converted();

    for (Money wrong :
        List.of(
            new Money(delivered.currency(), delivered.minor() + 1),
            new Money(delivered.currency(), 0),
            new Money(Currency.USD, 1))) {
      assertThat(step(payment, PaymentStep.takeBack(new Payment.Returned(wrong, closed))))
          .as(wrong.toString())
          .isInstanceOf(Result.Rejected.class);
    }

    assertThat(find(payment).status()).isEqualTo(PaymentStatus.DELIVERED);
  }

  /** What was sent is followed to its end; what was not begun waits, and is woken. */
  @Test
  void aPausedRailBeginsNothingAndFollowsWhatWasSent() {
    List<PaymentKey> payments = started(3);
    PaymentKey sent = payments.getFirst();
    progress(sent, new Report.Seen(Settlement.seen("base", HASH, 7, 1), Duration.ZERO))
        .orElseThrow();
    SandboxRail sandbox = new SandboxRail(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    rail.work =
        order ->
            order.settlement().isPresent() && order.stage() == Stage.PROCESSING
                ? new Report.Settled(order.settlement(), Duration.ZERO)
                : sandbox.work(order);
    PauseTarget target = PauseTarget.rail("sandbox");
    pauses.pause(target, PauseCause.OPERATOR, "a test", Actor.operator()).orElseThrow();

    worker(rail).start();

    await(sent, PaymentStatus.DELIVERED);
    Await.until(
        "the others wait",
        () -> texts("SELECT waiting FROM rail_order WHERE due_at > now() + interval '5 s'"),
        List.of(Report.PAUSED, Report.PAUSED)::equals);
    pauses.resume(target, PauseCause.OPERATOR, "done", Actor.operator()).orElseThrow();
    long resumed = System.nanoTime();
    payments.forEach(one -> await(one, PaymentStatus.DELIVERED));
    assertThat(Duration.ofNanos(System.nanoTime() - resumed)).isLessThan(Report.WHILE_PAUSED);
  }

  /** The node on which a pause ended was killed before it woke the orders. */
  @Test
  void ordersThatWaitForAPauseAreWokenByTheStart() {
    PaymentKey payment = started(1).getFirst();
    execute("UPDATE rail_order SET waiting = 'paused', due_at = now() + interval '1 hour'");
    rail.work = RailWorkerTest::settledThenDelivered;

    worker(rail).start();

    await(payment, PaymentStatus.DELIVERED);
  }

  private static ListAppender<ILoggingEvent> listening(Logger logger) {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.list = new CopyOnWriteArrayList<>();
    log.start();
    logger.addAppender(log);
    return log;
  }

  /** A network that was removed from the configuration while it had payments. */
  @Test
  void ordersOfARailThatIsNotConfiguredAreLoggedAtTheStart() {
    started(2);
    Logger logger = (Logger) LoggerFactory.getLogger(StrandedOrders.class);
    ListAppender<ILoggingEvent> log = listening(logger);
    try {
      StrandedOrders.warn(platform.database(), new Rails(rail, List.of()));
      assertThat(log.list).isEmpty();

      StrandedOrders.warn(platform.database(), new Rails(new FakeRail("other"), List.of()));
      assertThat(log.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .singleElement()
          .asString()
          .startsWith("2 payments wait for the rail sandbox");
    } finally {
      logger.detachAppender(log);
    }
  }

  @Test
  void aSettlementThatIsReportedAfterTheReleaseIsAnError() {
    PaymentKey payment = started(1).getFirst();
    CountDownLatch released = new CountDownLatch(1);
    rail.work =
        order -> {
          hang(released);
          return new Report.Settled(Optional.empty(), LATER);
        };
    Logger logger = (Logger) LoggerFactory.getLogger(RailReports.class);
    ListAppender<ILoggingEvent> log = listening(logger);
    try {
      worker(rail).start();
      Await.until("the call", () -> rail.worked.size() == 1);
      step(payment, PaymentStep.fail(FailureReason.RAIL_FAILED)).orElseThrow();
      released.countDown();

      Await.until(
          "the error", () -> log.list.stream().anyMatch(one -> one.getLevel() == Level.ERROR));
    } finally {
      logger.detachAppender(log);
    }
    assertThat(find(payment).status()).isEqualTo(PaymentStatus.FAILED);
    assertThat(texts("SELECT reason FROM transfer WHERE payment_id IS NOT NULL"))
        .containsExactlyInAnyOrder("payment_created", "payment_released");
  }
}
