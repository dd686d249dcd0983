package com.remitflex.features.accounts.deposits;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Engine;
import com.remitflex.core.ledger.LedgerStore;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.features.accounts.deposits.TransferReports.Outcome;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressService;
import com.remitflex.features.accounts.deposits.addresses.DepositNetworks;
import com.remitflex.features.accounts.deposits.addresses.SandboxNetworks;
import com.remitflex.features.rails.evm.keys.DepositAddresses;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.TestPlatform;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reports of a chain, applied by two nodes on one database. */
class TransferReportsTest {
  private static final long AMOUNT = 25_000_000;
  private static final long TEST_MONEY = 1_000_000_000_000L;
  private static final DepositNetworks NETWORKS = SandboxNetworks.with(List.of());
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static TestPlatform platform;
  private static TransferReports node;
  private static TransferReports other;
  private static DepositAddressService addresses;
  private static DepositService deposits;
  private static volatile String blocked = "";

  private HeadId account;
  private String address;

  @BeforeAll
  static void open() {
    platform = new TestPlatform();
    Engine engine = platform.node().start();
    addresses =
        new DepositAddressService(
            platform.database(),
            engine,
            NETWORKS,
            (xpub, index) -> DepositAddresses.derive(xpub, index).text(),
            network -> false,
            address -> true);
    deposits = new DepositService(platform.database(), engine, platform.trail());
    node = reports(engine);
    other = reports(platform.node().start());
  }

  private static TransferReports reports(Engine engine) {
    return new TransferReports(
        platform.database(),
        engine,
        addresses,
        NETWORKS,
        (environment, text) -> text.equalsIgnoreCase(blocked));
  }

  @BeforeEach
  void newAddress() {
    account = platform.newAccount();
    assertThat(addresses.create(Caller.operator(account), "base").orElseThrow()).isNotNull();
    address = addresses.find(account, "base").orElseThrow().address();
    blocked = "";
  }

  @AfterEach
  void whole() {
    platform.assertWhole();
  }

  @AfterAll
  static void close() {
    platform.close();
  }

  private IncomingTransfer transfer() {
    return transfer("0x%064x".formatted(NUMBER.incrementAndGet()), 0, AMOUNT);
  }

  /** As a chain reports it: in lower case. */
  private IncomingTransfer transfer(String hash, long index, long minor) {
    return new IncomingTransfer(
        new TransferId("base", hash, index),
        "0xABCDEF0000000000000000000000000000000001",
        address.toLowerCase(Locale.ROOT),
        new Money(Currency.USDC, minor));
  }

  private static Outcome take(TransferReport report) {
    return node.take(Environment.SANDBOX, List.of(report)).getFirst();
  }

  private long credited() {
    return LedgerStore.ofAccount(platform.database(), account)
            .get(Currency.USDC)
            .of(SubAccount.AVAILABLE)
        - TEST_MONEY;
  }

  private List<String> statuses() {
    return deposits.list(account, DepositFilter.ALL, PageQuery.newest(50)).page().items().stream()
        .map(deposit -> deposit.status().word() + " " + deposit.amount().minor())
        .toList();
  }

  @Test
  void manyFinalReportsOnTwoNodesCreditOnce() {
    IncomingTransfer transfer = transfer();
    List<CompletableFuture<List<Outcome>>> reports = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      TransferReports by = i % 2 == 0 ? node : other;
      TransferReport report =
          i % 3 == 0 ? new TransferReport.Seen(transfer) : new TransferReport.Final(transfer, 5);
      reports.add(
          CompletableFuture.supplyAsync(() -> by.take(Environment.SANDBOX, List.of(report))));
    }

    reports.forEach(report -> assertThat(report.join()).isSubsetOf(Outcome.APPLIED, Outcome.AGAIN));

    assertThat(take(new TransferReport.Final(transfer, 5))).isEqualTo(Outcome.APPLIED);
    assertThat(credited()).isEqualTo(AMOUNT);
    assertThat(statuses()).containsExactly("credited " + AMOUNT);
  }

  @Test
  void aTransferThatIsSeenIsNotSpendable() {
    assertThat(take(new TransferReport.Seen(transfer()))).isEqualTo(Outcome.APPLIED);

    assertThat(credited()).isZero();
    assertThat(statuses()).containsExactly("pending " + AMOUNT);
  }

  @Test
  void whatAReorganisationRemovesIsDroppedAndMayComeBack() {
    IncomingTransfer transfer = transfer();
    take(new TransferReport.Seen(transfer));
    take(new TransferReport.Unseen(transfer));
    assertThat(statuses()).containsExactly("dropped " + AMOUNT);

    take(new TransferReport.Seen(transfer));
    take(new TransferReport.Final(transfer, 5));

    assertThat(statuses()).containsExactly("credited " + AMOUNT);
    assertThat(credited()).isEqualTo(AMOUNT);
  }

  @Test
  void anotherTransferMayHaveThePlaceOfADroppedOne() {
    String hash = transfer().id().transactionHash();
    take(new TransferReport.Seen(transfer(hash, 4, AMOUNT)));
    assertThat(take(new TransferReport.Seen(transfer(hash, 4, 2 * AMOUNT))))
        .as("a contradiction")
        .isEqualTo(Outcome.REJECTED);

    take(new TransferReport.Unseen(transfer(hash, 4, AMOUNT)));
    take(new TransferReport.Final(transfer(hash, 4, 2 * AMOUNT), 5));

    assertThat(take(new TransferReport.Final(transfer(hash, 4, AMOUNT), 5)))
        .isEqualTo(Outcome.REJECTED);
    assertThat(credited()).isEqualTo(2 * AMOUNT);
  }

  @Test
  void whatWasFinalIsNotTakenFromTheAccount() {
    IncomingTransfer transfer = transfer();
    take(new TransferReport.Final(transfer, 5));

    assertThat(take(new TransferReport.Unseen(transfer))).isEqualTo(Outcome.REJECTED);
    assertThat(take(new TransferReport.Seen(transfer))).isEqualTo(Outcome.APPLIED);

    assertThat(credited()).isEqualTo(AMOUNT);
  }

  @Test
  void anAddressThatIsBlockedBeforeTheFinalBlockHoldsTheDeposit() {
    IncomingTransfer transfer = transfer();
    take(new TransferReport.Seen(transfer));
    blocked = transfer.sender();

    take(new TransferReport.Final(transfer, 5));

    assertThat(statuses()).containsExactly("held " + AMOUNT);
    assertThat(credited()).isZero();
    Deposit deposit = deposits.held(100).getLast();
    assertThat(
            deposits.keep(Caller.operator(account), deposit.id(), Optional.empty()).orElseThrow())
        .isNotNull();
    assertThat(take(new TransferReport.Final(transfer, 6))).isEqualTo(Outcome.APPLIED);
    assertThat(statuses()).containsExactly("held " + AMOUNT);
    assertThat(
            deposits
                .release(Caller.operator(account), deposit.id(), Optional.of("x"))
                .orElseThrow())
        .isNotNull();
    assertThat(credited()).isEqualTo(AMOUNT);
  }

  @Test
  void aBlockedDepositAddressHoldsTheDeposit() {
    blocked = address;

    take(new TransferReport.Seen(transfer()));

    assertThat(statuses()).containsExactly("held " + AMOUNT);
  }

  @Test
  void aReleaseHoldsAlsoIfTheBlockIsNotFinalYet() {
    IncomingTransfer transfer = transfer();
    blocked = transfer.sender();
    take(new TransferReport.Seen(transfer));
    Deposit deposit = deposits.held(100).getLast();

    assertThat(
            deposits
                .release(Caller.operator(account), deposit.id(), Optional.empty())
                .orElseThrow())
        .isNotNull();
    assertThat(statuses()).containsExactly("pending " + AMOUNT);
    take(new TransferReport.Final(transfer, 5));

    assertThat(credited()).isEqualTo(AMOUNT);
  }

  @Test
  void atTheMinimumItIsCreditedAndBelowItIsHeld() {
    String hash = transfer().id().transactionHash();
    take(new TransferReport.Final(transfer(hash, 1, 1_000_000), 5));
    take(new TransferReport.Final(transfer(hash, 2, 999_999), 5));

    assertThat(credited()).isEqualTo(1_000_000);
    assertThat(statuses()).containsExactlyInAnyOrder("credited 1000000", "held 999999");
  }

  @Test
  void confirmationsOnlyGrow() {
    IncomingTransfer transfer = transfer();
    take(new TransferReport.Seen(transfer));
    take(new TransferReport.Confirmed(transfer, 3));
    take(new TransferReport.Confirmed(transfer, 2));

    Deposit deposit =
        deposits.list(account, DepositFilter.ALL, PageQuery.newest(1)).page().items().getFirst();
    assertThat(deposit.confirmations()).isEqualTo(3);
  }

  @Test
  void anAddressThatIsNotOursIsIgnored() {
    IncomingTransfer foreign =
        new IncomingTransfer(
            new TransferId("base", "0x01", 0), "0x02", "0x" + "77".repeat(20), transfer().amount());

    assertThat(take(new TransferReport.Final(foreign, 5))).isEqualTo(Outcome.NOT_OURS);
    assertThat(
            take(
                new TransferReport.Final(
                    new IncomingTransfer(
                        new TransferId("ethereum", "0x01", 0), "0x02", address, foreign.amount()),
                    5)))
        .as("an address of another network")
        .isEqualTo(Outcome.NOT_OURS);
  }

  /** An insider puts the row back as it was before the credit, with its own MAC. */
  @Test
  void theLedgerItselfRejectsASecondCredit() {
    IncomingTransfer transfer = transfer();
    take(new TransferReport.Seen(transfer));
    Row pending = row();
    take(new TransferReport.Final(transfer, 5));
    Row credited = row();
    restore(pending);

    assertThat(take(new TransferReport.Final(transfer, 5))).isNotEqualTo(Outcome.APPLIED);

    assertThat(credited()).isEqualTo(AMOUNT);
    assertThat(platform.violations()).anyMatch(line -> line.contains("0 deposits of " + AMOUNT));
    restore(credited);
  }

  /** The account's only deposit as its row is. */
  private record Row(String status, boolean isFinal, Optional<String> creditedAt, byte[] mac) {}

  private Row row() {
    return platform
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT status, is_final, credited_at::text AS credited_at, row_mac"
                        + " FROM deposit WHERE account_id = :account")
                .bind("account", account.accountId())
                .map((row, context) ->
                    new Row(
                        row.getString("status"),
                        row.getBoolean("is_final"),
                        Optional.ofNullable(row.getString("credited_at")),
                        row.getBytes("row_mac")))
                .one());
  }

  private void restore(Row row) {
    platform
        .database()
        .use(handle ->
            handle
                .createUpdate(
                    "UPDATE deposit SET status = :status, is_final = :final, row_mac = :mac,"
                        + " credited_at = :credited::timestamptz WHERE account_id = :account")
                .bind("status", row.status())
                .bind("final", row.isFinal())
                .bind("mac", row.mac())
                .bind("credited", row.creditedAt().orElse(null))
                .bind("account", account.accountId())
                .execute());
  }
}
