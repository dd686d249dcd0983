package com.remitflex.features.rails.evm.fees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.remitflex.features.rails.evm.relays.Relays;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestPlatform;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Totals of any range, the accounts, and the transactions themselves always say the same. */
class NetworkFeeModelTest {
  private static final LocalDate FIRST = LocalDate.parse("2027-01-01");
  private static final int DAYS = 100;
  private static final List<String> NETWORKS = List.of("base", "ethereum");
  private static final List<String> RELAYERS =
      List.of(
          "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
          "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");

  private final TestPlatform platform = new TestPlatform();
  private final Random random = Seeded.random(NetworkFeeModelTest.class);
  private final NetworkFees fees = new NetworkFees(platform.database());

  /** What the model knows of a transaction. */
  private record Booked(LocalDate day, String network, String relayer, BigInteger wei) {}

  @AfterEach
  void close() {
    platform.close();
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** A relay that became final at some time, as one did before this version. */
  private Booked mined(Handle handle, int number) {
    LocalDate day = FIRST.plusDays(random.nextInt(DAYS));
    Booked one =
        new Booked(
            day,
            oneOf(NETWORKS),
            oneOf(RELAYERS),
            BigInteger.valueOf(random.nextInt(1_000_000)).multiply(BigInteger.TEN.pow(12)));
    insert(handle, number, one);
    handle.execute("SET LOCAL session_replication_role = replica");
    becomesFinal(handle, number, one.wei());
    handle.execute("SET LOCAL session_replication_role = origin");
    handle
        .createQuery("SELECT book_network_fee(r, true, :at)::text FROM relay r WHERE nonce = :n")
        .bind("at", day.atTime(random.nextInt(24), 59, 59).atOffset(ZoneOffset.UTC))
        .bind("n", number)
        .mapTo(String.class)
        .one();
    return one;
  }

  private static void insert(Handle handle, int number, Booked one) {
    handle
        .createUpdate(
            """
            INSERT INTO relay (reference, subject, network, recipient, data, state, relayer, nonce,
                               gas_limit)
            VALUES ('pmt_' || :n || '/1', 'pmt_' || :n, :network, :relayer, '0x', 'sent', :relayer,
                    :n, 100000)
            """)
        .bind("n", number)
        .bind("network", one.network())
        .bind("relayer", one.relayer())
        .execute();
  }

  private static void becomesFinal(Handle handle, int number, BigInteger wei) {
    handle
        .createUpdate(
            """
            UPDATE relay SET state = 'final', mined_hash = '0x' || repeat('a', 64),
              mined_height = :n, mined_block = '0x' || repeat('b', 64), mined_ok = true,
              mined_call = true, fee_wei = CAST(:fee AS numeric), gas_used = 50000,
              gas_price_wei = 7
            WHERE nonce = :n
            """)
        .bind("n", number)
        .bind("fee", wei.toString())
        .execute();
  }

  private FeeRange range(FeePeriod period, Optional<String> network) {
    LocalDate from = FIRST.minusDays(3).plusDays(random.nextInt(DAYS));
    return new FeeRange(period, network, from, from.plusDays(random.nextInt(DAYS)));
  }

  private static Map<String, BigInteger> sums(Stream<Booked> booked, FeePeriod period) {
    return booked.collect(
        Collectors.toMap(
            one -> period.text(one.day()) + one.network() + one.relayer(),
            Booked::wei,
            BigInteger::add,
            TreeMap::new));
  }

  private static <T> BigInteger sum(List<T> all, Function<T, BigInteger> wei) {
    return all.stream().map(wei).reduce(BigInteger.ZERO, BigInteger::add);
  }

  private List<Booked> book(int count) {
    return platform
        .database()
        .inTransaction(handle -> {
          List<Booked> all = new ArrayList<>();
          for (int number = 1; number <= count; number++) {
            all.add(mined(handle, number));
          }
          return all;
        });
  }

  private List<FeeAccount> accounts() {
    return fees.report(new FeeRange(FeePeriod.DAY, Optional.empty(), FIRST, FIRST)).accounts();
  }

  private List<String> violations() {
    return platform.database().with(NetworkFees::violations);
  }

  @Test
  void everyTotalIsTheSumOfItsTransactionsAndAllOfThemAreTheAccounts() {
    List<Booked> model = book(Seeded.cases(150, 5_000));

    for (int i = 0; i < Seeded.cases(30, 300); i++) {
      FeePeriod period = oneOf(List.of(FeePeriod.values()));
      Optional<String> network =
          random.nextBoolean() ? Optional.empty() : Optional.of(oneOf(NETWORKS));
      FeeRange range = range(period, network);
      Map<String, BigInteger> expected =
          sums(
              model.stream()
                  .filter(one -> !one.day().isBefore(range.from()))
                  .filter(one -> !one.day().isAfter(range.to()))
                  .filter(one -> network.isEmpty() || network.get().equals(one.network())),
              period);
      Map<String, BigInteger> totals =
          fees.report(range).totals().stream()
              .collect(
                  Collectors.toMap(
                      one -> period.text(one.firstDay()) + one.network() + one.relayer(),
                      FeeTotal::feeWei,
                      BigInteger::add,
                      TreeMap::new));
      assertThat(totals).as(range.toString()).isEqualTo(expected);
    }

    for (FeePeriod period : FeePeriod.values()) {
      FeeRange all =
          new FeeRange(period, Optional.empty(), FIRST.minusYears(1), FIRST.plusYears(1));
      List<FeeTotal> totals = fees.report(all).totals();
      for (FeeAccount account : accounts()) {
        List<FeeTotal> own =
            totals.stream()
                .filter(one -> one.network().equals(account.network()))
                .filter(one -> one.relayer().equals(account.relayer()))
                .toList();
        assertThat(sum(own, FeeTotal::feeWei))
            .as(account.toString())
            .isEqualTo(account.balanceWei())
            .isEqualTo(
                model.stream()
                    .filter(one -> one.network().equals(account.network()))
                    .filter(one -> one.relayer().equals(account.relayer().text()))
                    .map(Booked::wei)
                    .reduce(BigInteger.ZERO, BigInteger::add));
        assertThat(own.stream().mapToLong(FeeTotal::transactions).sum())
            .isEqualTo(account.entries());
      }
      assertThat(sum(totals, FeeTotal::feeWei)).isEqualTo(sum(model, Booked::wei));
    }
    assertThat(violations()).isEmpty();
  }

  @Test
  void whatLosesItsFinalBlockIsTakenBackOnceAndIsNotPartOfAnyTotal() {
    List<Booked> model = book(40);
    int kept = 25;

    for (String network : NETWORKS) {
      platform.database().use(handle -> Relays.rewind(handle, network, kept));
      platform.database().use(handle -> Relays.rewind(handle, network, kept));
    }

    assertThat(sum(accounts(), FeeAccount::balanceWei))
        .isEqualTo(sum(model.subList(0, kept), Booked::wei));
    assertThat(accounts().stream().mapToLong(FeeAccount::entries).sum()).isEqualTo(40 + 40 - kept);
    assertThat(fees.of("pmt_26").totalWei()).isZero();
    assertThat(fees.of("pmt_26").booked())
        .extracting(NetworkFee::isCharge)
        .containsExactlyInAnyOrder(true, false);
    assertThat(violations()).isEmpty();
  }

  /** Nobody can add, change or remove an entry without notice. */
  @Test
  void everyPlantedFaultIsNamed() {
    book(20);
    List<String> faults =
        List.of(
            "UPDATE network_fee SET fee_wei = fee_wei + 1 WHERE reference = 'pmt_7/1'",
            "UPDATE network_fee SET balance_wei = balance_wei + 1 WHERE reference = 'pmt_7/1'",
            "DELETE FROM network_fee WHERE reference = 'pmt_7/1'",
            "UPDATE network_fee_account SET balance_wei = balance_wei - 1"
                + " WHERE (network, relayer) = (SELECT network, relayer FROM network_fee LIMIT 1)",
            "DELETE FROM network_fee_account",
            "UPDATE relay SET fee_wei = fee_wei + 1 WHERE reference = 'pmt_7/1'",
            "DELETE FROM relay WHERE reference = 'pmt_7/1'",
            "UPDATE relay SET state = 'sent', mined_hash = NULL, mined_height = NULL,"
                + " mined_block = NULL, mined_ok = NULL, mined_call = NULL, fee_wei = NULL"
                + " WHERE reference = 'pmt_7/1'");
    for (String fault : faults) {
      List<String> found =
          platform
              .database()
              .with(handle -> {
                handle.begin();
                try {
                  handle.execute("SET LOCAL session_replication_role = replica");
                  handle.execute(fault);
                  return NetworkFees.violations(handle);
                } finally {
                  handle.rollback();
                }
              });
      assertThat(found).as(fault).isNotEmpty();
    }
    assertThat(violations()).isEmpty();
  }

  @Test
  void entriesCannotBeChangedOrRemoved() {
    book(1);
    for (String sql :
        List.of(
            "UPDATE network_fee SET fee_wei = 0",
            "DELETE FROM network_fee",
            "TRUNCATE network_fee")) {
      assertThat(catchThrowable(() -> platform.database().use(handle -> handle.execute(sql))))
          .as(sql)
          .hasMessageContaining("append-only");
    }
  }
}
