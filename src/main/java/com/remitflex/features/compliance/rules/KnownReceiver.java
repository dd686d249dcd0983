package com.remitflex.features.compliance.rules;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.platform.secrets.SignedTableStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A receiver to which an account has paid.
 *
 * @param paymentId the first payment that is known
 * @param authentic whether the row is as RemitFlex wrote it; otherwise the receiver is not known
 */
record KnownReceiver(Key key, String paymentId, boolean authentic) {
  /** Mexican account numbers (CLABE) begin with the code of the bank, as an IBAN has it too. */
  private static final String CLABE_COUNTRY = "MX";

  KnownReceiver(Key key, String paymentId) {
    this(key, paymentId, true);
  }

  /**
   * Identifies a receiver within an account, by a hash of the bank account or of the wallet:
   * another name for the same account is the same receiver.
   */
  record Key(HeadId head, String receiver) {
    /** What the row's MAC covers: that the receiver is known, not since which payment. */
    List<byte[]> macParts() {
      return SignedTableStore.parts(
          "review_receiver v1", head.accountId(), head.environment().word(), receiver);
    }
  }

  /** The receiver of an order; empty if it has neither bank account nor wallet. */
  static Optional<Key> of(PaymentOrder order) {
    return order
        .recipient()
        .map(KnownReceiver::text)
        .or(() -> order.wallet().map(wallet -> wallet(wallet.text())))
        .map(text -> key(order.head(), text));
  }

  static Key key(HeadId head, String text) {
    return new Key(head, sha256(text.toUpperCase(Locale.ROOT)));
  }

  static String wallet(String text) {
    return "wallet " + text;
  }

  private static String text(Recipient recipient) {
    return bank(recipient.bankCountry(), recipient.accountNumber(), recipient.bankCode());
  }

  /** Banks give the same account numbers, unless these contain the code of the bank. */
  static String bank(String country, String accountNumber, String bankCode) {
    boolean containsBank = accountNumber.startsWith(country) || country.equals(CLABE_COUNTRY);
    return "bank " + country + " " + accountNumber + (containsBank ? "" : " " + bankCode);
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
