package com.remitflex.features.treasury.sweeps;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table of sweeps. */
final class SweepStore {
  private static final String COLUMNS =
      """
      SELECT id, network, token, currency, address, address_index, treasury, number, amount_minor,
             nonce, valid_before, attempts, state, problem, transaction_hash, created_at
      FROM treasury_sweep
      """;

  private static final Select<Sweep> OPEN =
      Select.of(
          COLUMNS + " WHERE network = ? AND state = 'open' ORDER BY created_at, id",
          SweepStore::sweep);

  private static final Select<Sweep> NEWEST =
      Select.of(COLUMNS + " ORDER BY created_at DESC, id DESC LIMIT ?", SweepStore::sweep);

  private static final Select<Sweep> BY_NONCE =
      Select.of(COLUMNS + " WHERE nonce = ?", SweepStore::sweep);

  /** A sweep that is done has its transfer, and one that has expired has none. */
  private static final String CONTRADICTIONS =
      """
      SELECT CASE WHEN s.id IS NULL
             THEN format('%s: a recorded transfer belongs to this sweep, which is missing',
                         t.subject)
             ELSE format('%s is %s, but its transfer is %s', s.id, s.state,
                         coalesce(t.transaction_hash, 'missing')) END
      FROM treasury_sweep s
        FULL JOIN (SELECT * FROM treasury_transfer WHERE kind = 'sweep') t ON t.subject = s.id
      WHERE s.id IS NULL OR (s.state = 'done') <> (t.subject IS NOT NULL)
        AND NOT (s.state = 'open' AND t.subject IS NOT NULL)
      ORDER BY 1
      """;

  private SweepStore() {}

  static List<String> contradictions(Handle handle) {
    return handle.createQuery(CONTRADICTIONS).mapTo(String.class).list();
  }

  static List<Sweep> open(Handle handle, String network) {
    return OPEN.list(handle, network);
  }

  static List<Sweep> newest(Handle handle, int limit) {
    return NEWEST.list(handle, limit);
  }

  static Optional<Sweep> ofNonce(Handle handle, Bytes32 nonce) {
    return BY_NONCE.find(handle, nonce.text());
  }

  /** Adds a sweep; false if the address has an open one, or one with this number. */
  static boolean insert(Handle handle, Sweep sweep) {
    return handle
            .createUpdate(
                """
                INSERT INTO treasury_sweep (id, network, token, currency, address, address_index,
                  treasury, number, amount_minor, nonce, valid_before, attempts, state)
                VALUES (:id, :network, :token, :currency, :address, :index, :treasury, :number,
                  :amount, :nonce, :validBefore, 0, 'open')
                ON CONFLICT DO NOTHING
                """)
            .bind("id", sweep.id())
            .bind("network", sweep.network())
            .bind("token", sweep.token().text())
            .bind("currency", sweep.amount().currency().name())
            .bind("address", sweep.address().text())
            .bind("index", sweep.index())
            .bind("treasury", sweep.treasury().text())
            .bind("number", sweep.number())
            .bind("amount", sweep.amount().minor())
            .bind("nonce", sweep.nonce().text())
            .bind("validBefore", sweep.validBefore())
            .execute()
        == 1;
  }

  /** Stores that a sweep is about to be handed to the relayers, before it is signed. */
  static void attempt(Handle handle, Sweep sweep, long attempt, long validBefore) {
    handle
        .createUpdate(
            """
            UPDATE treasury_sweep
            SET attempts = greatest(attempts, :attempt),
                valid_before = greatest(valid_before, :validBefore)
            WHERE id = :id AND state = 'open'
            """)
        .bind("attempt", attempt)
        .bind("validBefore", validBefore)
        .bind("id", sweep.id())
        .execute();
  }

  /** Stores why a sweep does not go on, or that it does. */
  static void problem(Handle handle, Sweep sweep, Optional<String> problem) {
    handle
        .createUpdate(
            """
            UPDATE treasury_sweep SET problem = :problem
            WHERE id = :id AND state = 'open' AND problem IS DISTINCT FROM :problem
            """)
        .bind("problem", problem)
        .bind("id", sweep.id())
        .execute();
  }

  /** The transaction of a sweep whose transfer is in the treasury ledger. */
  static Optional<Bytes32> transferOf(Handle handle, Sweep sweep) {
    return handle
        .createQuery(
            """
            SELECT transaction_hash FROM treasury_transfer
            WHERE kind = 'sweep' AND subject = :id
            """)
        .bind("id", sweep.id())
        .mapTo(String.class)
        .findOne()
        .map(Bytes32::new);
  }

  /** Ends a sweep; false if it has ended. */
  static boolean end(Handle handle, Sweep sweep, SweepState state, Optional<Bytes32> transaction) {
    return handle
            .createUpdate(
                """
                UPDATE treasury_sweep
                SET state = :state, ended_at = clock_timestamp(), problem = NULL,
                    transaction_hash = :transaction
                WHERE id = :id AND state = 'open'
                """)
            .bind("state", state.word())
            .bind("transaction", transaction.map(Bytes32::text))
            .bind("id", sweep.id())
            .execute()
        == 1;
  }

  private static Sweep sweep(ResultSet row) throws SQLException {
    return new Sweep(
        row.getString("id"),
        row.getString("network"),
        new EvmAddress(row.getString("token")),
        new EvmAddress(row.getString("address")),
        row.getInt("address_index"),
        new EvmAddress(row.getString("treasury")),
        row.getLong("number"),
        new Money(Currency.valueOf(row.getString("currency")), row.getLong("amount_minor")),
        new Bytes32(row.getString("nonce")),
        row.getLong("valid_before"),
        row.getLong("attempts"),
        SweepState.of(row.getString("state")),
        Optional.ofNullable(row.getString("problem")),
        Optional.ofNullable(row.getString("transaction_hash")).map(Bytes32::new),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }
}
