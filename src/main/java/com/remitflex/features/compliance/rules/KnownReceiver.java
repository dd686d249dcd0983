package com.remitflex.features.compliance.rules;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.features.recipients.Recipient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * A receiver to which an account has paid.
 *
 * @param paymentId the first payment that is known
 */
record KnownReceiver(Key key, String paymentId) {
  /**
   * Identifies a receiver within an account, by a hash of the bank account or of the wallet:
   * another name for the same account is the same receiver.
   */
  record Key(HeadId head, String receiver) {}

  /** The receiver of an order; empty if it has neither bank account nor wallet. */
  static Optional<Key> of(PaymentOrder order) {
    return order
        .recipient()
        .map(KnownReceiver::text)
        .or(() -> order.wallet().map(wallet -> "wallet " + wallet.text()))
        .map(text -> new Key(order.head(), sha256(text.toUpperCase(Locale.ROOT))));
  }

  /** As {@link ReceiverStore} writes it in SQL. */
  private static String text(Recipient recipient) {
    return "bank " + recipient.bankCountry() + " " + recipient.accountNumber();
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
