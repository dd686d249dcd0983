package com.remitflex.features.payments;

import static com.remitflex.core.ledger.SubAccount.AVAILABLE;
import static com.remitflex.core.ledger.SubAccount.FEES;
import static com.remitflex.core.ledger.SubAccount.HELD;
import static com.remitflex.core.ledger.SubAccount.SETTLEMENT;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.features.exchange.positions.Exchange;
import com.remitflex.platform.money.Money;
import java.time.Instant;
import java.util.Optional;

/** The transfers and events of payments, added to the effects of a command. */
public final class PaymentEffects {
  private PaymentEffects() {}

  /** Holds amount and fee of a new payment. */
  public static void hold(Effects effects, Payment payment) {
    move(effects, payment, AVAILABLE, HELD, payment.totalDebited(), "created");
  }

  /**
   * Moves the held amount and fee out of the account. If another currency arrives, the amount is
   * exchanged for it, and that leaves the account.
   */
  public static void settle(Effects effects, Payment payment) {
    if (payment.isConverted()) {
      exchange(payment, "settled").post(effects, HELD, SETTLEMENT);
    } else {
      move(effects, payment, HELD, SETTLEMENT, payment.amount(), "settled");
    }
    move(effects, payment, HELD, FEES, payment.fee(), "fee");
  }

  /** Credits the amount to another account of this platform. */
  public static void credit(Effects effects, Payment payment, HeadId destination) {
    Optional<String> id = Optional.of(payment.id());
    effects.move(destination, SETTLEMENT, AVAILABLE, payment.amount(), "payment_received", id);
  }

  /** Returns amount and fee to the available balance, from where its status has put them. */
  static void refund(Effects effects, Payment payment) {
    if (payment.status() != PaymentStatus.SETTLED) {
      move(effects, payment, HELD, AVAILABLE, payment.totalDebited(), "released");
      return;
    }
    if (payment.exchanged()) {
      exchange(payment, "refunded").reverse(effects, AVAILABLE, SETTLEMENT);
    } else {
      move(effects, payment, SETTLEMENT, AVAILABLE, payment.amount(), "refunded");
    }
    move(effects, payment, FEES, AVAILABLE, payment.fee(), "fee_refunded");
  }

  /** Credits what a bank sent back, in the currency that it sent; the fee is kept. */
  static void takeBack(Effects effects, Payment payment, Payment.Returned returned) {
    move(effects, payment, SETTLEMENT, AVAILABLE, returned.amount(), "returned");
  }

  private static Exchange exchange(Payment payment, String step) {
    return new Exchange(
        payment.key().head(),
        payment.amount(),
        payment.converted(),
        reason(payment, step),
        Optional.of(payment.id()));
  }

  private static void move(
      Effects effects,
      Payment payment,
      SubAccount debit,
      SubAccount credit,
      Money money,
      String step) {
    effects.move(
        payment.key().head(),
        debit,
        credit,
        money,
        reason(payment, step),
        Optional.of(payment.id()));
  }

  /** Begins with the kind, for example `off_ramp_settled`. */
  private static String reason(Payment payment, String step) {
    return payment.kind().word() + "_" + step;
  }

  /** Emits the event of the status that the payment has reached. */
  public static void emitStatus(Effects effects, Payment payment, Instant now) {
    switch (payment.status()) {
      case PENDING -> emitCreated(effects, payment, now);
      case COMPLIANCE_REVIEW ->
          emit(effects, payment, "compliance.review_required", "review_required_at", now);
      case PROCESSING -> emitStep(effects, payment, "processing", "processing_started_at", now);
      case SETTLED -> emitStep(effects, payment, "settled", "settled_at", now);
      case DELIVERED -> emitStep(effects, payment, "delivered", "delivered_at", now);
      case RETURNED -> emitStep(effects, payment, "returned", "returned_at", now);
      case FAILED -> emitStep(effects, payment, "failed", "failed_at", now);
      case CANCELLED -> emitStep(effects, payment, "cancelled", "cancelled_at", now);
    }
  }

  /** The first event of an off-ramp is that of its processing. */
  private static void emitCreated(Effects effects, Payment payment, Instant now) {
    switch (payment.kind()) {
      case PAYMENT -> emitStep(effects, payment, "created", "created_at", now);
      case OFF_RAMP -> {}
    }
  }

  private static void emitStep(
      Effects effects, Payment payment, String step, String timeField, Instant now) {
    emit(effects, payment, payment.kind().event(step), timeField, now);
  }

  private static void emit(
      Effects effects, Payment payment, String type, String timeField, Instant now) {
    effects.emit(
        payment.key().head(), type, payment.id(), PaymentJson.eventData(payment, timeField, now));
  }
}
