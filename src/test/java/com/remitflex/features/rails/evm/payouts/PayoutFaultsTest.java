package com.remitflex.features.rails.evm.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.access.Actor;
import com.remitflex.testing.Await;
import com.remitflex.testing.LyingNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a chain, a token, a stranger and the operator can do to a payout. */
@Tag("process")
class PayoutFaultsTest extends PayoutsOnAChain {
  private static final int AFTER_THE_WINDOW = 130;

  private void failsAfterItsWindow(PaymentKey payment) {
    anvil.call("evm_increaseTime", AFTER_THE_WINDOW);
    live.workAndMine(node, "failed", () -> live.is(payment, PaymentStatus.FAILED));
    assertThat(live.transfers(payment)).isZero();
  }

  private void waits(PaymentKey payment, String reason) {
    live.work(node, "it waits: " + reason, () -> live.waiting(payment).equals(Optional.of(reason)));
  }

  @Test
  void aReorganisationTakesItOutOfItsBlockAndItIsMinedAgain() {
    PaymentKey payment = sent();
    mine(2);
    live.work(node, "it is seen", () -> live.isRelay(payment, "seen"));

    anvil.reorganise(2);
    live.awaitHead();

    live.work(node, "it is sent again", () -> live.isRelay(payment, "sent"));
    settles(payment);
  }

  @Test
  void aDroppedTransactionIsSentAgain() {
    PaymentKey payment = sent();
    anvil.drop(hash(payment).orElseThrow());
    assertThat(isInPool(payment)).isFalse();

    settles(payment);
  }

  @Test
  void aBaseFeeTenTimesHigherMakesAReplacementWithHigherFees() {
    PaymentKey payment = sent();
    String first = hash(payment).orElseThrow();
    anvil.call("anvil_setNextBlockBaseFeePerGas", "0x4a817c800");
    // The transaction waits: the block is full of others that pay more.
    mine(1);
    live.work(node, "it is replaced", () -> !hash(payment).equals(Optional.of(first)));
    Await.until(
        "in the pool",
        () -> {
          node.step();
          return isInPool(payment);
        });

    settles(payment);
    List<String> fees =
        live.texts(
            "SELECT max_fee_wei FROM relay_transaction WHERE reference LIKE '"
                + payment.id()
                + "%' ORDER BY signed_at");
    assertThat(Long.parseLong(fees.getLast()) * 10)
        .isGreaterThanOrEqualTo(Long.parseLong(fees.getFirst()) * 11);
    anvil.call("anvil_setNextBlockBaseFeePerGas", "0x3b9aca00");
    mine(1);
  }

  /** Every node wants more than it offers; it is in no pool, so nothing waits for it. */
  @Test
  void aTransactionThatIsUnderpricedIsReplacedByOneWithHigherFees() {
    live.urls().forEach(url -> url.reject("eth_sendRawTransaction", "transaction underpriced"));
    PaymentKey payment = live.pay(AMOUNT);
    String transactions = " FROM relay_transaction WHERE reference LIKE '" + payment.id() + "%'";
    live.work(
        node,
        "it is rejected",
        () -> !live.texts("SELECT hash" + transactions + " AND is_underpriced").isEmpty());
    // Once for each block at most.
    mine(1);
    live.work(node, "it is replaced", () -> live.texts("SELECT hash" + transactions).size() > 1);

    live.urls().forEach(LyingNode::beHonest);
    settles(payment);
    List<String> fees = live.texts("SELECT max_fee_wei" + transactions + " ORDER BY signed_at");
    assertThat(Long.parseLong(fees.getLast()) * 10)
        .isGreaterThanOrEqualTo(Long.parseLong(fees.getFirst()) * 11);
    assertThat(live.transfers(payment)).isEqualTo(1);
  }

  @Test
  void aNetworkAboveTheFeeBoundsMakesPayoutsWait() {
    anvil.call("anvil_setNextBlockBaseFeePerGas", "0x2e90edd000");
    mine(1);
    PaymentKey payment = live.pay(AMOUNT);

    waits(payment, "fees");

    anvil.call("anvil_setNextBlockBaseFeePerGas", "0x3b9aca00");
    mine(1);
    settles(payment);
  }

  @Test
  void aStuckTransactionIsReplacedAndWhicheverIsMinedEndsIt() {
    PaymentKey payment = sent();
    String first = hash(payment).orElseThrow();
    String raw =
        live.texts("SELECT raw FROM relay_transaction WHERE hash = '" + first + "'").getFirst();
    assertThat(live.payouts().speedUp(payment.id(), Actor.operator()).orElseThrow().step())
        .isEqualTo(Step.SENT);
    live.work(node, "it is replaced", () -> !hash(payment).equals(Optional.of(first)));
    live.work(node, "the replacement is in the pool", () -> isInPool(payment));

    // The replacement is lost, and the first one is mined after all.
    anvil.drop(hash(payment).orElseThrow());
    anvil.call("eth_sendRawTransaction", raw);
    mine(1);

    settles(payment);
    assertThat(live.payouts().find(payment.id()).orElseThrow().transaction().orElseThrow().text())
        .isEqualTo(first);
  }

  @Test
  void aRelayerWithoutGasWaitsUntilItIsFunded() {
    EvmAddress relayer = network.relayers().getFirst();
    network.setGas(relayer, "0x1");
    mine(1);
    PaymentKey payment = live.pay(AMOUNT);

    waits(payment, "low_gas");
    assertThat(live.relays().lines().getFirst().isLowOnGas()).isTrue();

    network.setGas(relayer, "0x8ac7230489e80000");
    mine(1);
    settles(payment);
    assertThat(live.relays().lines().getFirst().isLowOnGas()).isFalse();
    assertThat(live.payouts().costWei(payment.id())).isPositive();
  }

  @Test
  void aTreasuryThatIsShortMakesPayoutsWaitUntilItIsFunded() {
    long treasury = network.balance(network.treasury()).longValueExact();
    PaymentKey payment = live.pay(treasury + 1);

    waits(payment, "liquidity");
    assertThat(live.payouts().waitingForLiquidity())
        .singleElement()
        .satisfies(one -> assertThat(one.waiting().minor()).isEqualTo(treasury + 1));
    assertThat(
            live.texts(
                "SELECT windows::text FROM payout WHERE payment_id = '" + payment.id() + "'"))
        .containsExactly("0");

    network.token().mint(network.treasury().text(), 1_000_000_000);
    mine(1);
    settles(payment);
  }

  /** Two that the treasury can pay one of, at the same time. */
  @Test
  void twoPayoutsDoNotCountOnTheSameTokens() {
    long treasury = network.balance(network.treasury()).longValueExact();
    PaymentKey one = live.pay(treasury - 1);
    PaymentKey two = live.pay(treasury - 2);
    live.work(
        node,
        "one is sent and one waits",
        () ->
            live.isRelay(one, "sent") != live.isRelay(two, "sent")
                && (live.waiting(one).isPresent() || live.waiting(two).isPresent()));

    mine(4);
    network.token().mint(network.treasury().text(), treasury + 1_000_000_000);
    mine(1);
    settles(one);
    settles(two);
  }

  @Test
  void anAuthorisationThatAStrangerUsesCountsAsPaid() {
    PaymentKey payment = sent();
    String ours = hash(payment).orElseThrow();
    anvil.drop(ours);
    String data =
        live.texts("SELECT data FROM relay WHERE subject = '" + payment.id() + "'").getFirst();
    String theirs = anvil.send(anvil.account(5), network.token().address(), data);
    mine(1);
    assertThat(live.transfers(payment)).isEqualTo(1);

    settles(payment);

    assertThat(live.find(payment).settlement().orElseThrow().transactionHash()).isEqualTo(theirs);
  }

  /** The transfer is lost on its way, whoever sends it again; only the cancellation arrives. */
  @Test
  void aCancelledPayoutIsReleasedOnceThatIsFinal() {
    PaymentKey payment = sent();
    String transfer =
        live.texts("SELECT data FROM relay WHERE subject = '" + payment.id() + "'").getFirst();
    String selector = transfer.substring(2, 10);
    live.urls().forEach(url -> url.withholdIf(request -> isSendOf(request, selector)));
    anvil.drop(hash(payment).orElseThrow());

    assertThat(
            live.payouts().cancel(payment.id(), Actor.operator()).orElseThrow().isCancelRequested())
        .isTrue();

    live.workAndMine(node, "it is released", () -> live.is(payment, PaymentStatus.FAILED));
    assertThat(live.transfers(payment)).isZero();
    live.urls().forEach(LyingNode::beHonest);
    anvil.request("eth_sendRawTransaction", raw(payment));
    anvil.send(anvil.account(5), network.token().address(), transfer);
    mine(1);
    assertThat(live.transfers(payment)).as("it cannot be paid any more").isZero();
  }

  private static boolean isSendOf(JsonNode request, String selector) {
    return request.path("method").asText().equals("eth_sendRawTransaction")
        && request.path("params").path(0).asText().contains(selector);
  }

  private static String raw(PaymentKey payment) {
    return live.texts(
            "SELECT raw FROM relay_transaction WHERE reference LIKE '"
                + payment.id()
                + "%' ORDER BY signed_at LIMIT 1")
        .getFirst();
  }

  /** Its block is not final yet, but will be. */
  @Test
  void aCancellationThatComesTooLateChangesNothing() {
    PaymentKey payment = sent();
    mine(1);

    live.payouts().cancel(payment.id(), Actor.operator()).orElseThrow();

    settles(payment);
  }

  @Test
  void aGapInTheNoncesIsFilledByEmptyTransactions() {
    live.execute("UPDATE relayer SET next_nonce = next_nonce + 2");
    PaymentKey payment = live.pay(AMOUNT);

    settles(payment);

    live.work(
        node,
        "both are filled",
        () ->
            live.texts(
                    "SELECT count(*)::text FROM relay WHERE subject LIKE 'gap/%' AND is_void"
                        + " AND state = 'final'")
                .equals(List.of("2")));
  }

  @Test
  void aPayoutThatWasNeverAuthorisedIsCancelledWithoutATransaction() {
    long treasury = network.balance(network.treasury()).longValueExact();
    PaymentKey payment = live.pay(treasury + 1);
    waits(payment, "liquidity");

    live.payouts().cancel(payment.id(), Actor.operator()).orElseThrow();

    live.work(node, "failed", () -> live.is(payment, PaymentStatus.FAILED));
    assertThat(live.texts("SELECT reference FROM relay WHERE subject = '" + payment.id() + "'"))
        .isEmpty();
  }

  @Test
  void aRecipientThatTheTokenBlocksEndsAsFailed() {
    EvmAddress blocked = network.newWallet();
    network.token().block(blocked.text());
    mine(1);
    PaymentKey payment = live.pay(AMOUNT, blocked);

    waits(payment, "token");

    failsAfterItsWindow(payment);
    assertThat(live.find(payment).failureReason().orElseThrow().name()).isEqualTo("RAIL_FAILED");
  }

  @Test
  void aTokenThatIsPausedAndResumedPays() {
    network.token().pause();
    mine(1);
    PaymentKey payment = live.pay(AMOUNT);
    waits(payment, "token");

    network.token().unpause();
    mine(1);

    settles(payment);
  }

  /** Neither paused nor blocked: only the token knows why. */
  @Test
  void aTokenThatRejectsTransfersAndAcceptsThemAgainPays() {
    network.token().reject();
    mine(1);
    PaymentKey payment = live.pay(AMOUNT);
    waits(payment, "token");

    network.token().accept();
    mine(1);

    settles(payment);
  }

  /** Each try was expected to work, and is reverted; the last one works. */
  @Test
  void aTokenThatRevertsTwoTriesPaysOnceWithTheThird() {
    PaymentKey payment = sent();
    for (int failed = 1; failed <= 2; failed++) {
      revertInItsBlock(payment, failed);
      live.work(node, "it is tried again", () -> live.isRelay(payment, "sent"));
    }

    settles(payment);
    assertThat(live.texts("SELECT state FROM relay WHERE subject = '" + payment.id() + "'"))
        .containsExactly("final", "final", "final");
  }

  @Test
  void aTokenThatRevertsEveryTryPaysNothingAndTheMoneyIsReleasedAfterTheWindow() {
    PaymentKey payment = sent();
    for (int failed = 1; failed <= 3; failed++) {
      revertInItsBlock(payment, failed);
      if (failed < 3) {
        live.work(node, "it is tried again", () -> live.isRelay(payment, "sent"));
      }
    }
    waits(payment, "token");
    assertThat(live.payouts().find(payment.id()).orElseThrow().objection().orElseThrow())
        .contains("3 times");

    failsAfterItsWindow(payment);
  }

  /** No money has moved, whatever the receipt says; the operator sees it and can end it. */
  @Test
  void aTransactionThatSucceedsWithoutATransferIsNotExplainedAndCanBeCancelled() {
    PaymentKey payment = sent();
    network.token().ignore();
    mine(1);
    network.token().accept();
    mine(4);

    waits(payment, "unexplained");

    assertThat(live.is(payment, PaymentStatus.PROCESSING)).isTrue();
    live.payouts().cancel(payment.id(), Actor.operator()).orElseThrow();
    live.workAndMine(node, "it is released", () -> live.is(payment, PaymentStatus.FAILED));
    assertThat(live.transfers(payment)).isZero();
  }

  private void revertInItsBlock(PaymentKey payment, int number) {
    live.work(node, "it is in the pool", () -> isInPool(payment));
    network.token().reject();
    mine(1);
    network.token().accept();
    mine(4);
    live.work(
        node,
        "it has failed " + number + " times",
        () ->
            live.texts(
                    "SELECT count(*)::text FROM relay WHERE state = 'final' AND NOT mined_ok"
                        + " AND subject = '"
                        + payment.id()
                        + "'")
                .equals(List.of(Integer.toString(number))));
    assertThat(live.transfers(payment)).isZero();
  }

  /** It would have worked when it was sent: it is reverted in its block. */
  @Test
  void aTransactionThatIsRevertedSpendsGasAndReleasesNothingTooEarly() {
    PaymentKey payment = sent();
    EvmAddress wallet = live.wallet(payment);
    anvil.call(
        "eth_sendTransaction",
        Map.of(
            "from",
            anvil.account(0),
            "to",
            network.token().address(),
            "data",
            "0xf9f92be4" + "0".repeat(24) + wallet.text().substring(2),
            "maxFeePerGas",
            "0x174876e800",
            "maxPriorityFeePerGas",
            "0x174876e800",
            "gas",
            "0x7a120"));
    mine(1);
    live.work(node, "it is seen", () -> !live.isRelay(payment, "sent"));
    assertThat(live.is(payment, PaymentStatus.PROCESSING)).isTrue();
    mine(4);
    waits(payment, "token");

    failsAfterItsWindow(payment);
    assertThat(live.payouts().costWei(payment.id())).isPositive();
  }

  @Test
  void aSignerThatIsAwayMakesPayoutsWait() {
    node.signer().unreachable(true);
    PaymentKey payment = live.pay(AMOUNT);

    waits(payment, "signer");

    node.signer().unreachable(false);
    settles(payment);
  }

  @Test
  void aPausedRailBeginsNothingAndFollowsWhatWasSent() {
    PaymentKey before = sent();
    PaymentKey after = live.pay(AMOUNT);
    live.pause(true);

    waits(after, "paused");
    settles(before);
    assertThat(
            live.texts("SELECT windows::text FROM payout WHERE payment_id = '" + after.id() + "'"))
        .containsExactly("0");

    live.pause(false);
    settles(after);
  }

  /** The wallet, the amount and the outcome would differ if one node were believed. */
  @Test
  void oneLyingNodeOfThreeChangesNothing() {
    LyingNode liar = live.urls().getFirst();
    liar.lie((request, response) -> {
      String method = request.path("method").asText();
      ObjectNode lie = response.deepCopy();
      switch (method) {
        case "eth_getTransactionReceipt" -> lie.putNull("result");
        case "eth_getLogs" -> lie.putArray("result");
        case "eth_call" -> lie.put("result", "0x" + "0".repeat(63) + "1");
        case "eth_estimateGas" -> lie.put("result", "0x1c9c380");
        case "eth_maxPriorityFeePerGas" -> lie.put("result", "0x174876e8000");
        case "eth_getTransactionCount" -> lie.put("result", "0x0");
        default -> {}
      }
      return LyingNode.Lie.NONE.answer(request, lie);
    });
    PaymentKey payment = live.pay(AMOUNT);

    settles(payment);
  }

  /** Another program uses the relayer's key. */
  @Test
  void aNonceThatSomeoneElseUsedIsReplacedByAnother() {
    EvmAddress relayer = network.relayers().getFirst();
    PaymentKey payment = sent();
    anvil.drop(hash(payment).orElseThrow());
    anvil.call("anvil_impersonateAccount", relayer.text());
    anvil.sendCoin(relayer.text(), anvil.account(3), "0x1");
    live.urls().forEach(url -> url.withhold("eth_sendRawTransaction"));
    mine(4);
    live.work(
        node,
        "another nonce",
        () ->
            live.texts(
                    "SELECT count(DISTINCT nonce)::text FROM relay_transaction WHERE reference"
                        + " LIKE '"
                        + payment.id()
                        + "%'")
                .equals(List.of("2")));
    live.urls().forEach(LyingNode::beHonest);
    Await.pause(Duration.ofMillis(100));

    settles(payment);
  }
}
