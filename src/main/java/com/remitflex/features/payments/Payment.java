package com.remitflex.features.payments;

import com.remitflex.features.rails.FailureReason;
import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Money on its way from an account to a recipient, or to another account.
 *
 * @param number its place in the order of the account's payments
 * @param amount what the recipient's amount is converted from
 * @param converted what arrives
 * @param fee on top of the amount, in its currency; zero once the money has gone back
 * @param recipient the bank account that is paid; empty when `destination` is set
 * @param destination the account of this platform that is paid
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
    Optional<String> destination,
    Optional<String> reference,
    Optional<Map<String, String>> metadata,
    Optional<FailureReason> failureReason,
    Instant createdAt,
    Instant updatedAt,
    Instant estimatedDelivery) {

  public String id() {
    return key.id();
  }

  /** Amount and fee; zero once the money has gone back. */
  public Money totalDebited() {
    return switch (status) {
      case FAILED, CANCELLED -> new Money(amount.currency(), 0);
      case PENDING, COMPLIANCE_REVIEW, PROCESSING, SETTLED, DELIVERED -> amount.plus(fee);
    };
  }

  /** Whether it ends in a bank account. */
  public boolean isToBank() {
    return !converted.currency().isStablecoin();
  }

  /** The status after a trigger, if any; where no bank is paid, `settled` is the end. */
  Optional<PaymentStatus> after(PaymentStatus.Trigger trigger) {
    return status == PaymentStatus.SETTLED && !isToBank()
        ? Optional.empty()
        : status.after(trigger);
  }

  PaymentOrder order() {
    return new PaymentOrder(
        id(), key.head(), amount, converted, corridor.orElse("this platform"), isToBank());
  }

  Payment at(PaymentStatus next, Optional<FailureReason> reason, Instant time) {
    boolean moneyBack = next == PaymentStatus.FAILED || next == PaymentStatus.CANCELLED;
    return new Payment(
        key,
        number,
        next,
        amount,
        converted,
        rate,
        moneyBack ? new Money(fee.currency(), 0) : fee,
        corridor,
        recipient,
        destination,
        reference,
        metadata,
        reason,
        createdAt,
        time,
        estimatedDelivery);
  }
}
