package com.remitflex.features.payments.reviews;

import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.wallets.Wallet;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Finds earlier payments to a receiver in the payment table. */
final class ReceiverHistoryStore {
  /** How many of the account's payments before it are searched: there is no index of receivers. */
  static final int SEARCHED = 2_000;

  private ReceiverHistoryStore() {}

  static List<PaymentKey> keys(Handle handle, Payment payment, int limit) {
    try (Query query =
        handle.createQuery(
            """
            SELECT id FROM (
              SELECT id, recipient, wallet, created_at, number FROM payment
              WHERE account_id = :account AND environment = :environment
                AND (created_at, number) < (:created, :number)
              ORDER BY created_at DESC, number DESC LIMIT :searched) before
            WHERE recipient ->> 'account_number' = :accountNumber OR wallet = :wallet
            ORDER BY created_at DESC, number DESC LIMIT :limit
            """)) {
      return query
          .bind("account", payment.key().head().accountId())
          .bind("environment", payment.key().head().environment().word())
          .bind("created", payment.createdAt().atOffset(ZoneOffset.UTC))
          .bind("number", payment.number())
          .bind("searched", SEARCHED)
          .bind("accountNumber", payment.recipient().map(Recipient::accountNumber).orElse(""))
          .bind("wallet", payment.wallet().map(Wallet::text).orElse(""))
          .bind("limit", limit)
          .mapTo(String.class)
          .map(id -> new PaymentKey(payment.key().head(), id))
          .list();
    }
  }
}
