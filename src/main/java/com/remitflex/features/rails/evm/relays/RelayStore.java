package com.remitflex.features.rails.evm.relays;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.relays.Relay.Gas;
import com.remitflex.features.rails.evm.relays.Relay.Mined;
import com.remitflex.features.rails.evm.relays.Relay.Slot;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Select;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The relay table. */
final class RelayStore {
  static final String COLUMNS =
      """
      SELECT r.*, (SELECT t.hash FROM relay_transaction t WHERE t.reference = r.reference
                   AND t.nonce = r.nonce ORDER BY t.signed_at DESC LIMIT 1) AS newest_hash
      FROM relay r
      """;

  private static final Select<Relay> BY_REFERENCE =
      Select.of(COLUMNS + " WHERE reference = ?", RelayStore::relay);

  private static final Select<Relay> OPEN =
      Select.of(
          COLUMNS
              + " WHERE network = ? AND state IN ('waiting', 'assigned', 'sent', 'seen')"
              + " ORDER BY sequence",
          RelayStore::relay);

  private static final Select<ExpectedFee> EXPECTED =
      Select.of(
          """
          SELECT r.state, r.estimate_wei, r.fee_wei,
                 r.gas_limit * (SELECT t.max_fee_wei FROM relay_transaction t
                                WHERE t.reference = r.reference AND t.nonce = r.nonce
                                ORDER BY t.signed_at DESC LIMIT 1) AS max_wei
          FROM relay r WHERE r.subject = ? AND r.state IN ('assigned', 'sent', 'seen')
          ORDER BY r.sequence
          """,
          row ->
              new ExpectedFee(
                  RelayState.of(row.getString("state")),
                  wei(row, "estimate_wei"),
                  wei(row, "max_wei"),
                  wei(row, "fee_wei")));

  private RelayStore() {}

  /** Adds a relay; with a reference that exists, only newer data of one that is not mined. */
  static void submit(Handle handle, RelayCall call) {
    handle
        .createUpdate(
            """
            INSERT INTO relay AS r (reference, subject, network, recipient, data)
            VALUES (:reference, :subject, :network, :recipient, :data)
            ON CONFLICT (reference) DO UPDATE
            SET data = EXCLUDED.data, version = r.version + 1, due_at = clock_timestamp()
            WHERE r.data <> EXCLUDED.data AND r.network = EXCLUDED.network
              AND r.recipient = EXCLUDED.recipient AND NOT r.is_void
              AND r.state IN ('waiting', 'assigned', 'sent')
            """)
        .bind("reference", call.reference())
        .bind("subject", call.subject())
        .bind("network", call.network())
        .bind("recipient", call.to().text())
        .bind("data", call.data())
        .execute();
  }

  static Optional<Relay> find(Handle handle, String reference) {
    return BY_REFERENCE.find(handle, reference);
  }

  static List<Relay> open(Handle handle, String network) {
    return OPEN.list(handle, network);
  }

  /** No longer wanted: never given a nonce, or its nonce is used up by an empty transaction. */
  static void withdraw(Handle handle, String reference) {
    handle
        .createUpdate(
            """
            UPDATE relay SET
              state = CASE WHEN state = 'waiting' THEN 'withdrawn' ELSE state END,
              is_void = state <> 'waiting',
              version = version + 1, waiting_since = clock_timestamp()
            WHERE reference = :reference AND NOT is_void
              AND state IN ('waiting', 'assigned', 'sent')
            """)
        .bind("reference", reference)
        .execute();
  }

  static boolean speedUp(Handle handle, String reference) {
    return handle
            .createUpdate(
                """
                UPDATE relay SET wants_speed = true
                WHERE reference = :reference AND state IN ('assigned', 'sent')
                """)
            .bind("reference", reference)
            .execute()
        == 1;
  }

  static List<ExpectedFee> expectedFees(Handle handle, String subject) {
    return EXPECTED.list(handle, subject);
  }

  static BigInteger costWei(Handle handle, String subject) {
    return handle
        .createQuery(
            """
            SELECT coalesce(sum(fee_wei), 0) FROM relay
            WHERE subject = :subject AND state = 'final'
            """)
        .bind("subject", subject)
        .mapTo(BigDecimal.class)
        .one()
        .toBigIntegerExact();
  }

  static Relay relay(ResultSet row) throws SQLException {
    RelayState state = RelayState.of(row.getString("state"));
    return new Relay(
        new RelayCall(
            row.getString("reference"),
            row.getString("subject"),
            row.getString("network"),
            new EvmAddress(row.getString("recipient")),
            row.getString("data")),
        row.getInt("version"),
        row.getBoolean("is_void"),
        state,
        row.getString("nonce") == null
            ? Optional.empty()
            : Optional.of(
                new Slot(
                    new EvmAddress(row.getString("relayer")),
                    row.getLong("nonce"),
                    row.getLong("gas_limit"))),
        Optional.ofNullable(row.getString("newest_hash")).map(Bytes32::new),
        row.getString("mined_hash") == null ? Optional.empty() : Optional.of(mined(row)),
        row.getBoolean("wants_speed"),
        Optional.ofNullable(row.getString("waiting")),
        row.getTimestamp("waiting_since").toInstant(),
        row.getTimestamp("created_at").toInstant());
  }

  private static Optional<BigInteger> wei(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getBigDecimal(column)).map(BigDecimal::toBigIntegerExact);
  }

  private static Optional<Gas> gas(ResultSet row) throws SQLException {
    Optional<BigInteger> price = wei(row, "gas_price_wei");
    return price.isEmpty()
        ? Optional.empty()
        : Optional.of(new Gas(row.getLong("gas_used"), price.get()));
  }

  private static Mined mined(ResultSet row) throws SQLException {
    return new Mined(
        new Bytes32(row.getString("mined_hash")),
        row.getLong("mined_height"),
        new Bytes32(row.getString("mined_block")),
        row.getBoolean("mined_ok"),
        row.getBoolean("mined_call"),
        row.getBigDecimal("fee_wei").toBigIntegerExact(),
        gas(row));
  }
}
