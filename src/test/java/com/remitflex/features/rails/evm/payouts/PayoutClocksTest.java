package com.remitflex.features.rails.evm.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.payments.steps.LivePlatform;
import com.remitflex.features.payments.steps.LivePlatform.Node;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.BreakingSigner.Point;
import com.remitflex.testing.LiveNetwork;
import com.remitflex.testing.LyingNode;
import com.remitflex.testing.TestDirectories;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Payouts on a chain whose blocks are 20 minutes behind the clock, as after a standstill. The token
 * compares a window with the time of a block, and the signer with its own clock.
 */
@Tag("process")
class PayoutClocksTest {
  private static final long AMOUNT = 5_000_000;
  private static final long BEHIND_SECONDS = 1_200;

  @RegisterExtension
  static final Anvil anvil =
      Anvil.forClass("--timestamp", Long.toString(Instant.now().getEpochSecond() - BEHIND_SECONDS));

  private static LiveNetwork network;
  private static LivePlatform live;
  private Node node;

  @BeforeAll
  static void start() {
    network = LiveNetwork.create(anvil, TestDirectories.createOrFail("clocks"), 1);
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

  @BeforeEach
  void open() {
    node = live.node();
    assertThat(blockTime()).isLessThan(Instant.now().getEpochSecond() - BEHIND_SECONDS / 2);
  }

  @AfterEach
  void check() {
    live.urls().forEach(LyingNode::beHonest);
    live.assertPaidAsStatusesSay();
  }

  private static long blockTime() {
    return Long.decode(
        anvil.call("eth_getBlockByNumber", "latest", false).path("timestamp").asText());
  }

  private void settles(PaymentKey payment) {
    live.workAndMine(node, "settled", () -> live.is(payment, PaymentStatus.SETTLED));
    assertThat(live.transfers(payment)).isEqualTo(1);
  }

  /** As if its window had been stored that long ago. */
  private static void endWindow(PaymentKey payment) {
    live.execute(
        "UPDATE payout SET valid_before = extract(epoch FROM clock_timestamp())::bigint - 1"
            + " WHERE payment_id = '"
            + payment.id()
            + "'");
  }

  private static List<String> of(PaymentKey payment, String column) {
    return live.texts(
        "SELECT (" + column + ")::text FROM payout WHERE payment_id = '" + payment.id() + "'");
  }

  /**
   * The process ends after the window is stored, and the next one comes late: the signer would
   * reject the window for as long as the chain is behind.
   */
  @Test
  void aWindowThatEndedBeforeItWasHandedToARelayerIsReplacedByAnother() {
    PaymentKey payment = live.pay(AMOUNT);
    node.signer().breakAt(Point.AFTER_AUTHORISATION);
    live.work(node, "the process has ended", () -> !node.step());
    assertThat(of(payment, "windows || ' ' || relays")).containsExactly("1 0");
    endWindow(payment);

    node = live.node();

    settles(payment);
    assertThat(of(payment, "windows")).containsExactly("2");
  }

  /** Its transaction was reverted, so another one is needed, and the signer asked again. */
  @Test
  void aWindowThatEndedBeforeTheNextTryIsReplacedByAnother() {
    PaymentKey payment = live.pay(AMOUNT);
    live.work(node, "it is sent", () -> live.isRelay(payment, "sent"));
    live.execute(
        "UPDATE relay SET state = 'rejected', nonce = NULL WHERE subject = '" + payment.id() + "'");
    anvil.call("anvil_dropAllTransactions");
    endWindow(payment);

    settles(payment);
  }

  /** What is signed is valid by the time of the blocks: it is neither signed nor sent again. */
  @Test
  void aTransactionThatWaitsForABlockKeepsItsWindow() {
    PaymentKey payment = live.pay(AMOUNT);
    live.work(node, "it is sent", () -> live.isRelay(payment, "sent"));
    endWindow(payment);

    for (int i = 0; i < 10; i++) {
      node.step();
    }

    assertThat(of(payment, "windows")).containsExactly("1");
    settles(payment);
    assertThat(of(payment, "windows")).containsExactly("1");
  }
}
