package com.remitflex.features.payments;

import com.remitflex.features.rails.FailureReason;
import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.features.rails.Settlement;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A payment from an account to a recipient, or to another account.
 *
 * @param number orders the payments of an account with the same time of creation
 * @param amount sent, without the fee
 * @param converted the amount that arrives
 * @param fee on top of the amount, in its currency; zero after a refund
 * @param recipient the receiving bank account
 * @param wallet the receiving wallet, instead of a bank account
 * @param destination the receiving account of this platform, instead of either
 * @param settlement the facts of the payment on a network, if it uses one
 */
public record Payment(
    PaymentKey key,
    long number,
    PaymentStatus status,
    Money amount,
    Money converted,
    Rate rate,
    Money fee,
    Optional<String> corridor,
    Optional<Recipient> recipient,
    Optional<Wallet> wallet,
    Optional<String> destination,
    Optional<String> reference,
    Optional<Map<String, String>> metadata,
    Optional<FailureReason> failureReason,
    Optional<Settlement> settlement,
    Instant createdAt,
    Instant updatedAt,
    Instant estimatedDelivery) {

  /** Maximum length of a reference, in Unicode code points. */
  public static final int MAX_REFERENCE = 255;

  /**
   * The price of a payment.
   *
   * @param converted the amount that arrives
   * @param fee on top of the amount, in its currency
   */
  public record Price(Rate rate, Money converted, Money fee) {}

  public String id() {
    return key.id();
  }

  /** Amount and fee; zero after a refund. */
  public Money totalDebited() {
    return switch (status) {
      case FAILED, CANCELLED -> new Money(amount.currency(), 0);
      case PENDING, COMPLIANCE_REVIEW, PROCESSING, SETTLED, DELIVERED -> amount.plus(fee);
    };
  }

  /** Whether the receiver is a bank account. */
  public boolean isToBank() {
    return !converted.currency().isStablecoin();
  }

  /** The status after a trigger, if there is one; `settled` is final unless a bank receives it. */
  Optional<PaymentStatus> after(PaymentStatus.Trigger trigger) {
    return status == PaymentStatus.SETTLED && !isToBank()
        ? Optional.empty()
        : status.after(trigger);
  }

  /** The order to the payment's rail. */
  public PaymentOrder order() {
    return new PaymentOrder(
        id(), key.head(), amount, converted, corridor.orElse("this platform"), recipient, wallet);
  }

  public Payment at(PaymentStatus next, Optional<FailureReason> reason, Instant time) {
    boolean refunded = next == PaymentStatus.FAILED || next == PaymentStatus.CANCELLED;
    return new Payment(
        key,
        number,
        next,
        amount,
        converted,
        rate,
        refunded ? new Money(fee.currency(), 0) : fee,
        corridor,
        recipient,
        wallet,
        destination,
        reference,
        metadata,
        reason,
        settlement,
        createdAt,
        time,
        estimatedDelivery);
  }

  /** The same payment with these facts. */
  public Payment with(Optional<Settlement> facts) {
    return new Payment(
        key,
        number,
        status,
        amount,
        converted,
        rate,
        fee,
        corridor,
        recipient,
        wallet,
        destination,
        reference,
        metadata,
        failureReason,
        facts,
        createdAt,
        updatedAt,
        estimatedDelivery);
  }
}
