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

/** An audit that cannot fail is worth nothing: each kind of fault is planted and found. */
class LedgerInvariantsTest {
  private static final String DROP_CHECKS =
      "ALTER TABLE balance DROP CONSTRAINT balance_sums_to_zero,"
          + " DROP CONSTRAINT balance_available_check, DROP CONSTRAINT balance_held_check";
  private static final String TRANSFER =
      "INSERT INTO transfer (account_id, environment, transaction_id, leg, currency, debit,"
          + " credit, amount, reason, created_at) SELECT account_id, environment, 'txn_x', 1,"
          + " %s, 'funding', 'available', 1, 'test', now() FROM account_head"
          + " WHERE environment = 'sandbox'";

  private static TestPlatform platform;

  @BeforeAll
  static void open() {
    platform = new TestPlatform();
    HeadId account = platform.newAccount();
    Principal key = platform.newKey(account);
    Engine engine = platform.node().start();
    for (int i = 0; i < 3; i++) {
      engine.run(PaymentCommands.create(Callers.of(key), new Money(Currency.USDC, 100_000_000)));
    }
  }

  @AfterAll
  static void close() {
    platform.close();
  }

  @Test
  void stateWrittenByTheEngineHasNoViolation() {
    platform.assertWhole();
  }

  @Test
  void balanceThatDoesNotSumToZeroIsFound() {
    assertFound(
        "sub-accounts sum to 1",
        DROP_CHECKS,
        "UPDATE balance SET fees = fees + 1 WHERE currency = 'USDC'");
  }

  @Test
  void overdrawnBalanceIsFoundAlthoughItSumsToZero() {
    assertFound(
        "sub-accounts sum to 0",
        DROP_CHECKS,
        "UPDATE balance SET funding = funding + available + 1, available = -1"
            + " WHERE currency = 'EURC'");
    assertFound(
        "sub-accounts sum to 0",
        DROP_CHECKS,
        "UPDATE balance SET available = available + held + 1, held = -1"
            + " WHERE currency = 'USDC'");
  }

  @Test
  void moneyMovedInABalanceWithoutATransferIsFound() {
    assertFound(
        "held: balance",
        "UPDATE balance SET held = held + 1, available = available - 1"
            + " WHERE currency = 'USDC'");
    assertFound(
        "fx: balance 1, transfers sum to 0",
        "UPDATE balance SET fx = fx + 1, fees = fees - 1 WHERE currency = 'USDT'");
  }

  @Test
  void transferWithoutABalanceIsFound() {
    assertFound("funding: balance", TRANSFER.formatted("'USDC'"));
    assertFound("GBP available: balance 0, transfers sum to 1", TRANSFER.formatted("'GBP'"));
  }

  @Test
  void aTransferThatWasChangedOrRemovedIsFound() {
    assertFound("held: balance", "UPDATE transfer SET amount = amount + 1 WHERE credit = 'held'");
    assertFound(
        "available: balance", "UPDATE transfer SET credit = 'fx' WHERE credit = 'available'");
    assertFound("held: balance", "DELETE FROM transfer WHERE credit = 'held'");
    assertFound("available: balance", "TRUNCATE transfer");
  }

  @Test
  void missingBalanceIsFound() {
    assertFound("available: balance 0", "DELETE FROM balance WHERE currency = 'PYUSD'");
  }

  @Test
  void aGapInTheNumbersOfEventsIsFoundWhereverItIs() {
    assertFound("next event 5", "DELETE FROM event WHERE seq = 1");
    assertFound("next event 5", "DELETE FROM event WHERE seq = 2");
    assertFound("next event 5", "DELETE FROM event WHERE seq = 4");
    assertFound("next event 5", "TRUNCATE event");
    assertFound("next event 5", "UPDATE event SET seq = 0 WHERE seq = 1");
    assertFound("next event 5", "UPDATE event SET seq = 6 WHERE seq = 2");
    assertFound(
        "next event 4",
        "DELETE FROM event WHERE seq = 2",
        "UPDATE account_head SET next_event = 4 WHERE environment = 'sandbox'");
  }

  @Test
  void headWithAWrongNextEventIsFound() {
    assertFound(
        "next event 6", "UPDATE account_head SET next_event = 6 WHERE environment = 'sandbox'");
    assertFound(
        "next event 2", "UPDATE account_head SET next_event = 2 WHERE environment = 'live'");
  }

  @Test
  void eventsOfAnAccountWithoutAHeadAreFound() {
    assertFound("next event unknown", "DELETE FROM account_head WHERE environment = 'sandbox'");
  }

  private static void assertFound(String violation, String... faults) {
    assertThat(platform.violationsAfter(faults))
        .as(String.join("; ", faults))
        .anySatisfy(line -> assertThat(line).contains(violation));
  }
}
