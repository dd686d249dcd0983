package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.payments.PaymentStatus.Trigger;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.util.Optional;

/** One act of a generated history of accounts, to compare a model with the product. */
sealed interface Act {
  /**
   * A client of an account, and what it sends along.
   *
   * @param standing how its API key stands
   * @param repeatable its idempotency key
   */
  record Client(HeadId head, Standing standing, Optional<String> repeatable) {}

  /** The status of an API key. */
  enum Standing {
    ACTIVE,
    REVOKED,
    EXPIRED,
    UNKNOWN
  }

  /** A request of a client; `words` are equal for equal requests. */
  sealed interface Request extends Act permits Pay, CashOut, Send, Cancel, Fund {
    Client client();

    String words();
  }

  /**
   * Requests a payment to a bank, in another stablecoin or to a wallet; later acts refer to its
   * number.
   *
   * @param network that of the wallet
   */
  record Pay(
      int number,
      Client client,
      Money amount,
      boolean hasRecipient,
      Optional<Currency> to,
      Optional<String> corridor,
      Optional<String> network)
      implements Request {
    @Override
    public String words() {
      return "pay " + amount + hasRecipient + to + corridor + network;
    }
  }

  /** Requests an off-ramp, also from a fiat balance. */
  record CashOut(int number, Client client, Money amount, Currency to) implements Request {
    @Override
    public String words() {
      return "cash out " + amount + to;
    }
  }

  /** Requests a payment to another account. */
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

  /** Requests to cancel the payment of an earlier act, if that act created one. */
  record Cancel(Client client, int payment) implements Request {
    @Override
    public String words() {
      return "cancel " + payment;
    }
  }

  /** Requests test money. */
  record Fund(Client client, Money amount) implements Request {
    @Override
    public String words() {
      return "fund " + amount;
    }
  }

  /** The platform takes a step of the payment of an earlier act, if that act created one. */
  record Step(int payment, HeadId head, Trigger trigger) implements Act {}

  /**
   * A rail reports facts about the payment of an earlier act, if that act created one.
   *
   * @param confirmations 0 for a transaction that is in no block
   * @param isFinal whether the money has left
   */
  record Report(int payment, HeadId head, int hash, long confirmations, boolean isFinal)
      implements Act {}

  /** A person of an account decides the review of a payment that an earlier act created. */
  record Review(HeadId head, int payment, boolean approves) implements Act {}

  /** Writes the batch; the next one reads a clock that has moved forwards or backwards. */
  record NextBatch(long millis) implements Act {}
}
