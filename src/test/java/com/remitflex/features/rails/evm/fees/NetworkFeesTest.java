package com.remitflex.features.rails.evm.fees;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.payments.steps.LivePlatform;
import com.remitflex.features.payments.steps.LivePlatform.Node;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.access.Actor;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.LiveNetwork;
import com.remitflex.testing.LyingNode;
import com.remitflex.testing.TestDirectories;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the ledger of network fees says is what the relayers of a real chain have less. */
@Tag("process")
class NetworkFeesTest {
  private static final long AMOUNT = 5_000_000;

  @RegisterExtension static final Anvil anvil = Anvil.forClass();

  private static LiveNetwork network;
  private static LivePlatform live;
  private static NetworkFees fees;
  private static final Map<EvmAddress, BigInteger> before = new HashMap<>();
  private final Node node = live.node();

  @BeforeAll
  static void start() {
    network = LiveNetwork.create(anvil, TestDirectories.createOrFail("fees"), 2);
    network.fundTreasury(1_000_000_000);
    live = new LivePlatform(network);
    fees = new NetworkFees(live.database());
    anvil.automine(false);
    anvil.mine(1);
    live.awaitHead();
    network.relayers().forEach(one -> before.put(one, coins(one)));
  }

  @AfterAll
  static void end() {
    live.close();
  }

  private static BigInteger coins(EvmAddress address) {
    return number(anvil.call("eth_getBalance", address.text(), "latest"));
  }

  private static BigInteger number(JsonNode hex) {
    return new BigInteger(hex.textValue().substring(2), 16);
  }

  /** The fee by the receipt, which the test reads itself. */
  private static BigInteger receiptFee(NetworkFee fee) {
    JsonNode receipt = anvil.receipt(fee.transaction().hash().text());
    return number(receipt.get("gasUsed")).multiply(number(receipt.get("effectiveGasPrice")));
  }

  /** After every test: chain, accounts, entries and totals say the same. */
  @AfterEach
  void everythingAgrees() {
    live.urls().forEach(LyingNode::beHonest);
    live.workAndMine(
        node,
        "every transaction is final",
        () ->
            live.texts("SELECT reference FROM relay WHERE state IN ('assigned', 'sent', 'seen')")
                .isEmpty());
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    for (FeePeriod period : FeePeriod.values()) {
      FeeRange range =
          new FeeRange(period, Optional.empty(), today.minusDays(40), today.plusDays(1));
      for (EvmAddress relayer : network.relayers()) {
        BigInteger spent = before.get(relayer).subtract(coins(relayer));
        assertThat(balance(relayer)).as("the account of " + relayer).isEqualTo(spent);
        assertThat(
                fees.report(range).totals().stream()
                    .filter(one -> one.relayer().equals(relayer))
                    .map(FeeTotal::feeWei)
                    .reduce(BigInteger.ZERO, BigInteger::add))
            .as("the totals of " + relayer)
            .isEqualTo(spent);
      }
    }
    live.assertPaidAsStatusesSay();
  }

  private static BigInteger balance(EvmAddress relayer) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return fees
        .report(new FeeRange(FeePeriod.DAY, Optional.empty(), today, today))
        .accounts()
        .stream()
        .filter(one -> one.relayer().equals(relayer))
        .map(FeeAccount::balanceWei)
        .findFirst()
        .orElse(BigInteger.ZERO);
  }

  private PaymentKey settled() {
    PaymentKey payment = live.pay(AMOUNT);
    live.workAndMine(node, "settled", () -> live.is(payment, PaymentStatus.SETTLED));
    return payment;
  }

  @Test
  void aSettledPayoutHasItsEstimateItsGasAndItsFee() {
    PaymentKey payment = settled();

    SubjectFees own = fees.of(payment.id());
    assertThat(own.expected()).isEmpty();
    assertThat(own.booked())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.kind()).isEqualTo(FeeKind.PAYOUT);
          assertThat(one.network()).isEqualTo(LiveNetwork.NAME);
          assertThat(one.transaction().succeeded()).isTrue();
          assertThat(one.transaction().hash().text())
              .isEqualTo(live.find(payment).settlement().orElseThrow().transactionHash());
          NetworkFee.Gas gas = one.transaction().gas().orElseThrow();
          assertThat(gas.priceWei().multiply(BigInteger.valueOf(gas.used())))
              .isEqualTo(one.feeWei())
              .isEqualTo(receiptFee(one));
          assertThat(one.estimateWei().orElseThrow())
              .as("near enough to be of use")
              .isBetween(one.feeWei().divide(BigInteger.TWO), one.feeWei().shiftLeft(1));
        });
    assertThat(live.payouts().costWei(payment.id())).isEqualTo(own.totalWei());
  }

  @Test
  void beforeItIsFinalAPayoutHasAnEstimateAndABound() {
    PaymentKey payment = live.pay(AMOUNT);
    live.work(node, "it is sent", () -> live.isRelay(payment, "sent"));

    SubjectFees own = fees.of(payment.id());

    assertThat(own.booked()).isEmpty();
    assertThat(own.expected())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.estimateWei().orElseThrow()).isPositive();
          assertThat(one.maxWei().orElseThrow()).isGreaterThan(one.estimateWei().orElseThrow());
          assertThat(one.minedWei()).isEmpty();
        });
    live.workAndMine(node, "settled", () -> live.is(payment, PaymentStatus.SETTLED));
    assertThat(fees.of(payment.id()).totalWei())
        .isPositive()
        .isLessThan(own.expected().getFirst().maxWei().orElseThrow());
  }

  /** The reverted transaction and the cancellation cost gas as well. */
  @Test
  void aPayoutThatIsNeverPaidHasItsFeesToo() {
    PaymentKey payment = live.pay(AMOUNT);
    live.work(node, "it is sent", () -> live.isRelay(payment, "sent"));
    blockWithHighFees(live.wallet(payment));
    anvil.mine(1);
    live.awaitHead();
    live.work(node, "it is seen", () -> !live.isRelay(payment, "sent"));
    anvil.mine(4);
    live.awaitHead();

    live.payouts().cancel(payment.id(), Actor.operator()).orElseThrow();

    live.workAndMine(node, "failed", () -> live.is(payment, PaymentStatus.FAILED));
    List<NetworkFee> own = fees.of(payment.id()).booked();
    assertThat(own)
        .extracting(NetworkFee::kind)
        .containsExactly(FeeKind.PAYOUT, FeeKind.CANCELLATION);
    assertThat(own).extracting(one -> one.transaction().succeeded()).containsExactly(false, true);
    assertThat(own).allSatisfy(one -> assertThat(one.feeWei()).isEqualTo(receiptFee(one)));
  }

  private static void blockWithHighFees(EvmAddress wallet) {
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
  }

  @Test
  void anEmptyTransactionIsACostOfNobodysPayment() {
    live.execute("UPDATE relayer SET next_nonce = next_nonce + 1");

    settled();

    live.workAndMine(
        node,
        "the gap is filled",
        () -> fees.newest(20).stream().anyMatch(one -> one.kind() == FeeKind.EMPTY));
  }

  /** A block that is not final is no cost yet, and its transaction is mined again in another. */
  @Test
  void aReorganisationBooksNothingTwice() {
    PaymentKey payment = live.pay(AMOUNT);
    live.work(node, "it is sent", () -> live.isRelay(payment, "sent"));
    anvil.mine(2);
    live.awaitHead();
    live.work(node, "it is seen", () -> live.isRelay(payment, "seen"));
    assertThat(fees.of(payment.id()).booked()).isEmpty();
    assertThat(fees.of(payment.id()).expected().getFirst().minedWei()).isPresent();

    anvil.reorganise(2);
    live.awaitHead();
    live.work(node, "it is sent again", () -> live.isRelay(payment, "sent"));

    live.workAndMine(node, "settled", () -> live.is(payment, PaymentStatus.SETTLED));
    assertThat(fees.of(payment.id()).booked()).hasSize(1);
  }
}
