package com.remitflex.web.dashboard.payments;

import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.rails.Settlement;
import com.remitflex.web.dashboard.site.Labels;
import java.util.Optional;

/**
 * How far a payment to a wallet is on its network.
 *
 * @param required number of confirmations after which it is final; 0 if unknown
 * @param next what happens next, in words
 */
public record ChainProgress(
    String network,
    Optional<String> transaction,
    Optional<Long> block,
    long confirmations,
    long required,
    String next) {

  /** That of a payment; empty if it does not go to a wallet. */
  static Optional<ChainProgress> of(Payment payment, long required) {
    Optional<Settlement> facts = payment.settlement();
    return payment
        .wallet()
        .map(wallet ->
            new ChainProgress(
                facts.map(Settlement::network).orElse(wallet.network()),
                facts.map(Settlement::transactionHash),
                facts.flatMap(Settlement::block),
                facts.map(Settlement::confirmations).orElse(0L),
                required,
                next(payment.status(), facts, required)));
  }

  /** The confirmations as text. */
  public String count() {
    return required == 0
        ? Labels.count(confirmations)
        : Labels.count(confirmations) + " of " + Labels.count(Math.max(required, confirmations));
  }

  /** The part of the meter that is filled. */
  public long reached() {
    return Math.min(confirmations, required);
  }

  private static String next(PaymentStatus status, Optional<Settlement> facts, long required) {
    return switch (status) {
      case PENDING, COMPLIANCE_REVIEW ->
          "The payment is checked. Then a transaction on the network is sent.";
      case PROCESSING ->
          facts
              .map(seen -> inNetwork(seen, required))
              .orElse(
                  "A transaction is prepared and sent. This can take longer while the network is"
                      + " busy; the amount stays held.");
      case SETTLED, DELIVERED, RETURNED -> "Nothing: the transaction is final.";
      case FAILED, CANCELLED ->
          "Nothing: no tokens were transferred, and the amount and fee were returned.";
    };
  }

  private static String inNetwork(Settlement seen, long required) {
    if (seen.block().isEmpty()) {
      return "The network includes the transaction in a block.";
    }
    long more = required - seen.confirmations();
    if (more <= 0) {
      return "The payment is settled as soon as the platform has verified that its block is final.";
    }
    return "The payment is settled after "
        + (more == 1 ? "one more confirmation" : Labels.count(more) + " more confirmations")
        + ", when the network can no longer remove the block.";
  }
}
