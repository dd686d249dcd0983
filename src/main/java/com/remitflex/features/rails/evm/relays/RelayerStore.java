package com.remitflex.features.rails.evm.relays;

import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Select;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The relayer table. */
final class RelayerStore {
  private static final Select<RelayerLine> ALL =
      Select.of(
          """
          SELECT network, address, balance_wei, low_wei, next_nonce, waiting, waiting_since,
                 (SELECT count(*) FROM relay r WHERE r.network = l.network
                  AND r.relayer = l.address AND r.state IN ('assigned', 'sent', 'seen'))
                   AS in_flight
          FROM relayer l ORDER BY network, address
          """,
          RelayerStore::line);

  private RelayerStore() {}

  static List<RelayerLine> all(Handle handle) {
    return ALL.list(handle);
  }

  /**
   * Stores what the chain says about a relayer; a nonce that the chain has used is not used again.
   *
   * @param count how many transactions it has sent
   */
  static void observe(
      Handle handle,
      String network,
      EvmAddress relayer,
      long count,
      BigInteger balanceWei,
      BigInteger lowWei) {
    handle
        .createUpdate(
            """
            INSERT INTO relayer AS l (network, address, next_nonce, balance_wei, low_wei)
            VALUES (:network, :address, :count, :balance, :low)
            ON CONFLICT (network, address) DO UPDATE
            SET next_nonce = greatest(l.next_nonce, EXCLUDED.next_nonce),
                balance_wei = EXCLUDED.balance_wei, low_wei = EXCLUDED.low_wei
            """)
        .bind("network", network)
        .bind("address", relayer.text())
        .bind("count", count)
        .bind("balance", new BigDecimal(balanceWei))
        .bind("low", new BigDecimal(lowWei))
        .execute();
  }

  /** Takes or keeps the lead of a line for this time, unless another node has it. */
  static boolean lead(
      Handle handle, String network, EvmAddress relayer, String node, Duration time) {
    return handle
            .createUpdate(
                """
                UPDATE relayer
                SET leader = :node, leader_until = clock_timestamp() + :millis * interval '1 ms'
                WHERE network = :network AND address = :address
                  AND (leader IS NULL OR leader = :node OR leader_until < clock_timestamp())
                """)
            .bind("node", node)
            .bind("millis", time.toMillis())
            .bind("network", network)
            .bind("address", relayer.text())
            .execute()
        == 1;
  }

  /** Lets another node lead immediately. */
  static void release(Handle handle, String network, EvmAddress relayer, String node) {
    handle
        .createUpdate(
            """
            UPDATE relayer SET leader = NULL
            WHERE network = :network AND address = :address AND leader = :node
            """)
        .bind("network", network)
        .bind("address", relayer.text())
        .bind("node", node)
        .execute();
  }

  /** Locks a line until the transaction ends, and returns its next nonce. */
  static Optional<Long> lockNextNonce(Handle handle, String network, EvmAddress relayer) {
    return handle
        .createQuery(
            """
            SELECT next_nonce FROM relayer
            WHERE network = :network AND address = :address FOR UPDATE
            """)
        .bind("network", network)
        .bind("address", relayer.text())
        .mapTo(Long.class)
        .findOne();
  }

  static void setNextNonce(Handle handle, String network, EvmAddress relayer, long nonce) {
    handle
        .createUpdate(
            """
            UPDATE relayer SET next_nonce = :nonce
            WHERE network = :network AND address = :address
            """)
        .bind("nonce", nonce)
        .bind("network", network)
        .bind("address", relayer.text())
        .execute();
  }

  static void waits(Handle handle, String network, EvmAddress relayer, Optional<String> reason) {
    handle
        .createUpdate(
            """
            UPDATE relayer SET waiting = :reason,
              waiting_since =
                CASE WHEN CAST(:reason AS text) IS NULL THEN NULL ELSE clock_timestamp() END
            WHERE network = :network AND address = :address AND waiting IS DISTINCT FROM :reason
            """)
        .bind("reason", reason)
        .bind("network", network)
        .bind("address", relayer.text())
        .execute();
  }

  private static RelayerLine line(ResultSet row) throws SQLException {
    return new RelayerLine(
        row.getString("network"),
        new EvmAddress(row.getString("address")),
        row.getBigDecimal("balance_wei").toBigIntegerExact(),
        row.getBigDecimal("low_wei").toBigIntegerExact(),
        row.getLong("next_nonce"),
        row.getLong("in_flight"),
        Optional.ofNullable(row.getString("waiting")),
        Optional.ofNullable(row.getTimestamp("waiting_since")).map(time -> time.toInstant()));
  }
}
