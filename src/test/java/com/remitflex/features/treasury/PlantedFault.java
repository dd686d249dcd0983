package com.remitflex.features.treasury;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Something that goes wrong, and what the proof must say about it. */
enum PlantedFault {
  A_TRANSFER_IS_MISSING(
      "SELECT subject FROM treasury_transfer WHERE kind = 'deposit' ORDER BY random() LIMIT 1",
      "DELETE FROM treasury_transfer WHERE subject = :id",
      "no recorded transfer belongs to it|but its transfers sum to"),
  A_DEPOSIT_IS_DOUBLED(
      "SELECT id FROM deposit WHERE status = 'credited' ORDER BY random() LIMIT 1",
      """
      INSERT INTO deposit SELECT (jsonb_populate_record(d, jsonb_build_object(
        'id', 'dep_DOUBLED', 'number', d.number + 1000000000, 'log_index', d.log_index + 1))).*
      FROM deposit d WHERE id = :id
      """,
      "dep_DOUBLED on .* is credited with"),
  THE_LEDGER_HAS_ONE_UNIT_TOO_MUCH(
      "SELECT currency FROM balance WHERE environment = 'live' ORDER BY random() LIMIT 1",
      """
      UPDATE balance SET available = available + 1, funding = funding - 1
      WHERE environment = 'live' AND currency = :id
      """,
      "0\\.000001 ID are missing"),
  THE_LEDGER_HAS_ONE_UNIT_TOO_LITTLE(
      """
      SELECT currency FROM balance WHERE environment = 'live' AND available > 0
      ORDER BY random() LIMIT 1
      """,
      """
      UPDATE balance SET available = available - 1, funding = funding + 1
      WHERE environment = 'live' AND currency = :id
      """,
      "0\\.000001 ID are not booked"),
  A_DEPOSIT_IS_OFF_BY_ONE(
      "SELECT subject FROM treasury_transfer WHERE kind = 'deposit' ORDER BY random() LIMIT 1",
      "UPDATE deposit SET amount = amount + 1 WHERE id = :id",
      "ID: booked are .* but its transfer"),
  A_DEPOSIT_HAS_ANOTHER_CURRENCY(
      "SELECT subject FROM treasury_transfer WHERE kind = 'deposit' ORDER BY random() LIMIT 1",
      "UPDATE deposit SET currency = 'PYUSD' WHERE id = :id",
      "ID: booked are .* PYUSD .* but its transfer"),
  A_DEPOSIT_IS_ON_ANOTHER_NETWORK(
      "SELECT subject FROM treasury_transfer WHERE kind = 'deposit' ORDER BY random() LIMIT 1",
      "UPDATE deposit SET network = 'gamma' WHERE id = :id",
      "ID: booked are .* on gamma, but its transfer"),
  TOKENS_ARE_STOLEN(
      "SELECT address FROM treasury_holding WHERE is_treasury ORDER BY random() LIMIT 1",
      """
      INSERT INTO treasury_transfer (network, transaction_hash, log_index, token, currency, sender,
        recipient, amount_minor, block_height, block_hash, is_outgoing, is_incoming, nonces)
      SELECT network, '0x' || repeat('5a', 32), 1, token, currency, address, token, 5, 1,
        '0x' || repeat('b1', 32), true, false, '{}'
      FROM treasury_holding WHERE address = :id LIMIT 1
      """,
      "unexplained outgoing transfer"),
  A_MOVEMENT_IS_CHANGED(
      "SELECT id FROM treasury_movement WHERE kind = 'external' ORDER BY random() LIMIT 1",
      "UPDATE treasury_movement SET float_minor = float_minor + 1 WHERE id = :id",
      "ID: the row was changed or created outside RemitFlex"),
  A_MOVEMENT_IS_DELETED(
      """
      SELECT id FROM treasury_movement m WHERE kind = 'external' ORDER BY random() LIMIT 1
      """,
      "DELETE FROM treasury_movement WHERE id = :id",
      "ID: a recorded transfer belongs to this movement, which is missing"),
  AN_OPENING_IS_CHANGED(
      "SELECT id FROM treasury_movement WHERE kind = 'opening' ORDER BY random() LIMIT 1",
      "UPDATE treasury_movement SET float_minor = float_minor + 1 WHERE id = :id",
      "ID: the row was changed or created outside RemitFlex"),
  AN_ADDRESS_HOLDS_LESS(
      "SELECT address FROM treasury_holding WHERE balance_minor > 0 ORDER BY random() LIMIT 1",
      """
      UPDATE treasury_holding SET balance_minor = balance_minor - 1
      WHERE address = :id AND balance_minor > 0
      """,
      "ID on .* holds .* but its transfers explain"),
  A_LOSS_IS_INVENTED(
      "SELECT id FROM deposit WHERE status = 'credited' ORDER BY random() LIMIT 1",
      """
      INSERT INTO treasury_loss (kind, subject, network, transaction_hash, currency, amount_minor,
        created_at, row_mac)
      SELECT 'deposit', id, network, transaction_hash, currency, amount, clock_timestamp(), ''
      FROM deposit WHERE id = :id
      """,
      "the loss of ID: the row was changed or created outside RemitFlex.*"),
  A_SWEEP_IS_MISSING(
      "SELECT subject FROM treasury_transfer WHERE kind = 'sweep' ORDER BY random() LIMIT 1",
      "DELETE FROM treasury_sweep WHERE id = :id",
      "ID: a recorded transfer belongs to this sweep, which is missing"),
  A_PAYOUT_IS_BOOKED_TWICE(
      """
      SELECT currency FROM balance WHERE environment = 'live' AND available >= 7
      ORDER BY random() LIMIT 1
      """,
      """
      UPDATE balance SET available = available - 7, settlement = settlement + 7
      WHERE environment = 'live' AND currency = :id
      """,
      "0\\.000007 ID are not booked");

  private final String choose;
  private final String change;
  private final String expected;

  PlantedFault(String choose, String change, String expected) {
    this.choose = choose;
    this.change = change;
    this.expected = expected;
  }

  /** Plants the fault somewhere; answers what the proof must say, if there is a place for it. */
  Optional<String> plant(Handle handle) {
    Optional<String> id = handle.createQuery(choose).mapTo(String.class).findFirst();
    id.ifPresent(chosen -> handle.createUpdate(change).bind("id", chosen).execute());
    return id.map(chosen -> ".*(" + expected.replace("ID", chosen) + ").*");
  }

  static List<PlantedFault> all() {
    return List.of(values());
  }
}
