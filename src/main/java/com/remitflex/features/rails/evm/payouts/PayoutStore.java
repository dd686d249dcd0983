package com.remitflex.features.rails.evm.payouts;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.payouts.Payout.Target;
import com.remitflex.features.rails.evm.tokens.AuthorizationProof;
import com.remitflex.features.rails.evm.tokens.AuthorizedTransfer;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The payout table. */
final class PayoutStore {
  private static final Select<Payout> BY_ID =
      Select.of("SELECT * FROM payout WHERE payment_id = ?", PayoutStore::payout);

  private static final Select<Payout> OPEN =
      Select.of(
          """
          SELECT * FROM payout WHERE step NOT IN ('settled', 'failed')
          ORDER BY created_at, payment_id LIMIT ?
          """,
          PayoutStore::payout);

  private PayoutStore() {}

  static Optional<Payout> find(Handle handle, String paymentId) {
    return BY_ID.find(handle, paymentId);
  }

  static List<Payout> open(Handle handle, int limit) {
    return OPEN.list(handle, limit);
  }

  /** Stores what is to be paid, unless it is stored. */
  static void claim(Handle handle, Target target, AuthorizedTransfer transfer) {
    handle
        .createUpdate(
            """
            INSERT INTO payout (payment_id, account_id, network, chain_id, token, currency,
                                amount_minor, treasury, recipient, nonce)
            VALUES (:id, :account, :network, :chain, :token, :currency, :amount, :treasury,
                    :recipient, :nonce)
            ON CONFLICT (payment_id) DO NOTHING
            """)
        .bind("id", target.paymentId())
        .bind("account", target.accountId())
        .bind("network", target.network())
        .bind("chain", target.chainId())
        .bind("token", transfer.token().text())
        .bind("currency", target.currency().name())
        .bind("amount", transfer.amountMinor().longValueExact())
        .bind("treasury", transfer.from().text())
        .bind("recipient", transfer.to().text())
        .bind("nonce", transfer.nonce().text())
        .execute();
  }

  /** What other payouts of a token may still take from the treasury after a block. */
  static BigInteger promised(Handle handle, Payout payout, long height) {
    // One after the other, so that two payouts do not both count on the same tokens.
    handle
        .createQuery(
            "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('payout ' || :token, 0))")
        .bind("token", payout.target().network() + " " + payout.transfer().token())
        .mapTo(Integer.class)
        .one();
    return handle
        .createQuery(
            """
            SELECT coalesce(sum(amount_minor), 0) FROM payout
            WHERE network = :network AND currency = :currency AND payment_id <> :id
              AND (step IN ('authorised', 'sent') OR step = 'seen' AND block_height > :height)
            """)
        .bind("network", payout.target().network())
        .bind("currency", payout.target().currency().name())
        .bind("id", payout.id())
        .bind("height", height)
        .mapTo(BigDecimal.class)
        .one()
        .toBigIntegerExact();
  }

  /** Adds a window, before anything is signed for it; false if another node has changed it. */
  static boolean addWindow(Handle handle, Payout payout, long validBefore) {
    return handle
            .createUpdate(
                """
                UPDATE payout SET windows = windows + 1,
                  valid_before = greatest(coalesce(valid_before, 0), :before),
                  step = CASE WHEN step = 'claimed' THEN 'authorised' ELSE step END,
                  step_since = CASE WHEN step = 'claimed' THEN clock_timestamp()
                               ELSE step_since END,
                  waiting = NULL, waiting_since = NULL
                WHERE payment_id = :id AND windows = :windows AND objection IS NULL
                  AND cancel_requested_at IS NULL AND step NOT IN ('settled', 'failed')
                """)
            .bind("before", validBefore)
            .bind("id", payout.id())
            .bind("windows", payout.windows())
            .execute()
        == 1;
  }

  /** A relay carries the authorisation of the latest window. */
  static void relayed(Handle handle, Payout payout, int number) {
    handle
        .createUpdate(
            """
            UPDATE payout SET relayed_window = greatest(relayed_window, :window),
              relays = greatest(relays, :number),
              step_since = CASE WHEN step = 'sent' THEN step_since ELSE clock_timestamp() END,
              step = 'sent', waiting = NULL, waiting_since = NULL
            WHERE payment_id = :id AND step IN ('authorised', 'sent')
            """)
        .bind("window", payout.windows())
        .bind("number", number)
        .bind("id", payout.id())
        .execute();
  }

  static void seen(Handle handle, Payout payout, Bytes32 hash, long height) {
    handle
        .createUpdate(
            """
            UPDATE payout SET step = 'seen', step_since = clock_timestamp(), block_height = :height,
              transaction_hash = :hash, objection = NULL, waiting = NULL, waiting_since = NULL
            WHERE payment_id = :id AND step IN ('authorised', 'sent', 'seen')
            """)
        .bind("hash", hash.text())
        .bind("height", height)
        .bind("id", payout.id())
        .execute();
  }

  /** A reorganisation took it out of its block. */
  static void unseen(Handle handle, Payout payout) {
    handle
        .createUpdate(
            """
            UPDATE payout SET step = 'sent', step_since = clock_timestamp(), block_height = NULL,
              transaction_hash = NULL
            WHERE payment_id = :id AND step = 'seen'
            """)
        .bind("id", payout.id())
        .execute();
  }

  /** It is paid, finally; false if it was over before. */
  static boolean settled(Handle handle, Payout payout, AuthorizationProof.Paid paid) {
    return handle
            .createUpdate(
                """
                UPDATE payout SET step = 'settled', step_since = clock_timestamp(),
                  transaction_hash = :hash, block_height = :height, waiting = NULL,
                  waiting_since = NULL, proof = :proof
                WHERE payment_id = :id AND step NOT IN ('settled', 'failed')
                """)
            .bind("hash", paid.transactionHash().text())
            .bind("height", paid.height())
            .bind(
                "proof",
                "used and transferred in block "
                    + paid.height()
                    + ", transaction "
                    + paid.transactionHash())
            .bind("id", payout.id())
            .execute()
        == 1;
  }

  /** It will never be paid; false if a window was added since it was read, or it was over. */
  static boolean failed(Handle handle, Payout payout, String proof) {
    return handle
            .createUpdate(
                """
                UPDATE payout SET step = 'failed', step_since = clock_timestamp(), proof = :proof,
                  waiting = NULL, waiting_since = NULL
                WHERE payment_id = :id AND windows = :windows
                  AND step NOT IN ('settled', 'failed')
                """)
            .bind("proof", proof)
            .bind("id", payout.id())
            .bind("windows", payout.windows())
            .execute()
        == 1;
  }

  static void object(Handle handle, Payout payout, Optional<String> objection) {
    handle
        .createUpdate(
            """
            UPDATE payout SET objection = :objection
            WHERE payment_id = :id AND step NOT IN ('settled', 'failed')
            """)
        .bind("objection", objection)
        .bind("id", payout.id())
        .execute();
  }

  static void waits(Handle handle, Payout payout, Optional<String> reason) {
    handle
        .createUpdate(
            """
            UPDATE payout SET waiting = :reason,
              waiting_since =
                CASE WHEN CAST(:reason AS text) IS NULL THEN NULL ELSE clock_timestamp() END
            WHERE payment_id = :id AND waiting IS DISTINCT FROM :reason
              AND step NOT IN ('settled', 'failed')
            """)
        .bind("reason", reason)
        .bind("id", payout.id())
        .execute();
  }

  /** False if it was requested before, or the payout is over. */
  static boolean requestCancel(Handle handle, String paymentId) {
    return handle
            .createUpdate(
                """
                UPDATE payout SET cancel_requested_at = clock_timestamp()
                WHERE payment_id = :id AND cancel_requested_at IS NULL
                  AND step NOT IN ('settled', 'failed')
                """)
            .bind("id", paymentId)
            .execute()
        == 1;
  }

  /** What waits for liquidity, by network and currency. */
  static List<Shortage> shortages(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT network, currency, sum(amount_minor) AS amount, count(*) AS payouts,
                   min(waiting_since) AS since
            FROM payout WHERE waiting = 'liquidity' AND step NOT IN ('settled', 'failed')
            GROUP BY network, currency ORDER BY network, currency
            """)
        .map((row, context) ->
            new Shortage(
                row.getString("network"),
                new Money(Currency.valueOf(row.getString("currency")), row.getLong("amount")),
                row.getLong("payouts"),
                row.getTimestamp("since").toInstant()))
        .list();
  }

  private static Payout payout(ResultSet row) throws SQLException {
    return new Payout(
        new Target(
            row.getString("payment_id"),
            row.getString("account_id"),
            row.getString("network"),
            row.getLong("chain_id"),
            Currency.valueOf(row.getString("currency"))),
        new AuthorizedTransfer(
            new EvmAddress(row.getString("token")),
            new EvmAddress(row.getString("treasury")),
            new EvmAddress(row.getString("recipient")),
            BigInteger.valueOf(row.getLong("amount_minor")),
            new Bytes32(row.getString("nonce"))),
        Step.of(row.getString("step")),
        row.getTimestamp("step_since").toInstant(),
        row.getInt("windows"),
        number(row, "valid_before"),
        row.getInt("relayed_window"),
        row.getInt("relays"),
        Optional.ofNullable(row.getString("objection")),
        row.getTimestamp("cancel_requested_at") != null,
        Optional.ofNullable(row.getString("transaction_hash")).map(Bytes32::new),
        number(row, "block_height"),
        Optional.ofNullable(row.getString("proof")),
        Optional.ofNullable(row.getString("waiting")),
        Optional.ofNullable(row.getTimestamp("waiting_since")).map(Timestamp::toInstant),
        row.getTimestamp("created_at").toInstant());
  }

  private static Optional<Long> number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }
}
