package com.remitflex.features.rails.evm.relays;

import com.remitflex.features.rails.evm.relays.Relay.Gas;
import com.remitflex.features.rails.evm.relays.Relay.Mined;
import com.remitflex.features.rails.evm.relays.Relay.Slot;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Select;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What the lines of relayers change in the relay table. */
final class LineStore {
  private static final Select<Relay> UNMINED =
      Select.of(
          RelayStore.COLUMNS
              + " WHERE network = ? AND relayer = ? AND state IN ('assigned', 'sent')"
              + " ORDER BY r.nonce",
          RelayStore::relay);

  private static final Select<Relay> SEEN =
      Select.of(
          RelayStore.COLUMNS
              + " WHERE network = ? AND relayer = ? AND state = 'seen' ORDER BY r.nonce",
          RelayStore::relay);

  private static final Select<Relay> TAKEN =
      Select.of(
          RelayStore.COLUMNS
              + " WHERE network = ? AND relayer = ? AND state = 'waiting' ORDER BY sequence",
          RelayStore::relay);

  private LineStore() {}

  /** Adds an empty transaction for a nonce that nothing has; false if something has it by now. */
  static boolean fill(
      Handle handle, String network, EvmAddress relayer, long nonce, long gasLimit) {
    return handle
            .createUpdate(
                """
                INSERT INTO relay (reference, subject, network, recipient, data, is_void, state,
                                   relayer, nonce, gas_limit)
                SELECT concat_ws('/', 'gap', :network, :relayer, :nonce,
                                 extract(epoch FROM clock_timestamp())),
                       'gap/' || :network, :network, :relayer, '0x', true, 'assigned', :relayer,
                       :nonce, :gas
                ON CONFLICT DO NOTHING
                """)
            .bind("network", network)
            .bind("relayer", relayer.text())
            .bind("nonce", nonce)
            .bind("gas", gasLimit)
            .execute()
        == 1;
  }

  /** The nonces from one to another that nothing has. */
  static List<Long> gaps(Handle handle, String network, EvmAddress relayer, long from, long to) {
    return handle
        .createQuery(
            """
            SELECT nonce FROM generate_series(:from, :to) AS nonce
            WHERE NOT EXISTS (SELECT FROM relay r WHERE r.network = :network
                              AND r.relayer = :relayer AND r.nonce = nonce.nonce)
            ORDER BY nonce
            """)
        .bind("from", from)
        .bind("to", to)
        .bind("network", network)
        .bind("relayer", relayer.text())
        .mapTo(Long.class)
        .list();
  }

  /** Those of a line that have a nonce, and are in no block. */
  static List<Relay> unmined(Handle handle, String network, EvmAddress relayer) {
    return UNMINED.list(handle, network, relayer.text());
  }

  /** Those of a line that are in a block which is not final. */
  static List<Relay> seen(Handle handle, String network, EvmAddress relayer) {
    return SEEN.list(handle, network, relayer.text());
  }

  /** Takes relays for a line, which gives them nonces later; those that it has are among them. */
  static List<Relay> take(Handle handle, String network, EvmAddress relayer, int limit) {
    handle
        .createUpdate(
            """
            UPDATE relay SET relayer = :relayer
            WHERE reference IN (
              SELECT reference FROM relay
              WHERE network = :network AND state = 'waiting' AND due_at <= clock_timestamp()
                AND relayer IS NULL
              ORDER BY sequence
              LIMIT greatest(0, :limit - (SELECT count(*) FROM relay WHERE network = :network
                                          AND relayer = :relayer AND state = 'waiting'))
              FOR UPDATE SKIP LOCKED)
            """)
        .bind("relayer", relayer.text())
        .bind("network", network)
        .bind("limit", limit)
        .execute();
    return TAKEN.list(handle, network, relayer.text());
  }

  /** Lets another line take what this one has taken and not given a nonce. */
  static void release(Handle handle, String network, EvmAddress relayer) {
    handle
        .createUpdate(
            """
            UPDATE relay SET relayer = NULL
            WHERE network = :network AND relayer = :relayer AND state = 'waiting'
            """)
        .bind("network", network)
        .bind("relayer", relayer.text())
        .execute();
  }

  /** Lets the configured relayers take what others have taken and not given a nonce. */
  static void releaseOthers(Handle handle, String network, List<EvmAddress> configured) {
    handle
        .createUpdate(
            """
            UPDATE relay SET relayer = NULL
            WHERE network = :network AND state = 'waiting' AND relayer <> ALL (:configured)
            """)
        .bind("network", network)
        .bindArray("configured", String.class, configured.stream().map(EvmAddress::text).toArray())
        .execute();
  }

  /** Whether a network has relays that are not over. */
  static boolean hasOpen(Handle handle, String network) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM relay WHERE network = :network AND state = 'waiting')
              OR EXISTS (SELECT FROM relay WHERE network = :network
                         AND state IN ('assigned', 'sent', 'seen'))
            """)
        .bind("network", network)
        .mapTo(Boolean.class)
        .one();
  }

  /** Gives up a try: the relay waits for this reason, and may be taken again after this time. */
  static void postpone(Handle handle, Relay relay, String reason, Duration after) {
    handle
        .createUpdate(
            """
            UPDATE relay SET relayer = NULL,
              due_at = clock_timestamp() + :millis * interval '1 ms',
              waiting_since = CASE WHEN waiting = :reason THEN waiting_since
                              ELSE clock_timestamp() END,
              waiting = :reason
            WHERE reference = :reference AND state = 'waiting'
            """)
        .bind("millis", after.toMillis())
        .bind("reason", reason)
        .bind("reference", relay.reference())
        .execute();
  }

  /**
   * Gives a taken relay its nonce; false if it has changed since it was read.
   *
   * @param estimateWei what it is expected to cost
   */
  static boolean assign(Handle handle, Relay relay, Slot slot, BigInteger estimateWei) {
    return handle
            .createUpdate(
                """
                UPDATE relay SET state = 'assigned', relayer = :relayer, nonce = :nonce,
                  gas_limit = :gas, estimate_wei = :estimate, waiting = NULL,
                  waiting_since = clock_timestamp()
                WHERE reference = :reference AND state = 'waiting' AND version = :version
                """)
            .bind("relayer", slot.relayer().text())
            .bind("nonce", slot.nonce())
            .bind("gas", slot.gasLimit())
            .bind("estimate", new BigDecimal(estimateWei))
            .bind("reference", relay.reference())
            .bind("version", relay.version())
            .execute()
        == 1;
  }

  /**
   * A transaction of it was signed and stored. A wish for higher fees that came after the relay was
   * read is not fulfilled by it, and stays.
   */
  static void signed(Handle handle, Relay relay) {
    handle
        .createUpdate(
            """
            UPDATE relay SET state = 'sent', wants_speed = wants_speed AND NOT :fulfilled,
              waiting = NULL, waiting_since = clock_timestamp()
            WHERE reference = :reference AND state IN ('assigned', 'sent')
            """)
        .bind("fulfilled", relay.wantsSpeed())
        .bind("reference", relay.reference())
        .execute();
  }

  /** Why those without a nonce wait, unless they wait for something of their own. */
  static void allWait(Handle handle, String network, Optional<String> reason) {
    handle
        .createUpdate(
            """
            UPDATE relay SET waiting = :reason, waiting_since = clock_timestamp()
            WHERE network = :network AND state = 'waiting' AND waiting IS DISTINCT FROM :reason
              AND waiting IS DISTINCT FROM 'reverts'
            """)
        .bind("reason", reason)
        .bind("network", network)
        .execute();
  }

  /** Those of a line that have a nonce and were not signed wait for the end of a pause. */
  static void paused(Handle handle, String network, EvmAddress relayer) {
    handle
        .createUpdate(
            """
            UPDATE relay SET waiting = 'paused', waiting_since = clock_timestamp()
            WHERE network = :network AND relayer = :relayer AND state = 'assigned'
              AND waiting IS DISTINCT FROM 'paused'
            """)
        .bind("network", network)
        .bind("relayer", relayer.text())
        .execute();
  }

  /** Why one that has a nonce does not move. */
  static void waits(Handle handle, Relay relay, Optional<String> reason) {
    handle
        .createUpdate(
            """
            UPDATE relay SET waiting = :reason, waiting_since = clock_timestamp()
            WHERE reference = :reference AND waiting IS DISTINCT FROM :reason
            """)
        .bind("reason", reason)
        .bind("reference", relay.reference())
        .execute();
  }

  /** The signer will never sign it; its nonce, if it has one, becomes a gap. */
  static void rejected(Handle handle, Relay relay, String reason) {
    handle
        .createUpdate(
            """
            UPDATE relay SET state = 'rejected', nonce = NULL, waiting = :reason,
              waiting_since = clock_timestamp()
            WHERE reference = :reference AND state IN ('waiting', 'assigned') AND NOT is_void
            """)
        .bind("reason", reason)
        .bind("reference", relay.reference())
        .execute();
  }

  /** What was final above this height is in no block any more; its nonce becomes a gap. */
  static void rewind(Handle handle, String network, long height) {
    handle
        .createUpdate(
            """
            UPDATE relay SET state = 'withdrawn', nonce = NULL, mined_hash = NULL,
              mined_height = NULL, mined_block = NULL, mined_ok = NULL, mined_call = NULL,
              fee_wei = NULL, gas_used = NULL, gas_price_wei = NULL
            WHERE network = :network AND state = 'final' AND mined_height > :height
            """)
        .bind("network", network)
        .bind("height", height)
        .execute();
  }

  /** Someone else has used its nonce, in a final block: it gets another one. */
  static void nonceLost(Handle handle, Relay relay, Slot slot) {
    handle
        .createUpdate(
            """
            UPDATE relay SET state = CASE WHEN is_void THEN 'withdrawn' ELSE 'waiting' END,
              relayer = NULL, nonce = NULL, waiting = NULL, waiting_since = clock_timestamp()
            WHERE reference = :reference AND state IN ('assigned', 'sent') AND nonce = :nonce
            """)
        .bind("reference", relay.reference())
        .bind("nonce", slot.nonce())
        .execute();
  }

  /** One of its transactions is in a canonical block, final or not. */
  static void mined(Handle handle, Relay relay, Mined mined, RelayState state) {
    handle
        .createUpdate(
            """
            UPDATE relay SET state = :state, mined_hash = :hash, mined_height = :height,
              mined_block = :block, mined_ok = :ok, mined_call = :call, fee_wei = :fee,
              gas_used = :gas, gas_price_wei = :price, waiting = NULL,
              waiting_since = clock_timestamp()
            WHERE reference = :reference AND state IN ('assigned', 'sent', 'seen')
            """)
        .bind("state", state.word())
        .bind("hash", mined.hash().text())
        .bind("height", mined.height())
        .bind("block", mined.blockHash().text())
        .bind("ok", mined.succeeded())
        .bind("call", mined.isCall())
        .bind("fee", new BigDecimal(mined.feeWei()))
        .bind("gas", mined.gas().map(Gas::used))
        .bind("price", mined.gas().map(gas -> new BigDecimal(gas.priceWei())))
        .bind("reference", relay.reference())
        .execute();
  }

  /** A reorganisation took it out of its block. */
  static void unseen(Handle handle, Relay relay) {
    handle
        .createUpdate(
            """
            UPDATE relay SET state = 'sent', mined_hash = NULL, mined_height = NULL,
              mined_block = NULL, mined_ok = NULL, mined_call = NULL, fee_wei = NULL,
              gas_used = NULL, gas_price_wei = NULL, waiting_since = clock_timestamp()
            WHERE reference = :reference AND state = 'seen'
            """)
        .bind("reference", relay.reference())
        .execute();
  }
}
