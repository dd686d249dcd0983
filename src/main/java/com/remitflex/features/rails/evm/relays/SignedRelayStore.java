package com.remitflex.features.rails.evm.relays;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.signer.SignedTransaction;
import com.remitflex.platform.database.Select;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The relay_transaction table: nothing is sent that is not in it. */
final class SignedRelayStore {
  private static final Select<SignedRelay> OF_NONCE =
      Select.of(
          """
          SELECT *,
                 (extract(epoch FROM clock_timestamp() - signed_at) * 1000)::bigint AS age_millis,
                 (extract(epoch FROM clock_timestamp() - sent_at) * 1000)::bigint AS sent_millis
          FROM relay_transaction WHERE reference = ? AND nonce = ? ORDER BY signed_at DESC
          """,
          SignedRelayStore::signed);

  private SignedRelayStore() {}

  /** Stores a transaction before it is sent; one that is stored stays as it is. */
  static void add(
      Handle handle, Relay relay, Fees fees, SignedTransaction signed, long signedHeight) {
    handle
        .createUpdate(
            """
            INSERT INTO relay_transaction (hash, reference, nonce, version, is_void, max_fee_wei,
                                           priority_wei, raw, signed_height)
            VALUES (:hash, :reference, :nonce, :version, :void, :max, :priority, :raw, :height)
            ON CONFLICT (hash) DO NOTHING
            """)
        .bind("hash", signed.hash().text())
        .bind("reference", relay.reference())
        .bind("nonce", relay.slot().orElseThrow().nonce())
        .bind("version", relay.version())
        .bind("void", relay.isVoid())
        .bind("max", new BigDecimal(fees.maxWei()))
        .bind("priority", new BigDecimal(fees.priorityWei()))
        .bind("raw", signed.raw())
        .bind("height", signedHeight)
        .execute();
  }

  /** What was signed for a relay with its nonce, the newest first. */
  static List<SignedRelay> of(Handle handle, Relay relay) {
    return relay
        .slot()
        .map(slot -> OF_NONCE.list(handle, relay.reference(), slot.nonce()))
        .orElse(List.of());
  }

  static void sent(Handle handle, Bytes32 hash) {
    handle
        .createUpdate("UPDATE relay_transaction SET sent_at = clock_timestamp() WHERE hash = :hash")
        .bind("hash", hash.text())
        .execute();
  }

  static void underpriced(Handle handle, Bytes32 hash) {
    handle
        .createUpdate(
            """
            UPDATE relay_transaction SET sent_at = clock_timestamp(), is_underpriced = true
            WHERE hash = :hash
            """)
        .bind("hash", hash.text())
        .execute();
  }

  /** The newest one is sent again immediately. */
  static void resend(Handle handle, Relay relay) {
    handle
        .createUpdate("UPDATE relay_transaction SET sent_at = NULL WHERE reference = :reference")
        .bind("reference", relay.reference())
        .execute();
  }

  private static SignedRelay signed(ResultSet row) throws SQLException {
    long sentMillis = row.getLong("sent_millis");
    boolean wasSent = !row.wasNull();
    return new SignedRelay(
        new Bytes32(row.getString("hash")),
        row.getLong("nonce"),
        row.getInt("version"),
        row.getBoolean("is_void"),
        new Fees(
            row.getBigDecimal("max_fee_wei").toBigIntegerExact(),
            row.getBigDecimal("priority_wei").toBigIntegerExact()),
        row.getString("raw"),
        row.getLong("signed_height"),
        Duration.ofMillis(row.getLong("age_millis")),
        wasSent ? Optional.of(Duration.ofMillis(sentMillis)) : Optional.empty(),
        row.getBoolean("is_underpriced"));
  }
}
