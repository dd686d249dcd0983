package com.remitflex.features.payments;

import static com.remitflex.core.ledger.SubAccount.AVAILABLE;
import static com.remitflex.core.ledger.SubAccount.FEES;
import static com.remitflex.core.ledger.SubAccount.HELD;
import static com.remitflex.core.ledger.SubAccount.SETTLEMENT;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.platform.money.Money;
import java.time.Instant;
import java.util.Optional;

/** The transfers and events of payments, added to the effects of a command. */
public final class PaymentEffects {
  private PaymentEffects() {}

  /** Holds amount and fee of a new payment. */
  public static void hold(Effects effects, Payment payment) {
    move(effects, payment, AVAILABLE, HELD, payment.totalDebited(), "payment_created");
  }

  /** Moves the held amount and fee out of the account. */
  public static void settle(Effects effects, Payment payment) {
    move(effects, payment, HELD, SETTLEMENT, payment.amount(), "payment_settled");
    move(effects, payment, HELD, FEES, payment.fee(), "payment_fee");
  }

  /** Credits the amount to another account of this platform. */
  public static void credit(Effects effects, Payment payment, HeadId destination) {
    Optional<String> id = Optional.of(payment.id());
    effects.move(destination, SETTLEMENT, AVAILABLE, payment.amount(), "payment_received", id);
  }

  /** Returns amount and fee to the available balance, from where its status has put them. */
  static void refund(Effects effects, Payment payment) {
    if (payment.status() == PaymentStatus.SETTLED) {
      move(effects, payment, SETTLEMENT, AVAILABLE, payment.amount(), "payment_returned");
      move(effects, payment, FEES, AVAILABLE, payment.fee(), "payment_fee_returned");
    } else {
      move(effects, payment, HELD, AVAILABLE, payment.totalDebited(), "payment_released");
    }
  }

  private static void move(
      Effects effects,
      Payment payment,
      SubAccount debit,
      SubAccount credit,
      Money money,
      String reason) {
    effects.move(payment.key().head(), debit, credit, money, reason, Optional.of(payment.id()));
  }

  /** Emits the event of the status that the payment has reached. */
  public static void emitStatus(Effects effects, Payment payment, Instant now) {
    switch (payment.status()) {
      case PENDING -> emit(effects, payment, "payment.created", "created_at", now);
      case COMPLIANCE_REVIEW ->
          emit(effects, payment, "compliance.review_required", "review_required_at", now);
      case PROCESSING -> emit(effects, payment, "payment.processing", "processing_started_at", now);
      case SETTLED -> emit(effects, payment, "payment.settled", "settled_at", now);
      case DELIVERED -> emit(effects, payment, "payment.delivered", "delivered_at", now);
      case FAILED -> emit(effects, payment, "payment.failed", "failed_at", now);
      case CANCELLED -> emit(effects, payment, "payment.cancelled", "cancelled_at", now);
    }
  }

  private static void emit(
      Effects effects, Payment payment, String type, String timeField, Instant now) {
    effects.emit(
        payment.key().head(), type, payment.id(), PaymentJson.eventData(payment, timeField, now));
  }
}
