package com.remitflex.features.rails.evm.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.payments.steps.LivePlatform;
import com.remitflex.features.payments.steps.LivePlatform.Node;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.errors.Result;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.BreakingSigner.Point;
import com.remitflex.testing.LiveNetwork;
import com.remitflex.testing.LyingNode;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestDirectories;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random payments under random faults, on two nodes. The model is the chain itself: what it has
 * transferred must fit the status of each payment after every step, and in the end every payment is
 * over.
 */
@Tag("process")
class PayoutModelTest {
  private static final int MAX_REORGANISATION = 2;

  @RegisterExtension static final Anvil anvil = Anvil.forClass();

  private static LiveNetwork network;
  private static LivePlatform live;

  private final Random random = Seeded.random(PayoutModelTest.class);
  private final List<PaymentKey> payments = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<String> history = new ArrayList<>();

  @BeforeAll
  static void start() {
    network = LiveNetwork.create(anvil, TestDirectories.createOrFail("model"), 2);
    network.fundTreasury(100_000_000);
    live = new LivePlatform(network);
    anvil.automine(false);
    anvil.mine(4);
    live.awaitHead();
  }

  @AfterAll
  static void end() {
    live.close();
  }

  @Test
  void transfersFitTheStatusesWhateverHappens() {
    nodes.add(live.node());
    nodes.add(live.node());
    for (int i = 0; i < Seeded.cases(60, 5_000); i++) {
      act();
      check();
    }
    heal();
    int rounds = 0;
    while (payments.stream().anyMatch(one -> live.is(one, PaymentStatus.PROCESSING))) {
      nodes.forEach(Node::step);
      mine(1);
      if (++rounds % 40 == 0) {
        anvil.call("evm_increaseTime", 130);
      }
      assertThat(rounds).as(history.toString()).isLessThan(400);
    }
    live.assertPaidAsStatusesSay();
  }

  private void act() {
    int action = random.nextInt(24);
    history.add(Integer.toString(action));
    switch (action) {
      case 0, 1, 2 -> payments.add(live.pay(1_000_000 + random.nextInt(20_000_000)));
      case 3, 4, 5, 6, 7, 8, 9 -> step(random.nextInt(nodes.size()));
      case 10, 11, 12 -> mine(1 + random.nextInt(2));
      case 13 -> reorganise();
      case 14 -> dropOne();
      case 15 -> baseFee(1 + random.nextInt(40));
      case 16 -> end(random.nextInt(nodes.size()));
      case 17 -> breakOne();
      case 18 -> lie();
      case 19 -> network.setGas(relayer(), random.nextBoolean() ? "0x1" : "0x8ac7230489e80000");
      case 20 -> live.pause(random.nextBoolean());
      case 21 -> token();
      case 22 -> stranger();
      default -> operator();
    }
  }

  private EvmAddress relayer() {
    return network.relayers().get(random.nextInt(network.relayers().size()));
  }

  private void step(int index) {
    if (!nodes.get(index).step()) {
      nodes.set(index, live.node());
    }
  }

  private void end(int index) {
    nodes.get(index).drop();
    nodes.set(index, live.node());
  }

  private void mine(int blocks) {
    anvil.mine(blocks);
    live.awaitHead();
  }

  private void reorganise() {
    anvil.reorganise(1 + random.nextInt(MAX_REORGANISATION));
    mine(1);
  }

  private List<String> unmined() {
    return live.texts(
        """
        SELECT t.hash FROM relay_transaction t JOIN relay r USING (reference)
        WHERE r.state = 'sent'
        """);
  }

  private void dropOne() {
    List<String> hashes = unmined();
    if (!hashes.isEmpty()) {
      anvil.request("anvil_dropTransaction", hashes.get(random.nextInt(hashes.size())));
    }
  }

  private void baseFee(int gwei) {
    anvil.call("anvil_setNextBlockBaseFeePerGas", "0x" + Long.toHexString(gwei * 1_000_000_000L));
    mine(1);
  }

  private void breakOne() {
    Point[] points = Point.values();
    nodes.get(random.nextInt(nodes.size())).signer().breakAt(points[random.nextInt(points.length)]);
  }

  private void lie() {
    live.urls().forEach(LyingNode::beHonest);
    LyingNode liar = live.urls().get(random.nextInt(live.urls().size()));
    List<String> methods =
        List.of(
            "eth_getTransactionReceipt", "eth_getLogs", "eth_call", "eth_sendRawTransaction", "");
    String method = methods.get(random.nextInt(methods.size()));
    liar.lie((request, response) ->
        request.path("method").asText().equals(method)
            ? "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":null}"
                .formatted(request.path("id"))
                .getBytes(StandardCharsets.UTF_8)
            : LyingNode.Lie.NONE.answer(request, response));
  }

  private void token() {
    switch (random.nextInt(5)) {
      case 0 -> network.token().mint(network.treasury().text(), random.nextInt(50_000_000));
      case 1 -> anvil.request("evm_increaseTime", 1 + random.nextInt(60));
      case 2 -> network.token().reject();
      case 3 -> network.token().accept();
      default -> {
        if (random.nextBoolean()) {
          network.token().pause();
        } else {
          network.token().unpause();
        }
      }
    }
  }

  /** Someone else sends an authorisation that he has seen. */
  private void stranger() {
    List<String> data =
        live.texts("SELECT data FROM relay WHERE state = 'sent' AND recipient <> relayer");
    if (!data.isEmpty()) {
      anvil.send(
          anvil.account(5), network.token().address(), data.get(random.nextInt(data.size())));
    }
  }

  private void operator() {
    if (!payments.isEmpty()) {
      String payment = payments.get(random.nextInt(payments.size())).id();
      PayoutService service = live.payouts();
      Result<OpenPayout> result =
          random.nextInt(3) == 0
              ? service.cancel(payment, Actor.operator())
              : service.speedUp(payment, Actor.operator());
      assertThat(result).isNotNull();
    }
  }

  private void heal() {
    live.urls().forEach(LyingNode::beHonest);
    live.pause(false);
    network.token().accept();
    network.token().unpause();
    network.token().mint(network.treasury().text(), 10_000_000_000L);
    network.relayers().forEach(one -> network.setGas(one, "0x8ac7230489e80000"));
    anvil.call("anvil_setNextBlockBaseFeePerGas", "0x3b9aca00");
    for (int i = 0; i < nodes.size(); i++) {
      nodes.get(i).drop();
      nodes.set(i, live.node());
    }
    mine(1);
  }

  private void check() {
    for (PaymentKey payment : payments) {
      PaymentStatus status = live.find(payment).status();
      int transfers = live.transfers(payment);
      int least = status == PaymentStatus.SETTLED ? 1 : 0;
      int most = status == PaymentStatus.FAILED ? 0 : 1;
      assertThat(transfers)
          .as("%s is %s after %s", payment.id(), status, history)
          .isBetween(least, most);
    }
  }
}
