package com.remitflex.features.payments.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.payments.OrderStore;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.payments.PaymentStep;
import com.remitflex.features.rails.FailureReason;
import com.remitflex.features.rails.Report;
import com.remitflex.features.rails.ReturnReason;
import com.remitflex.features.rails.Settlement;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.Await;
import com.remitflex.testing.LoggedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the reports of a rail change, in any order and however often they come. */
class RailReportsTest extends RailOrders {
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

  @Test
  void aSettlementThatIsReportedAfterTheReleaseIsAnError() {
    PaymentKey payment = started(1).getFirst();
    CountDownLatch released = new CountDownLatch(1);
    rail.work =
        order -> {
          hang(released);
          return new Report.Settled(Optional.empty(), LATER);
        };
    try (LoggedBy log = new LoggedBy(RailReports.class)) {
      worker(rail).start();
      Await.until("the call", () -> rail.worked.size() == 1);
      step(payment, PaymentStep.fail(FailureReason.RAIL_FAILED)).orElseThrow();
      released.countDown();

      Await.until("the error", log::hasError);
    }
    assertThat(find(payment).status()).isEqualTo(PaymentStatus.FAILED);
    assertThat(texts("SELECT reason FROM transfer WHERE payment_id IS NOT NULL"))
        .containsExactlyInAnyOrder("payment_created", "payment_released");
  }
}
