package com.remitflex.features.payments.creation;

import com.remitflex.features.exchange.quotes.Quote;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentKind;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.recipients.BankAccount;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.platform.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A payment that is priced, but not created.
 *
 * @param quote that sets the price
 * @param usualTime from its creation to its delivery
 */
record Draft(
    PaymentKind kind,
    Money amount,
    Payment.Price price,
    Optional<Quote> quote,
    Optional<String> corridor,
    Receiver receiver,
    Notes notes,
    Duration usualTime) {

  /** Who receives it: exactly one of these. */
  record Receiver(
      Optional<Recipient> recipient,
      Optional<BankAccount> bankAccount,
      Optional<Wallet> wallet,
      Optional<String> destination) {

    static Receiver of(Optional<Recipient> recipient, Optional<Wallet> wallet) {
      return new Receiver(recipient, Optional.empty(), wallet, Optional.empty());
    }

    static Receiver of(BankAccount account) {
      return new Receiver(
          Optional.empty(), Optional.of(account), Optional.empty(), Optional.empty());
    }

    static Receiver of(String destination) {
      return new Receiver(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(destination));
    }
  }

  /** What the request says beside that. */
  record Notes(Optional<String> reference, Optional<Map<String, String>> metadata) {}

  Draft with(Payment.Price other) {
    return new Draft(kind, amount, other, quote, corridor, receiver, notes, usualTime);
  }

  /** The payment at its creation. */
  Payment pending(PaymentKey key, long number, Instant now) {
    return new Payment(
        key,
        kind,
        number,
        PaymentStatus.PENDING,
        amount,
        price.converted(),
        price.rate(),
        price.fee(),
        corridor,
        receiver.recipient(),
        receiver.bankAccount(),
        receiver.wallet(),
        receiver.destination(),
        quote.map(Quote::id),
        notes.reference(),
        notes.metadata(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        now,
        now,
        now.plus(usualTime));
  }
}
