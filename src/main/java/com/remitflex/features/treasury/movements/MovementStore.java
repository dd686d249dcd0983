package com.remitflex.features.treasury.movements;

import com.remitflex.platform.database.Select;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.secrets.PepperMac;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The table of movements; a row without a valid MAC is read as not authentic. */
public final class MovementStore {
  private static final String COLUMNS =
      """
      SELECT id, kind, network, currency, transaction_hash, token, sender, recipient, amount_minor,
             float_minor, arrival_of, note, created_at, row_mac
      FROM treasury_movement
      """;

  private record Row(Movement movement, byte[] mac) {
    Movement checked(PepperMac macs) {
      return macs.isValid(mac, movement.macParts()) ? movement : forged(movement);
    }
  }

  private static final Select<Row> ALL = Select.of(COLUMNS + " ORDER BY id", MovementStore::row);

  private static final Select<Row> NEWEST =
      Select.of(COLUMNS + " ORDER BY id DESC LIMIT ?", MovementStore::row);

  private static final Select<Row> OF_TRANSACTION =
      Select.of(
          COLUMNS + " WHERE network = ? AND transaction_hash = ? ORDER BY id", MovementStore::row);

  private static final Select<Row> BY_ID = Select.of(COLUMNS + " WHERE id = ?", MovementStore::row);

  private MovementStore() {}

  /** Signs and adds a movement. */
  static void insert(Handle handle, Movement movement) {
    byte[] mac = handle.getConfig(PepperMac.class).sign(movement.macParts());
    handle
        .createUpdate(
            """
            INSERT INTO treasury_movement (id, kind, network, currency, transaction_hash, token,
              sender, recipient, amount_minor, float_minor, arrival_of, note, created_at, row_mac)
            VALUES (:id, :kind, :network, :currency, :transaction, :token, :sender, :recipient,
              :amount, :float, :arrivalOf, :note, :createdAt, :mac)
            """)
        .bind("id", movement.id())
        .bind("kind", movement.kind().word())
        .bind("network", movement.network())
        .bind("currency", movement.currency().name())
        .bind("transaction", movement.transactionHash())
        .bind("token", movement.token())
        .bind("sender", movement.sender())
        .bind("recipient", movement.recipient())
        .bind("amount", new BigDecimal(movement.amountMinor()))
        .bind("float", new BigDecimal(movement.floatMinor()))
        .bind("arrivalOf", movement.arrivalOf())
        .bind("note", movement.note())
        .bind("createdAt", movement.createdAt().atOffset(ZoneOffset.UTC))
        .bind("mac", mac)
        .execute();
  }

  static List<Movement> all(Handle handle) {
    return checked(handle, ALL.list(handle));
  }

  static List<Movement> newest(Handle handle, int limit) {
    return checked(handle, NEWEST.list(handle, limit));
  }

  static List<Movement> ofTransaction(Handle handle, String network, String hash) {
    return checked(handle, OF_TRANSACTION.list(handle, network, hash));
  }

  static Optional<Movement> find(Handle handle, String id) {
    return checked(handle, BY_ID.list(handle, id)).stream().findFirst();
  }

  /** The IDs of movements whose transfer is in the treasury ledger. */
  static Set<String> inBooks(Handle handle) {
    return new HashSet<>(
        handle
            .createQuery("SELECT subject FROM treasury_transfer WHERE kind = 'movement'")
            .mapTo(String.class)
            .list());
  }

  /** Signs every row that is signed under an older pepper again; returns the number of rows. */
  public static int signAgain(Handle handle) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    int written = 0;
    for (Row row : ALL.list(handle)) {
      List<byte[]> parts = row.movement().macParts();
      if (macs.isValid(row.mac(), parts) && !macs.isCurrent(row.mac(), parts)) {
        written +=
            handle
                .createUpdate(
                    """
                    UPDATE treasury_movement SET row_mac = :mac
                    WHERE id = :id AND row_mac = :before
                    """)
                .bind("mac", macs.sign(parts))
                .bind("id", row.movement().id())
                .bind("before", row.mac())
                .execute();
      }
    }
    return written;
  }

  private static List<Movement> checked(Handle handle, List<Row> rows) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    return rows.stream().map(row -> row.checked(macs)).toList();
  }

  private static Movement forged(Movement one) {
    return new Movement(
        one.id(),
        one.kind(),
        one.network(),
        one.currency(),
        one.transactionHash(),
        one.token(),
        one.sender(),
        one.recipient(),
        one.amountMinor(),
        one.floatMinor(),
        one.arrivalOf(),
        one.note(),
        one.createdAt(),
        false);
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        new Movement(
            row.getString("id"),
            MovementKind.of(row.getString("kind")),
            row.getString("network"),
            Currency.valueOf(row.getString("currency")),
            row.getString("transaction_hash"),
            row.getString("token"),
            row.getString("sender"),
            row.getString("recipient"),
            row.getBigDecimal("amount_minor").toBigIntegerExact(),
            row.getBigDecimal("float_minor").toBigIntegerExact(),
            Optional.ofNullable(row.getString("arrival_of")),
            row.getString("note"),
            row.getObject("created_at", OffsetDateTime.class).toInstant(),
            true),
        row.getBytes("row_mac"));
  }
}
