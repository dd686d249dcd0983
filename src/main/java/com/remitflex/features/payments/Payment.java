package com.remitflex.features.payments;

import com.remitflex.features.rails.FailureReason;
import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.features.rails.ReturnReason;
import com.remitflex.features.rails.Settlement;
import com.remitflex.features.recipients.BankAccount;
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
 * @param bankAccount the bank account of an off-ramp, instead of a recipient
 * @param wallet the receiving wallet, instead of a bank account
 * @param destination the receiving account of this platform, instead of all of these
 * @param quoteId the quote that set the price
 * @param settlement the facts of the payment on a network, if it uses one
 * @param exchanged whether its settlement was posted as an exchange of two currencies
 * @param returned what the recipient's bank sent back after the delivery
 */
public record Payment(
    PaymentKey key,
    PaymentKind kind,
    long number,
    PaymentStatus status,
    Money amount,
    Money converted,
    Rate rate,
    Money fee,
    Optional<String> corridor,
    Optional<Recipient> recipient,
    Optional<BankAccount> bankAccount,
    Optional<Wallet> wallet,
    Optional<String> destination,
    Optional<String> quoteId,
    Optional<String> reference,
    Optional<Map<String, String>> metadata,
    Optional<FailureReason> failureReason,
    Optional<Settlement> settlement,
    boolean exchanged,
    Optional<Returned> returned,
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

  /**
   * Money that a bank sent back.
   *
   * @param amount in the currency that was delivered
   */
  public record Returned(Money amount, ReturnReason reason) {}

  public String id() {
    return key.id();
  }

  /** Amount and fee; zero after a refund. */
  public Money totalDebited() {
    return switch (status) {
      case FAILED, CANCELLED -> new Money(amount.currency(), 0);
      case PENDING, COMPLIANCE_REVIEW, PROCESSING, SETTLED, DELIVERED, RETURNED -> amount.plus(fee);
    };
  }

  /** Whether the receiver is a bank account. */
  public boolean isToBank() {
    return !converted.currency().isStablecoin();
  }

  /** Whether another currency arrives than the one that is sent. */
  public boolean isConverted() {
    return amount.currency() != converted.currency();
  }

  /** The status after a trigger, if there is one; `settled` is final unless a bank receives it. */
  Optional<PaymentStatus> after(PaymentStatus.Trigger trigger) {
    if (status == PaymentStatus.SETTLED && !isToBank()) {
      return Optional.empty();
    }
    return switch (kind) {
      case PAYMENT -> status.after(trigger);
      case OFF_RAMP -> status.afterOfOffRamp(trigger);
    };
  }

  /** Whether this can have come back: it is some of what was delivered, or all of it. */
  public boolean canReturn(Money back) {
    return back.currency() == converted.currency()
        && back.minor() > 0
        && back.minor() <= converted.minor();
  }

  /** The order to the payment's rail. */
  public PaymentOrder order() {
    return new PaymentOrder(
        id(),
        key.head(),
        amount,
        converted,
        corridor.orElse(kind == PaymentKind.OFF_RAMP ? PaymentOrder.OFF_RAMP : "this platform"),
        recipient.or(() -> bankAccount.map(BankAccount::recipient)),
        wallet);
  }

  public Payment at(PaymentStatus next, Optional<FailureReason> reason, Instant time) {
    boolean refunded = next == PaymentStatus.FAILED || next == PaymentStatus.CANCELLED;
    boolean settles = next == PaymentStatus.SETTLED && isConverted();
    return copy(
        next,
        refunded ? new Money(fee.currency(), 0) : fee,
        reason,
        settlement,
        exchanged || settles,
        returned,
        time);
  }

  /** The same payment with these facts. */
  public Payment with(Optional<Settlement> facts) {
    return copy(status, fee, failureReason, facts, exchanged, returned, updatedAt);
  }

  /** The same payment with what came back. */
  Payment withReturned(Optional<Returned> back) {
    return copy(status, fee, failureReason, settlement, exchanged, back, updatedAt);
  }

  private Payment copy(
      PaymentStatus newStatus,
      Money newFee,
      Optional<FailureReason> newReason,
      Optional<Settlement> newSettlement,
      boolean isExchanged,
      Optional<Returned> newReturned,
      Instant newUpdatedAt) {
    return new Payment(
        key,
        kind,
        number,
        newStatus,
        amount,
        converted,
        rate,
        newFee,
        corridor,
        recipient,
        bankAccount,
        wallet,
        destination,
        quoteId,
        reference,
        metadata,
        newReason,
        newSettlement,
        isExchanged,
        newReturned,
        createdAt,
        newUpdatedAt,
        estimatedDelivery);
  }
}
