package com.remitflex.features.payments.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.payments.OrderStore;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.rails.Report;
import com.remitflex.testing.Await;
import com.remitflex.testing.WatchedConnection;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The workers of rails, with rails that hang, fail and repeat themselves. */
class RailWorkerTest extends RailOrders {
  private static final int MANY = 200;

  @Test
  void aPaymentIsSettledAndDeliveredAsItsRailReports() {
    PaymentKey payment = started(1).getFirst();
    rail.work = RailOrders::settledThenDelivered;

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
    return WatchedConnection.of(
        real,
        (method, arguments) -> {
          if (method.equals("close") && Thread.currentThread().getName().contains("-reports-")) {
            Await.pause(Duration.ofMillis(50));
          }
        });
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
    rail.work = RailOrders::settledThenDelivered;

    RailWorker stuck = worker(hanging).start();
    Await.until("all calls hang", () -> hanging.worked.size() == MANY);
    worker(rail).start();

    others.forEach(one -> await(one, PaymentStatus.DELIVERED));
    long start = System.nanoTime();
    stuck.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    assertThat(hanging.worked).hasSize(MANY);
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
    next.work = RailOrders::settledThenDelivered;
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
}
