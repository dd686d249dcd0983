package com.remitflex.features.rails.evm.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.payments.steps.LivePlatform;
import com.remitflex.features.payments.steps.LivePlatform.Node;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.LiveNetwork;
import com.remitflex.testing.LyingNode;
import com.remitflex.testing.TestDirectories;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A platform with one relayer on a chain of its own, which mines when a test says so. After each
 * test, every payment is paid as its status says.
 */
@Tag("process")
@ResourceLock("PayoutsOnAChain")
abstract class PayoutsOnAChain {
  static final long AMOUNT = 5_000_000;

  @RegisterExtension static final Anvil anvil = Anvil.forClass();

  static LiveNetwork network;
  static LivePlatform live;
  Node node;

  @BeforeAll
  static void start() {
    network = LiveNetwork.create(anvil, TestDirectories.createOrFail("payouts"), 1);
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
  }

  @AfterEach
  void check() {
    live.urls().forEach(LyingNode::beHonest);
    live.pause(false);
    live.assertPaidAsStatusesSay();
  }

  PaymentKey sent() {
    PaymentKey payment = live.pay(AMOUNT);
    live.work(node, "it is sent", () -> live.isRelay(payment, "sent") && isInPool(payment));
    return payment;
  }

  static boolean isInPool(PaymentKey payment) {
    return hash(payment).filter(hash -> !transaction(hash).isNull()).isPresent();
  }

  static Optional<String> hash(PaymentKey payment) {
    return live.payouts()
        .find(payment.id())
        .flatMap(OpenPayout::transaction)
        .map(one -> one.text());
  }

  static JsonNode transaction(String hash) {
    return anvil.call("eth_getTransactionByHash", hash);
  }

  void mine(int blocks) {
    anvil.mine(blocks);
    live.awaitHead();
  }

  void settles(PaymentKey payment) {
    live.workAndMine(node, "settled", () -> live.is(payment, PaymentStatus.SETTLED));
    assertThat(live.transfers(payment)).isEqualTo(1);
  }
}
