package com.remitflex.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.rails.evm.fees.NetworkFees;
import com.remitflex.proof.CanonicalChain.Moved;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Tag;

/**
 * The second, simpler model: what the chain shows is counted by receiver, since every payment has a
 * wallet of its own, and compared with what the platform says.
 */
@Tag("process")
final class Model {
  private static final String ZERO = "0x0000000000000000000000000000000000000000";

  private final ProofCluster cluster;
  private final CanonicalChain chain;
  private final String depositAddress;
  private final Set<String> released = new HashSet<>();
  private final Set<String> settled = new HashSet<>();
  private long finalHeight;
  private List<Moved> transfers = List.of();
  private Snapshot platform = new Snapshot(List.of(), List.of(), new Money(0, 0, 0, 0));

  /** A payment as the platform has it. */
  record Paid(String id, String status, String address, BigInteger minor) {
    boolean isOver() {
      return status.equals("settled") || status.equals("failed");
    }
  }

  private record Credited(String hash, long logIndex, BigInteger minor) {}

  private record Money(long available, long held, long fees, long funding) {
    BigInteger owed() {
      return BigInteger.valueOf(available + held + fees);
    }
  }

  private record Snapshot(List<Paid> payments, List<Credited> credited, Money money) {}

  Model(ProofCluster cluster, String depositAddress) {
    this.cluster = cluster;
    this.chain = new CanonicalChain(cluster.token());
    this.depositAddress = depositAddress.toLowerCase(Locale.ROOT);
  }

  /** Blocks up to this height were final once; only a breach of finality replaces them. */
  long finalHeight() {
    return finalHeight;
  }

  /** Compares; nothing is mined in the meantime. */
  void check() {
    long head = chain.update();
    finalHeight = Math.max(finalHeight, head - ProofCluster.FINAL_BLOCKS);
    transfers = chain.transfers().toList();
    platform = read();
    List<Paid> payments = platform.payments();
    Map<String, List<Moved>> received =
        transfers.stream().collect(Collectors.groupingBy(Moved::to));
    assertThat(payments.stream().map(Paid::address)).doesNotHaveDuplicates();
    payments.forEach(
        payment -> check(payment, received.getOrDefault(payment.address(), List.of())));
    assertNothingElseLeaves(payments);
    checkDeposits();
    checkEquationInFlight();
  }

  private void check(Paid payment, List<Moved> received) {
    assertThat(received).as("canonical transfers of " + payment).hasSizeLessThanOrEqualTo(1);
    assertThat(received).allMatch(one -> one.amount().equals(payment.minor()));
    if (payment.status().equals("settled")) {
      settled.add(payment.id());
      assertThat(received).as("transfers of " + payment).hasSize(1);
      assertThat(received.getFirst().height()).as(payment.id()).isLessThanOrEqualTo(finalHeight);
    }
    if (payment.status().equals("failed") || payment.status().equals("cancelled")) {
      released.add(payment.id());
    }
    if (released.contains(payment.id())) {
      assertThat(received).as("transfers of the released " + payment).isEmpty();
      assertThat(payment.status()).isNotEqualTo("settled");
    }
    if (settled.contains(payment.id())) {
      assertThat(payment.status()).as(payment.id()).isEqualTo("settled");
    }
  }

  /** Tokens leave the treasury to payments only, and deposit addresses to the treasury only. */
  private void assertNothingElseLeaves(List<Paid> payments) {
    Set<String> wallets = payments.stream().map(Paid::address).collect(Collectors.toSet());
    String treasury = treasury();
    for (Moved one : transfers) {
      if (one.from().equals(treasury)) {
        assertThat(wallets).as("the receiver of " + one).contains(one.to());
      }
      if (one.from().equals(depositAddress)) {
        assertThat(one.to()).as(one.toString()).isEqualTo(treasury);
      }
    }
  }

  private void checkDeposits() {
    Map<String, Moved> arrived =
        transfers.stream()
            .filter(one -> one.to().equals(depositAddress))
            .collect(Collectors.toMap(Model::place, Function.identity()));
    Set<String> seen = new HashSet<>();
    for (Credited one : platform.credited()) {
      String place = one.hash() + "/" + one.logIndex();
      assertThat(seen.add(place)).as("credited twice: " + place).isTrue();
      assertThat(arrived).as("a credited deposit").containsKey(place);
      Moved moved = arrived.get(place);
      assertThat(moved.height()).as("the block of " + place).isLessThanOrEqualTo(finalHeight);
      assertThat(moved.amount()).isEqualTo(one.minor());
    }
    assertThat(BigInteger.valueOf(-platform.money().funding()))
        .as("credited in the ledger")
        .isEqualTo(sum(platform.credited().stream().map(Credited::minor)));
  }

  private static String place(Moved one) {
    return one.hash() + "/" + one.logIndex();
  }

  private String treasury() {
    return cluster.treasury().text().toLowerCase(Locale.ROOT);
  }

  private static BigInteger sum(Stream<BigInteger> amounts) {
    return amounts.reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** Whether every payment has ended, and every final deposit is credited. */
  boolean isAtRest() {
    long arrived =
        transfers.stream()
            .filter(one -> one.to().equals(depositAddress) && one.height() <= finalHeight)
            .count();
    return platform.payments().stream().allMatch(Paid::isOver)
        && platform.credited().size() == arrived;
  }

  /** What is not yet as it should be, for the message. */
  String open() {
    return platform.payments().stream().filter(one -> !one.isOver()).toList()
        + ", credited "
        + platform.credited().size();
  }

  /**
   * The equation at any moment: tokens held = customers' available + held + fees + the operator's
   * float + deposits not yet credited − payouts not yet booked.
   */
  private void checkEquationInFlight() {
    Money money = platform.money();
    BigInteger notCredited =
        sum(amounts(one -> one.to().equals(depositAddress)))
            .subtract(sum(platform.credited().stream().map(Credited::minor)));
    BigInteger notBooked =
        sum(amounts(one -> one.from().equals(treasury())))
            .subtract(
                sum(
                    platform.payments().stream()
                        .filter(one -> one.status().equals("settled"))
                        .map(Paid::minor)));
    assertThat(tokens())
        .as("%s, not credited %s, not booked %s", money, notCredited, notBooked)
        .isEqualTo(floatMinor().add(money.owed()).add(notCredited).subtract(notBooked));
  }

  private Stream<BigInteger> amounts(Predicate<Moved> which) {
    return transfers.stream().filter(which).map(Moved::amount);
  }

  private BigInteger tokens() {
    return cluster
        .token()
        .balance(cluster.treasury().text())
        .add(cluster.token().balance(depositAddress));
  }

  /** What the operator has brought in, before the first step and since. */
  private BigInteger floatMinor() {
    return sum(amounts(one -> one.from().equals(ZERO) && one.to().equals(treasury())))
        .add(BigInteger.valueOf(ProofCluster.FLOAT_MINOR));
  }

  /**
   * The equation at rest: tokens held = customers' available + held + fees + the operator's float.
   */
  void checkEquation() {
    Money money = platform.money();
    assertThat(tokens()).as(money.toString()).isEqualTo(floatMinor().add(money.owed()));
    assertThat(money.held()).isZero();
    cluster.platform().assertWhole();
    assertThat(cluster.platform().database().with(NetworkFees::violations)).isEmpty();
  }

  List<Paid> payments() {
    return platform.payments();
  }

  /** What the platform says, at one moment. */
  private Snapshot read() {
    return cluster
        .platform()
        .database()
        .inTransaction(handle -> {
          handle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
          return new Snapshot(payments(handle), credited(handle), money(handle));
        });
  }

  private static List<Paid> payments(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT id, status, split_part(wallet, ':', 2) AS address, converted_amount
            FROM payment WHERE environment = 'live'
            """)
        .map((row, context) ->
            new Paid(
                row.getString("id"),
                row.getString("status"),
                row.getString("address").toLowerCase(Locale.ROOT),
                BigInteger.valueOf(row.getLong("converted_amount"))))
        .list();
  }

  private static List<Credited> credited(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT transaction_hash, log_index, amount FROM deposit
            WHERE environment = 'live' AND status = 'credited'
            """)
        .map((row, context) ->
            new Credited(
                row.getString("transaction_hash"),
                row.getLong("log_index"),
                BigInteger.valueOf(row.getLong("amount"))))
        .list();
  }

  private static Money money(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT coalesce(sum(available), 0) AS available, coalesce(sum(held), 0) AS held,
                   coalesce(sum(fees), 0) AS fees, coalesce(sum(funding), 0) AS funding
            FROM balance WHERE environment = 'live' AND currency = 'USDC'
            """)
        .map((row, context) ->
            new Money(
                row.getLong("available"),
                row.getLong("held"),
                row.getLong("fees"),
                row.getLong("funding")))
        .one();
  }

  /** How many of the payments have each status. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    payments().forEach(one -> counts.merge(one.status(), 1L, Long::sum));
    return counts;
  }
}
