package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.payments.PaymentStatus.Trigger;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.util.Optional;

/** One act of a generated history of accounts, by which a model and the product are compared. */
sealed interface Act {
  /**
   * A client of an account, and what it sends along.
   *
   * @param standing how its API key stands
   * @param repeatable its idempotency key
   */
  record Client(HeadId head, Standing standing, Optional<String> repeatable) {}

  /** How an API key stands. */
  enum Standing {
    ACTIVE,
    REVOKED,
    EXPIRED,
    UNKNOWN
  }

  /** An act that a client asks for; `words` are equal for equal requests. */
  sealed interface Request extends Act permits Pay, Send, Cancel, Fund {
    Client client();

    String words();
  }

  /** Asks for a payment to a bank or in another stablecoin; later acts name it by its number. */
  record Pay(
      int number,
      Client client,
      Money amount,
      boolean hasRecipient,
      Optional<Currency> to,
      Optional<String> corridor)
      implements Request {
    @Override
    public String words() {
      return "pay " + amount + hasRecipient + to + corridor;
    }
  }

  /** Asks for a payment to another account. */
  record Send(
      int number,
      Client client,
      Money amount,
      String account,
      Optional<Currency> to,
      Optional<String> corridor)
      implements Request {
    @Override
    public String words() {
      return "send " + amount + account + to + corridor;
    }
  }

  /** Asks to take back the payment that an earlier act created, if it did. */
  record Cancel(Client client, int payment) implements Request {
    @Override
    public String words() {
      return "cancel " + payment;
    }
  }

  /** Asks for test money. */
  record Fund(Client client, Money amount) implements Request {
    @Override
    public String words() {
      return "fund " + amount;
    }
  }

  /** The platform takes a step of a payment that an earlier act created, if it did. */
  record Step(int payment, HeadId head, Trigger trigger) implements Act {}

  /** A person of an account decides the review of a payment that an earlier act created. */
  record Review(HeadId head, int payment, boolean approves) implements Act {}

  /** The batch is written, and the next one reads a clock that went on, or back. */
  record NextBatch(long millis) implements Act {}
}
