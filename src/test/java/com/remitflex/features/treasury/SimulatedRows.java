package com.remitflex.features.treasury;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.rails.evm.follower.TransferLogs;
import com.remitflex.features.rails.evm.follower.TransferState;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.rpc.EventLog;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Writes the rows that other parts of the platform write. */
final class SimulatedRows {
  private SimulatedRows() {}

  static void address(Handle handle, HeadId head, String network, EvmAddress address) {
    handle.execute(
        """
        INSERT INTO deposit_address (account_id, environment, network, id, address_index, address,
          created_at, row_mac)
        VALUES (?, 'live', ?, ?, nextval('deposit_address_index'), ?, clock_timestamp(), '')
        """,
        head.accountId(),
        network,
        IdPrefix.DEPOSIT_ADDRESS.next(),
        address.text());
  }

  static BookTransfer transfer(ChainNetwork network, EventLog log, boolean isIncoming) {
    return new BookTransfer(
        TransferLogs.read(network, List.of(log), TransferState.FINAL).getFirst(),
        !isIncoming,
        isIncoming,
        Set.of());
  }

  static void incoming(
      Handle handle, ChainNetwork network, EventLog log, Currency currency, long minor) {
    var found = transfer(network, log, true).found();
    handle.execute(
        """
        INSERT INTO chain_transfer (network, transaction_hash, log_index, token, currency, sender,
          recipient, amount_minor, block_height, block_hash, state)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'final')
        """,
        network.name(),
        log.transactionHash().text(),
        log.index(),
        found.token().text(),
        currency.name(),
        found.sender().text(),
        found.recipient().text(),
        new BigDecimal(minor),
        log.height(),
        log.blockHash().text());
  }

  static void deposit(
      Handle handle,
      HeadId head,
      String network,
      EventLog log,
      EvmAddress to,
      Money amount,
      boolean isHeld) {
    handle.execute(
        """
        INSERT INTO deposit (account_id, environment, id, number, network, transaction_hash,
          log_index, sender, address, currency, amount, status, held_reason, is_final,
          confirmations, created_at, updated_at, credited_at, row_mac)
        VALUES (?, 'live', ?, ?, ?, ?, ?, '0x', ?, ?, ?, ?, ?, true, 1, clock_timestamp(),
          clock_timestamp(), CASE WHEN ? THEN NULL ELSE clock_timestamp() END, '')
        """,
        head.accountId(),
        IdPrefix.DEPOSIT.next(),
        log.index(),
        network,
        log.transactionHash().text(),
        log.index(),
        to.text(),
        amount.currency().name(),
        amount.minor(),
        isHeld ? "held" : "credited",
        isHeld ? "blocked_address" : null,
        isHeld);
  }

  /** Credits a deposit: from funding to available; a negative amount takes it back. */
  static void book(Handle handle, HeadId head, Currency currency, long minor, long held) {
    handle.execute(
        """
        INSERT INTO balance (account_id, environment, currency, available, held, settlement, fees,
          fx, funding)
        VALUES (?, 'live', ?, ?, ?, 0, 0, 0, ?)
        ON CONFLICT (account_id, environment, currency) DO UPDATE
        SET available = balance.available + EXCLUDED.available,
            held = balance.held + EXCLUDED.held, funding = balance.funding + EXCLUDED.funding
        """,
        head.accountId(),
        currency.name(),
        minor,
        held,
        -minor - held);
  }

  static long available(Handle handle, HeadId head, Currency currency) {
    return handle
        .createQuery(
            """
            SELECT coalesce(sum(available), 0)::bigint FROM balance
            WHERE account_id = :account AND environment = 'live' AND currency = :currency
            """)
        .bind("account", head.accountId())
        .bind("currency", currency.name())
        .mapTo(Long.class)
        .one();
  }

  /** Takes a payout out of what is available: settled, or still held. */
  static void pay(Handle handle, HeadId head, Currency currency, long minor, boolean isBooked) {
    handle.execute(
        """
        UPDATE balance SET available = available - ?, held = held + ?, settlement = settlement + ?
        WHERE account_id = ? AND environment = 'live' AND currency = ?
        """,
        minor,
        isBooked ? 0 : minor,
        isBooked ? minor : 0,
        head.accountId(),
        currency.name());
  }

  static void settle(Handle handle, HeadId head, Currency currency, long minor) {
    handle.execute(
        """
        UPDATE balance SET held = held - ?, settlement = settlement + ?
        WHERE account_id = ? AND environment = 'live' AND currency = ?
        """,
        minor,
        minor,
        head.accountId(),
        currency.name());
  }

  static void sweep(
      Handle handle,
      ChainNetwork network,
      EvmAddress token,
      EvmAddress from,
      Money amount,
      Bytes32 nonce,
      long number) {
    handle.execute(
        """
        INSERT INTO treasury_sweep (id, network, token, currency, address, address_index, treasury,
          number, amount_minor, nonce, valid_before, attempts, state, ended_at)
        VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, 1, 1, 'done', clock_timestamp())
        """,
        IdPrefix.SWEEP.next(),
        network.name(),
        token.text(),
        amount.currency().name(),
        from.text(),
        network.treasury().text(),
        number + 1,
        amount.minor(),
        nonce.text());
  }

  /** The follower has come to a block, which is final. */
  static void followed(Handle handle, String network, Block block) {
    handle.execute(
        """
        UPDATE chain_network SET head_height = ?, head_hash = ?, final_height = ?, final_hash = ?,
          version = version + 1
        WHERE name = ?
        """,
        block.height(),
        block.hash().text(),
        block.height(),
        block.hash().text(),
        network);
  }
}
