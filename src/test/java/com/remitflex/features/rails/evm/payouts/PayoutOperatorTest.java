package com.remitflex.features.rails.evm.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.errors.Result;
import com.remitflex.testing.BreakingSigner.Point;
import com.remitflex.testing.LyingNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What operators do to a payout at the worst moment: whatever it is, they see why it waits, and the
 * payout ends.
 */
@Tag("process")
class PayoutOperatorTest extends PayoutsOnAChain {
  private void waits(PaymentKey payment, String reason) {
    live.work(node, "it waits: " + reason, () -> live.waiting(payment).equals(Optional.of(reason)));
  }

  private static boolean isSendOf(JsonNode request, String selector) {
    return request.path("method").asText().equals("eth_sendRawTransaction")
        && request.path("params").path(0).asText().contains(selector);
  }

  /** It has a nonce, and was not signed: the pause reached it in between. */
  @Test
  void aPauseBetweenNonceAndSignatureIsTheReasonThatIsShown() {
    PaymentKey payment = live.pay(AMOUNT);
    node.signer().breakAt(Point.AFTER_TRANSACTION);
    live.work(node, "the process has ended", () -> !node.step());
    assertThat(live.isRelay(payment, "assigned")).isTrue();
    live.pause(true);
    node = live.node();

    waits(payment, "paused");

    live.pause(false);
    settles(payment);
  }

  /** It has a nonce and is signed when the relayer's coins are gone: no node takes it. */
  @Test
  void aTransactionThatTheRelayerCannotPayForWaitsForGas() {
    live.urls()
        .forEach(url ->
            url.reject("eth_sendRawTransaction", "insufficient funds for gas * price + value"));
    PaymentKey payment = live.pay(AMOUNT);

    waits(payment, "low_gas");

    live.urls().forEach(LyingNode::beHonest);
    settles(payment);
    assertThat(live.waiting(payment)).isEmpty();
  }

  /** Many operators at the same time, and a pause in the middle: one replacement, no way back. */
  @Test
  void speedUpsAtTheSameTimeMakeOneReplacementOnceThePauseIsOver() {
    PaymentKey payment = sent();
    live.pause(true);
    CyclicBarrier together = new CyclicBarrier(8);
    List<CompletableFuture<Result<OpenPayout>>> all =
        Stream.generate(() ->
                CompletableFuture.supplyAsync(
                    () -> {
                      await(together);
                      return live.payouts().speedUp(payment.id(), Actor.operator());
                    },
                    Executors.newVirtualThreadPerTaskExecutor()))
            .limit(8)
            .toList();
    all.forEach(one -> assertThat(one.join().orElseThrow().step()).isEqualTo(Step.SENT));
    for (int i = 0; i < 5; i++) {
      node.step();
    }
    assertThat(transactions(payment)).as("nothing is signed during a pause").isEqualTo(1);

    live.pause(false);

    live.work(node, "it is replaced", () -> transactions(payment) == 2);
    for (int i = 0; i < 5; i++) {
      node.step();
    }
    assertThat(transactions(payment)).isEqualTo(2);
    settles(payment);
    assertThat(live.payouts().speedUp(payment.id(), Actor.operator()) instanceof Result.Rejected<?>)
        .isTrue();
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int transactions(PaymentKey payment) {
    return live.texts(
            "SELECT hash FROM relay_transaction WHERE reference = '" + payment.id() + "/1'")
        .size();
  }

  /** Only the cancellation waits for a block: the operator can make it faster. */
  @Test
  void aSpeedUpReachesTheCancellation() {
    PaymentKey payment = sent();
    String transfer =
        live.texts("SELECT data FROM relay WHERE subject = '" + payment.id() + "'").getFirst();
    String selector = transfer.substring(2, 10);
    live.urls().forEach(url -> url.withholdIf(request -> isSendOf(request, selector)));
    anvil.drop(hash(payment).orElseThrow());
    live.payouts().cancel(payment.id(), Actor.operator()).orElseThrow();
    String cancellation =
        "SELECT t.hash FROM relay_transaction t WHERE reference = '" + payment.id() + "/cancel'";
    live.work(node, "the cancellation is sent", () -> live.texts(cancellation).size() == 1);

    OpenPayout spedUp = live.payouts().speedUp(payment.id(), Actor.operator()).orElseThrow();

    assertThat(spedUp.cancellation().orElseThrow().wantsSpeed()).isTrue();
    live.work(node, "it is replaced", () -> live.texts(cancellation).size() == 2);
    live.workAndMine(node, "it is released", () -> live.is(payment, PaymentStatus.FAILED));
  }

  /** One of them cancels it, and one entry of the audit log says so. */
  @Test
  void cancellationsAtTheSameTimeAreOne() {
    PaymentKey payment = sent();
    CyclicBarrier together = new CyclicBarrier(4);
    List<CompletableFuture<Result<OpenPayout>>> all =
        Stream.generate(() ->
                CompletableFuture.supplyAsync(
                    () -> {
                      await(together);
                      return live.payouts().cancel(payment.id(), Actor.operator());
                    },
                    Executors.newVirtualThreadPerTaskExecutor()))
            .limit(4)
            .toList();

    all.forEach(one -> assertThat(one.join().orElseThrow().isCancelRequested()).isTrue());

    assertThat(
            live.texts(
                "SELECT count(*)::text FROM audit_entry WHERE action = 'payment.payout_cancelled'"
                    + " AND subject = '"
                    + payment.id()
                    + "'"))
        .containsExactly("1");
    live.workAndMine(
        node,
        "it is over",
        () -> live.is(payment, PaymentStatus.FAILED) || live.is(payment, PaymentStatus.SETTLED));
    assertThat(live.payouts().cancel(payment.id(), Actor.operator()) instanceof Result.Rejected<?>)
        .isTrue();
    assertThat(
            live.texts(
                "SELECT count(*)::text FROM payout WHERE cancel_requested_at > step_since"
                    + " AND payment_id = '"
                    + payment.id()
                    + "'"))
        .containsExactly("0");
  }

  /** It is proven paid when the networks file gets another treasury, and not booked yet. */
  @Test
  void whatIsPaidIsSettledWhateverTheNetworksFileSaysNow() {
    PaymentKey payment = sent();
    mine(4);
    node.stepWithoutReports();
    assertThat(live.payouts().find(payment.id()).orElseThrow().step()).isEqualTo(Step.SETTLED);
    node.drop();
    String treasury = "UPDATE payout SET treasury = '%s' WHERE payment_id = '" + payment.id() + "'";
    live.execute(treasury.formatted(network.newWallet().text()));
    node = live.node();

    live.work(node, "settled", () -> live.is(payment, PaymentStatus.SETTLED));

    live.execute(treasury.formatted(network.treasury().text()));
  }

  @Test
  void aPayoutOfAnotherTreasuryWaitsUntilTheNetworksFileHasItAgain() {
    live.pause(true);
    PaymentKey payment = live.pay(AMOUNT);
    waits(payment, "paused");
    String treasury = "UPDATE payout SET treasury = '%s' WHERE payment_id = '" + payment.id() + "'";
    live.execute(treasury.formatted(network.newWallet().text()));
    live.pause(false);

    waits(payment, "configuration");

    live.execute(treasury.formatted(network.treasury().text()));
    settles(payment);
  }
}
