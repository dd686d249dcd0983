package com.remitflex.features.payments.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.rails.RailOrder.Stage;
import com.remitflex.features.rails.Report;
import com.remitflex.features.rails.SandboxRail;
import com.remitflex.features.rails.Settlement;
import com.remitflex.features.rails.pauses.PauseCause;
import com.remitflex.features.rails.pauses.PauseTarget;
import com.remitflex.platform.access.Actor;
import com.remitflex.testing.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Orders of a rail that is paused. */
class PausedRailTest extends RailOrders {
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
    rail.work = RailOrders::settledThenDelivered;

    worker(rail).start();

    await(payment, PaymentStatus.DELIVERED);
  }
}
