package com.remitflex.features.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.payments.PaymentStatus.Trigger;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.Callers;
import com.remitflex.testing.TestPlatform;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An audit that cannot fail is worth nothing: each kind of fault is planted and found. */
class PaymentInvariantsTest {
  private static final Money AMOUNT = new Money(Currency.USDC, 100_000_000);

  private static TestPlatform platform;
  private static Engine engine;
  private static HeadId account;
  private static Principal key;

  /** A payment that came to each status, by the status's word. */
  private static final Map<String, String> payments = new HashMap<>();

  @BeforeAll
  static void open() {
    platform = new TestPlatform();
    account = platform.newAccount();
    key = platform.newKey(account);
    engine = platform.node().start();
    payment("pending");
    payment("compliance_review", Trigger.HOLD);
    payment("processing", Trigger.HOLD, Trigger.APPROVE);
    payment("settled", Trigger.START, Trigger.SETTLE);
    payment("delivered", Trigger.START, Trigger.SETTLE, Trigger.DELIVER);
    payment("returned", Trigger.START, Trigger.SETTLE, Trigger.DELIVER, Trigger.RETURN);
    payment("failed", Trigger.START, Trigger.SETTLE, Trigger.FAIL);
    payment("cancelled", Trigger.CANCEL);
    payments.put(
        "sent",
        done(PaymentCommands.transfer(Callers.of(key), AMOUNT, platform.newAccount().accountId())));
  }

  private static void payment(String status, Trigger... steps) {
    String id = done(PaymentCommands.create(Callers.of(key), AMOUNT));
    for (Trigger step : steps) {
      done(PaymentCommands.step(platform.database(), account, id, step));
    }
    payments.put(status, id);
  }

  private static String done(Command command) {
    Result<Completed> outcome = engine.run(command);
    assertThat(outcome).isInstanceOf(Result.Ok.class);
    return outcome.orElseThrow().result().resourceId();
  }

  @AfterAll
  static void close() {
    platform.close();
  }

  @Test
  void whatTheEngineWroteIsWhole() {
    platform.assertWhole();
  }

  @Test
  void aStatusThatTheMoneyDoesNotFollowIsFound() {
    for (String status : payments.keySet()) {
      for (PaymentStatus other : PaymentStatus.values()) {
        if (!sameMoney(status, other.word())) {
          assertFound(
              "payment " + payments.get(status) + ": its funds are not in the sub-accounts",
              "UPDATE payment SET status = '" + other.word() + "', " + back(other) + where(status));
        }
      }
    }
  }

  /** What came back, as the status requires it. */
  private static String back(PaymentStatus status) {
    return status == PaymentStatus.RETURNED
        ? "returned_amount = 1, return_code = 'AC04', return_text = ''"
        : "returned_amount = NULL, return_code = NULL, return_text = NULL";
  }

  @Test
  void anExchangeOrAReturnThatIsNotInTheLedgerIsFound() {
    String found =
        "payment " + payments.get("returned") + ": its funds are not in the sub-accounts";
    String lines = " WHERE payment_id = '" + payments.get("returned") + "'";
    String exchange = lines + " AND reason = 'payment_settled'";
    String back = lines + " AND reason = 'payment_returned'";
    assertFound(found, "DELETE FROM transfer" + exchange + " AND currency = 'EUR'");
    assertFound(found, "DELETE FROM transfer" + exchange + " AND currency = 'USDC'");
    assertFound(
        found, "UPDATE transfer SET amount = amount + 1" + exchange + " AND currency = 'EUR'");
    assertFound(
        found, "UPDATE transfer SET credit = 'settlement'" + exchange + " AND credit = 'fx'");
    assertFound(found, "DELETE FROM transfer" + back);
    assertFound(found, "UPDATE transfer SET amount = amount - 1" + back);
    assertFound(found, "UPDATE transfer SET currency = 'GBP'" + back);
    assertFound(
        found,
        "INSERT INTO transfer SELECT account_id, environment, 'txn_x', leg, currency, debit,"
            + " credit, amount, reason, payment_id, created_at FROM transfer"
            + back);
    assertFound(
        found, "UPDATE payment SET returned_amount = returned_amount - 1" + where("returned"));
    assertFound(found, "UPDATE payment SET exchanged = false" + where("returned"));
    assertFound(
        found, "UPDATE payment SET converted_amount = converted_amount + 1" + where("returned"));
  }

  @Test
  void anAmountOrAFeeThatWasNotMovedIsFound() {
    for (String status : payments.keySet()) {
      if (!moneyIsBack(status)) {
        assertFound(
            "its funds are not in the sub-accounts",
            "UPDATE payment SET amount = amount + 1" + where(status));
      }
      assertFound(
          "its funds are not in the sub-accounts",
          "UPDATE payment SET fee = fee + 1" + where(status));
    }
  }

  @Test
  void aTransferThatWasChangedRemovedOrAddedIsFound() {
    String of = " AND payment_id = '" + payments.get("settled") + "'";
    assertFound(
        "its funds are not in the sub-accounts",
        "DELETE FROM transfer WHERE reason = 'payment_fee'" + of);
    assertFound(
        "its funds are not in the sub-accounts",
        "UPDATE transfer SET amount = amount - 1 WHERE reason = 'payment_settled'" + of);
    assertFound(
        "its funds are not in the sub-accounts",
        "UPDATE transfer SET payment_id = NULL WHERE reason = 'payment_settled'" + of);
    assertFound(
        "its funds are not in the sub-accounts",
        "UPDATE transfer SET currency = 'EURC' WHERE true" + of);
    assertFound(
        "its funds are not in the sub-accounts",
        "INSERT INTO transfer SELECT account_id, environment, 'txn_x', leg, currency, credit,"
            + " debit, amount, 'payment_released', payment_id, created_at FROM transfer"
            + " WHERE reason = 'payment_settled'"
            + of);
  }

  @Test
  void aTransferOfAPaymentThatDoesNotExistIsFound() {
    assertFound(
        "payment pmt_none: its funds are not in the sub-accounts",
        "INSERT INTO transfer SELECT account_id, environment, 'txn_x', leg, currency, debit,"
            + " credit, amount, reason, 'pmt_none', created_at FROM transfer"
            + " WHERE reason = 'payment_created' LIMIT 1");
  }

  @Test
  void aPaymentThatIsGoneIsFound() {
    assertFound(
        "payment " + payments.get("pending") + ": its funds are not in the sub-accounts",
        "DELETE FROM payment" + where("pending"),
        "UPDATE payment_count SET payments = payments - 1 WHERE status = 'pending'",
        "UPDATE payment_hour_count SET payments = payments - 1 WHERE status = 'pending'",
        "DELETE FROM payment_due WHERE payment_id = '" + payments.get("pending") + "'");
  }

  @Test
  void aSentPaymentThatWasNotReceivedIsFound() {
    String received = " WHERE reason = 'payment_received'";
    assertFound("received ", "DELETE FROM transfer" + received);
    assertFound("received 99999999", "UPDATE transfer SET amount = amount - 1" + received);
    assertFound("received ", "UPDATE transfer SET environment = 'live'" + received);
    assertFound(
        "received ",
        "UPDATE transfer SET leg = 9, account_id = '" + account.accountId() + "'" + received);
  }

  @Test
  void aReceivedPaymentThatWasNotSentIsFound() {
    String again =
        "INSERT INTO transfer SELECT account_id, environment, 'txn_x', leg, currency, debit,"
            + " credit, amount, reason, %s, created_at FROM transfer"
            + " WHERE reason = 'payment_received'";
    assertFound("received 200000000", again.formatted("payment_id"));
    assertFound("payment pmt_none: sent", again.formatted("'pmt_none'"));
  }

  @Test
  void aMissingWrongOrExtraStepIsFound() {
    for (String status : new String[] {"pending", "compliance_review"}) {
      assertFound(status + ", next step none", "DELETE FROM payment_due" + of(status));
      assertFound("and order to base", order(status));
    }
    for (String status : new String[] {"processing", "settled"}) {
      assertFound(status + ", next step none", "DELETE FROM rail_order" + of(status));
      assertFound(status + ", next step report and order to sandbox", step("report", status));
    }
    assertFound("pending, next step submit", due("submit", "pending"));
    assertFound("compliance_review, next step start", due("start", "compliance_review"));
    assertFound(
        "processing, next step release",
        "DELETE FROM rail_order" + of("processing"),
        step("release", "processing"));
    assertFound(
        "settled, next step submit",
        "DELETE FROM rail_order" + of("settled"),
        step("submit", "settled"));
    for (String status : new String[] {"returned", "failed", "cancelled", "sent"}) {
      assertFound("next step report", step("report", status));
      assertFound("next step order to base", order(status));
    }
    // Its rail may still ask whether the bank has sent the money back.
    assertFound("next step report", step("report", "delivered"));
    assertFound(
        "payment pmt_none: unknown, next step start",
        "INSERT INTO payment_due SELECT account_id, environment, 'pmt_none', 'start', now()"
            + " FROM payment"
            + where("sent"));
  }

  /** A version before has a step where this one has an order. */
  @Test
  void theStepOfAVersionBeforeIsNoFault() {
    assertThat(
            platform.violationsAfter(
                "DELETE FROM rail_order" + of("processing"), step("submit", "processing")))
        .isEmpty();
    assertThat(
            platform.violationsAfter(
                "DELETE FROM rail_order" + of("settled"), step("report", "settled")))
        .isEmpty();
  }

  private static String step(String step, String status) {
    return "INSERT INTO payment_due SELECT account_id, environment, id, '"
        + step
        + "', now() FROM payment"
        + where(status);
  }

  private static String order(String status) {
    return "INSERT INTO rail_order SELECT account_id, environment, id, 'base', now(), now()"
        + " FROM payment"
        + where(status);
  }

  private static String of(String status) {
    return " WHERE payment_id = '" + payments.get(status) + "'";
  }

  @Test
  void aWrongOrMissingCountOfPaymentsIsFound() {
    assertFound("9 pending ", "UPDATE payment_count SET payments = 9 WHERE status = 'pending'");
    assertFound("0 pending ", "DELETE FROM payment_count WHERE status = 'pending'");
    assertFound(
        "1 failed USDC payments of 2001-02-03 counted, 0 by hours",
        "INSERT INTO payment_count VALUES ('"
            + account.accountId()
            + "', 'live', '2001-02-03', 'failed', 'USDC', 'US-EU', 1)");
  }

  @Test
  void aWrongOrMissingCountByHourIsFound() {
    assertFound(
        "9 pending ", "UPDATE payment_hour_count SET payments = 9 WHERE status = 'pending'");
    assertFound("0 pending ", "DELETE FROM payment_hour_count WHERE status = 'pending'");
    assertFound(
        "payments of the hour 2001-02-03",
        "INSERT INTO payment_hour_count VALUES ('"
            + account.accountId()
            + "', 'live', '2001-02-03T04:00:00Z', 'failed', 'USDC', 'US-EU', 1)");
  }

  private static String due(String step, String status) {
    return "UPDATE payment_due SET step = '"
        + step
        + "' WHERE payment_id = '"
        + payments.get(status)
        + "'";
  }

  private static String where(String status) {
    return " WHERE id = '" + payments.get(status) + "'";
  }

  private static boolean sameMoney(String one, String other) {
    return place(one).equals(place(other));
  }

  private static boolean moneyIsBack(String status) {
    return place(status).equals("back");
  }

  private static String place(String status) {
    return switch (status) {
      case "pending", "compliance_review", "processing" -> "held";
      case "settled", "delivered", "sent" -> "gone";
      case "returned" -> "returned";
      default -> "back";
    };
  }

  private static void assertFound(String violation, String... faults) {
    assertThat(platform.violationsAfter(faults))
        .as(String.join("; ", faults))
        .anySatisfy(line -> assertThat(line).contains(violation));
  }
}
