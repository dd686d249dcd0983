package com.remitflex.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.ledger.LedgerStore.BalanceChange;
import com.remitflex.platform.database.LostRowException;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import com.remitflex.testing.TestPlatform;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerStoreTest {
  private static final String RESTRICTED = "23001";
  private static final String CHECK = "23514";

  private static TestPlatform platform;
  private static HeadId account;

  @BeforeAll
  static void open() {
    platform = new TestPlatform();
    account = platform.newAccount();
    platform.database().use(LedgerStoreTest::event);
  }

  private static void event(Handle handle) {
    handle.execute(
        "INSERT INTO event VALUES (?, 'sandbox', 1, 'evt_1', 't', 's', now(), '{}')",
        account.accountId());
    handle.execute("UPDATE account_head SET next_event = 2 WHERE environment = 'sandbox'");
  }

  @AfterEach
  void whole() {
    platform.assertWhole();
  }

  @AfterAll
  static void close() {
    platform.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE transfer SET amount = amount + 1",
        "UPDATE transfer SET amount = amount WHERE false",
        "DELETE FROM transfer",
        "TRUNCATE transfer",
        "UPDATE event SET type = 'other'",
        "DELETE FROM event WHERE seq = 1",
        "TRUNCATE event",
        "TRUNCATE transfer, account CASCADE",
        "MERGE INTO transfer t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
        "INSERT INTO event SELECT * FROM event ON CONFLICT (account_id, environment, seq)"
            + " DO UPDATE SET type = 'other'"
      })
  void transfersAndEventsAreNeverChangedOrRemoved(String sql) {
    assertRefused(RESTRICTED, sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE balance SET available = available + 1",
        "UPDATE balance SET available = -1, funding = funding + available + 1",
        "UPDATE balance SET held = -1, available = available + 1",
        "UPDATE balance SET fees = 1",
        "UPDATE balance SET fx = -1"
      })
  void balanceThatDoesNotSumToZeroOrIsOverdrawnIsRejected(String sql) {
    assertRefused(CHECK, sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'USDC', 'available', 'held', 0",
        "'USDC', 'available', 'held', -1",
        "'USDC', 'held', 'held', 1",
        "'USDC', 'pocket', 'held', 1",
        "'USDC', 'held', 'pocket', 1"
      })
  void transferOfNothingToItselfOrToNowhereIsRejected(String values) {
    assertRefused(
        CHECK,
        "INSERT INTO transfer (account_id, environment, transaction_id, leg, currency, debit,"
            + " credit, amount, reason, created_at)"
            + " VALUES ('"
            + account.accountId()
            + "', 'sandbox', 'txn_x', 1, "
            + values
            + ", 'test', now())");
  }

  private static void write(Handle handle, Transfer transfer) {
    Writes.send(handle, writes -> LedgerStore.write(writes, List.of(transfer)));
  }

  private static void write(Handle handle, BalanceChange change, Set<BalanceKey> existing) {
    Writes.send(handle, writes -> LedgerStore.write(writes, List.of(change), existing));
  }

  @Test
  void aTransactionIsPostedOnlyOnce() {
    Transfer transfer = transfer(IdPrefix.TRANSACTION.next());

    assertThatThrownBy(() ->
            platform
                .database()
                .inTransaction(handle -> {
                  write(handle, transfer);
                  write(handle, transfer);
                  return 0;
                }))
        .isInstanceOf(JdbiException.class)
        .rootCause()
        .hasMessageContaining("transfer_pkey");
  }

  @Test
  void balanceThatWasChangedInTheMeantimeIsNotWritten() {
    BalanceKey key = new BalanceKey(account, Currency.USDC);
    Balance stale = Balance.ZERO.move(SubAccount.FUNDING, SubAccount.AVAILABLE, 5);
    BalanceChange change =
        new BalanceChange(key, stale, stale.move(SubAccount.AVAILABLE, SubAccount.HELD, 1));

    assertThatThrownBy(() ->
            platform
                .database()
                .inTransaction(handle -> {
                  write(handle, change, Set.of(key));
                  return 0;
                }))
        .isInstanceOf(LostRowException.class);
  }

  @Test
  void balanceIsReadAsWrittenAndATransactionIsFound() {
    HeadId other = platform.newAccount();
    BalanceKey key = new BalanceKey(other, Currency.EUR);
    Transfer transfer =
        new Transfer(
            key,
            IdPrefix.TRANSACTION.next(),
            1,
            SubAccount.FUNDING,
            SubAccount.AVAILABLE,
            7,
            "test",
            Optional.empty(),
            Instant.now());
    Balance after = Balance.ZERO.move(SubAccount.FUNDING, SubAccount.AVAILABLE, 7);

    platform
        .database()
        .inTransaction(handle -> {
          write(handle, new BalanceChange(key, Balance.ZERO, after), Set.of());
          write(handle, transfer.leaving(after));
          return 0;
        });

    platform
        .database()
        .use(handle -> {
          assertThat(LedgerStore.load(handle, List.of(key))).isEqualTo(Map.of(key, after));
          assertThat(LedgerStore.ofAccount(platform.database(), other))
              .containsEntry(Currency.EUR, after);
          assertThat(
                  LedgerStore.posted(
                      handle, List.of(other), List.of(transfer.transactionId(), "txn_none")))
              .containsExactly(transfer.transactionId());
          assertThat(
                  LedgerStore.posted(handle, List.of(account), List.of(transfer.transactionId())))
              .isEmpty();
        });
  }

  @Test
  void aMoveThatOverdrawsOrIsNoMoveIsABug() {
    Balance five = Balance.ZERO.move(SubAccount.FUNDING, SubAccount.AVAILABLE, 5);

    assertThatThrownBy(() -> five.move(SubAccount.AVAILABLE, SubAccount.HELD, 6))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> five.move(SubAccount.HELD, SubAccount.AVAILABLE, 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> five.move(SubAccount.AVAILABLE, SubAccount.HELD, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> five.move(SubAccount.AVAILABLE, SubAccount.HELD, -1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> five.move(SubAccount.AVAILABLE, SubAccount.AVAILABLE, 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new Balance(List.of(1L, 0L, 0L, 0L, 0L, 0L), 0))
        .isInstanceOf(IllegalStateException.class);
  }

  private static Transfer transfer(String transactionId) {
    return new Transfer(
        new BalanceKey(account, Currency.USDC),
        transactionId,
        1,
        SubAccount.AVAILABLE,
        SubAccount.HELD,
        1,
        "test",
        Optional.empty(),
        Instant.now());
  }

  private static void assertRefused(String sqlState, String sql) {
    assertThatThrownBy(() -> platform.database().use(handle -> handle.execute(sql)))
        .as(sql)
        .rootCause()
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(sqlState));
  }
}
