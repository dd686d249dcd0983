package com.remitflex.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.payments.PaymentCommands;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.Callers;
import com.remitflex.testing.TestPlatform;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each fault in a movement is named with its account and transaction, and with what to do. */
class MovementInvariantsTest {
  private static TestPlatform platform;
  private static HeadId account;
  private static String transaction;

  @BeforeAll
  static void open() {
    platform = new TestPlatform();
    account = platform.newAccount();
    Principal key = platform.newKey(account);
    Engine engine = platform.node().start();
    for (int i = 0; i < 3; i++) {
      engine.run(PaymentCommands.create(Callers.of(key), new Money(Currency.USDC, 100_000_000)));
    }
    transaction = transaction(3);
  }

  @AfterAll
  static void close() {
    platform.close();
  }

  private static String transaction(int number) {
    return platform
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT transaction_id FROM transfer WHERE currency = 'USDC' AND number = "
                        + number)
                .mapTo(String.class)
                .one());
  }

  /** Plants faults in the balance too, so that its sums do not show them. */
  private static void assertNamed(String what, String named, String... faults) {
    assertThat(platform.violationsAfter(faults))
        .anySatisfy(line ->
            assertThat(line)
                .contains(what)
                .contains(account.accountId() + " sandbox")
                .contains(named)
                .contains("docs/operations/chart-of-accounts.md"));
  }

  @Test
  void aMissingMovementIsNamedByTheOneAfterIt() {
    assertNamed(
        "it follows movement 2: what was between them is missing",
        "transaction " + transaction(4),
        "DELETE FROM transfer WHERE currency = 'USDC' AND number = 3",
        "UPDATE balance SET available = available + 100500000, held = held - 100500000"
            + " WHERE currency = 'USDC' AND held > 0");
  }

  @Test
  void aMissingLastMovementIsNamedByTheOneBeforeIt() {
    assertNamed(
        "the balance has 4 movements, the ledger 3",
        transaction,
        "DELETE FROM transfer WHERE currency = 'USDC' AND number = 4",
        "UPDATE balance SET available = available + 100500000, held = held - 100500000"
            + " WHERE currency = 'USDC' AND held > 0");
  }

  @Test
  void aDoubledMovementIsNamed() {
    String again =
        "INSERT INTO transfer SELECT account_id, environment, 'txn_x', leg, currency, debit,"
            + " credit, amount, reason, payment_id, created_at, %s, available_after, held_after"
            + " FROM transfer WHERE currency = 'USDC' AND number = %s";
    assertNamed(
        "this number is there twice",
        "txn_x",
        "DROP INDEX transfer_movement",
        again.formatted("number", 3));
    assertNamed("available is", "txn_x", again.formatted("number + 1", 4));
    assertNamed(
        "it has no number",
        "txn_x",
        again.formatted("NULL", 3).replace("available_after, held_after", "NULL, NULL"));
  }

  @Test
  void aMovementThatIsOffByOneIsNamed() {
    assertNamed(
        "available is",
        "transaction " + transaction,
        "UPDATE transfer SET amount = amount + 1 WHERE currency = 'USDC' AND number = 3",
        "UPDATE balance SET available = available - 1, held = held + 1 WHERE currency = 'USDC'");
    assertNamed(
        "held is",
        "transaction " + transaction,
        "UPDATE transfer SET held_after = held_after + 1 WHERE currency = 'USDC' AND number = 3");
  }

  @Test
  void aMovementInTheWrongCurrencyIsNamed() {
    assertNamed(
        "sandbox USDT: transaction " + transaction,
        "movement 3",
        "UPDATE transfer SET currency = 'USDT' WHERE currency = 'USDC' AND number = 3");
    assertNamed(
        "sandbox USDC: transaction " + transaction(4),
        "movement 4",
        "UPDATE transfer SET currency = 'USDT' WHERE currency = 'USDC' AND number = 3");
  }

  @Test
  void aMovementThatIsOlderThanTheOneBeforeItIsNamed() {
    assertNamed(
        "it is older than the movement before it",
        "transaction " + transaction,
        "UPDATE transfer SET created_at = created_at - interval '1 day'"
            + " WHERE currency = 'USDC' AND number = 3");
  }

  /**
   * As nodes of the version before do, while an upgrade is under way: balance first, then lines.
   */
  @Test
  void linesOfTheVersionBeforeAreNumberedWhenTheyAreInserted() {
    HeadId other = platform.newAccount();
    String line =
        """
        INSERT INTO transfer (account_id, environment, transaction_id, leg, currency, debit, credit,
                              amount, reason, created_at)
        SELECT account_id, environment, 'txn_before', leg, currency, debit, credit, v.amount,
               'payment_created', clock_timestamp()
        FROM balance, (VALUES (1, 'available', 'held', 900), (2, 'held', 'available', 400),
                              (3, 'held', 'fees', 500)) v (leg, debit, credit, amount)
        WHERE account_id = :account AND environment = 'sandbox' AND currency = 'USDT'
        """;
    platform
        .database()
        .inTransaction(handle -> {
          handle
              .createUpdate(
                  "UPDATE balance SET available = available - 500, fees = fees + 500"
                      + " WHERE account_id = :account AND currency = 'USDT'")
              .bind("account", other.accountId())
              .execute();
          return handle.createUpdate(line).bind("account", other.accountId()).execute();
        });

    assertThat(platform.violations()).isEmpty();
  }
}
