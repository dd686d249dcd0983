package com.remitflex.features.rails.evm.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.payments.steps.LivePlatform;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.BreakingSigner.Point;
import com.remitflex.testing.LiveNetwork;
import com.remitflex.testing.LyingNode;
import com.remitflex.testing.TestDirectories;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A process that ends between any two steps of a payout, and another one that continues. */
@Tag("process")
class PayoutCrashTest {
  private static final long AMOUNT = 5_000_000;

  @RegisterExtension static final Anvil anvil = Anvil.forClass();

  private static LivePlatform live;

  @BeforeAll
  static void start() {
    LiveNetwork network = LiveNetwork.create(anvil, TestDirectories.createOrFail("crash"), 3);
    network.fundTreasury(1_000_000_000);
    live = new LivePlatform(network);
    anvil.automine(false);
    anvil.mine(1);
    live.awaitHead();
  }

  @AfterAll
  static void end() {
    live.close();
  }

  @AfterEach
  void check() {
    live.urls().forEach(LyingNode::beHonest);
    live.assertPaidAsStatusesSay();
  }

  private static void settledByAnother(PaymentKey payment) {
    live.workAndMine(live.node(), "settled", () -> live.is(payment, PaymentStatus.SETTLED));
    assertThat(live.transfers(payment)).isEqualTo(1);
  }

  private static void breaksAt(LivePlatform.Node node, Point point, PaymentKey payment) {
    node.signer().breakAt(point);
    live.work(node, "the process has ended at " + point, () -> !node.step());
    assertThat(live.is(payment, PaymentStatus.PROCESSING)).isTrue();
    assertThat(live.transfers(payment)).isZero();
  }

  @Test
  void afterTheClaim() {
    PaymentKey payment = live.pay(AMOUNT);

    breaksAt(live.node(), Point.BEFORE_AUTHORISATION, payment);

    assertThat(live.texts("SELECT step FROM payout WHERE payment_id = '" + payment.id() + "'"))
        .containsExactly("claimed");
    settledByAnother(payment);
  }

  @Test
  void afterTheAuthorisationWasSigned() {
    PaymentKey payment = live.pay(AMOUNT);

    breaksAt(live.node(), Point.AFTER_AUTHORISATION, payment);

    settledByAnother(payment);
  }

  @Test
  void afterTheTransactionWasSignedAndBeforeItIsStored() {
    PaymentKey payment = live.pay(AMOUNT);

    breaksAt(live.node(), Point.AFTER_TRANSACTION, payment);

    assertThat(live.isRelay(payment, "assigned")).isTrue();
    settledByAnother(payment);
  }

  @Test
  void afterTheTransactionIsStoredAndBeforeItIsSent() {
    PaymentKey payment = live.pay(AMOUNT);
    LivePlatform.Node node = live.node();
    live.urls().forEach(url -> url.withhold("eth_sendRawTransaction"));
    live.work(node, "it is stored", () -> live.isRelay(payment, "sent"));

    node.drop();
    live.urls().forEach(LyingNode::beHonest);

    settledByAnother(payment);
  }

  /** The nodes have it; the process never learns that. */
  @Test
  void afterTheTransactionWasSent() {
    PaymentKey payment = live.pay(AMOUNT);
    LivePlatform.Node node = live.node();
    live.urls()
        .forEach(url ->
            url.lie((request, response) ->
                request.path("method").asText().equals("eth_sendRawTransaction")
                    ? new byte[0]
                    : LyingNode.Lie.NONE.answer(request, response)));
    live.work(node, "it is in the pool", () -> live.isRelay(payment, "sent"));

    node.drop();
    live.urls().forEach(LyingNode::beHonest);

    settledByAnother(payment);
  }

  @Test
  void afterItWasMinedAndBeforeItsReceiptIsRead() {
    PaymentKey payment = live.pay(AMOUNT);
    LivePlatform.Node node = live.node();
    live.work(node, "it is sent", () -> live.isRelay(payment, "sent"));
    anvil.mine(1);
    live.awaitHead();
    assertThat(live.transfers(payment)).isEqualTo(1);

    node.drop();

    settledByAnother(payment);
  }

  @Test
  void afterTheProofAndBeforeTheLedgerKnows() {
    PaymentKey payment = live.pay(AMOUNT);
    LivePlatform.Node node = live.node();
    live.work(node, "it is sent", () -> live.isRelay(payment, "sent"));
    anvil.mine(4);
    live.awaitHead();
    node.stepWithoutReports();
    assertThat(live.texts("SELECT step FROM payout WHERE payment_id = '" + payment.id() + "'"))
        .containsExactly("settled");
    assertThat(live.is(payment, PaymentStatus.PROCESSING)).isTrue();

    node.drop();

    settledByAnother(payment);
  }

  @Test
  void theOtherRelayersPayWhileOneHasNoGas() {
    LivePlatform.Node node = live.node();
    live.network().setGas(live.network().relayers().getFirst(), "0x1");
    anvil.mine(1);
    live.awaitHead();
    List<PaymentKey> payments = Stream.generate(() -> live.pay(AMOUNT)).limit(6).toList();

    live.workAndMine(
        node,
        "all are settled",
        () -> payments.stream().allMatch(one -> live.is(one, PaymentStatus.SETTLED)));

    assertThat(payments).allSatisfy(one -> assertThat(live.transfers(one)).isEqualTo(1));
    assertThat(relayersOf(payments))
        .isNotEmpty()
        .doesNotContain(live.network().relayers().getFirst().text());
    live.network().setGas(live.network().relayers().getFirst(), "0x8ac7230489e80000");
  }

  private static Set<String> relayersOf(List<PaymentKey> payments) {
    return Set.copyOf(
        live.texts(
            "SELECT relayer FROM relay WHERE relayer IS NOT NULL AND subject IN ('"
                + String.join("','", payments.stream().map(PaymentKey::id).toList())
                + "')"));
  }

  /** Both believe that they work alone. */
  @Test
  void twoNodesAtOnceMakeOneTransfer() {
    PaymentKey payment = live.pay(AMOUNT);
    LivePlatform.Node one = live.node();
    LivePlatform.Node two = live.node();

    live.workAndMine(
        one,
        "settled",
        () -> {
          live.execute("UPDATE rail_order SET claimed_until = NULL, claimed_by = NULL");
          live.execute("UPDATE relayer SET leader = NULL");
          two.step();
          return live.is(payment, PaymentStatus.SETTLED);
        });

    assertThat(live.transfers(payment)).isEqualTo(1);
  }
}
