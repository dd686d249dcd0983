package com.remitflex.features.rails.evm.strays;

import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The native_balance table: the native coin of an address at the last final block it was read. */
final class NativeBalanceStore {
  private NativeBalanceStore() {}

  /**
   * What these addresses had when they were last read, and what was recorded since.
   *
   * @param began what an address that was never read had before
   */
  static Map<EvmAddress, BigInteger> expected(
      Handle handle, String network, Map<EvmAddress, BigInteger> began) {
    return handle
        .createQuery(
            """
            SELECT a.address, coalesce(b.wei, a.wei) + coalesce((
                SELECT sum(t.amount) FROM stray_transfer t
                WHERE t.network = :network AND t.recipient = a.address AND t.kind = 'native_coin'
                  AND t.block_height > coalesce(b.block_height, -1)), 0) AS wei
            FROM unnest(:addresses, :began::numeric[]) AS a (address, wei)
            LEFT JOIN native_balance b ON b.network = :network AND b.address = a.address
            """)
        .bind("network", network)
        .bindArray(
            "addresses", String.class, began.keySet().stream().map(EvmAddress::text).toArray())
        .bindArray(
            "began", String.class, began.values().stream().map(BigInteger::toString).toArray())
        .map((row, context) ->
            Map.entry(
                new EvmAddress(row.getString("address")),
                row.getBigDecimal("wei").toBigIntegerExact()))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  static void put(Handle handle, String network, long height, Map<EvmAddress, BigInteger> wei) {
    wei.forEach((address, balance) ->
        handle
            .createUpdate(
                """
                INSERT INTO native_balance (network, address, wei, block_height)
                VALUES (:network, :address, :wei, :height)
                ON CONFLICT (network, address) DO UPDATE
                SET wei = EXCLUDED.wei, block_height = EXCLUDED.block_height
                """)
            .bind("network", network)
            .bind("address", address.text())
            .bind("wei", new BigDecimal(balance))
            .bind("height", height)
            .execute());
  }
}
