package com.remitflex.features.accounts.deposits.addresses;

import com.remitflex.features.accounts.deposits.addresses.DepositAddressStore.Stored;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.secrets.PepperMac;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The deposit_address table, as the address log copies and restores it. */
final class IssuedAddressStore {
  /** A place behind every row that is committed. */
  static final String NOW = "9223372036854775807";

  private static final Select<Map.Entry<String, Optional<Stored>>> ADDED_SINCE =
      Select.of(
          """
          SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS next, a.*
          FROM (SELECT 1) one LEFT JOIN deposit_address a ON a.added_by >= ?::text::xid8
          ORDER BY a.address_index
          """,
          row ->
              Map.entry(
                  row.getString("next"),
                  row.getString("id") == null
                      ? Optional.empty()
                      : Optional.of(DepositAddressStore.stored(row))));

  private static final Select<Integer> INDEXES =
      Select.of(
          "SELECT address_index FROM deposit_address ORDER BY address_index", row -> row.getInt(1));

  private IssuedAddressStore() {}

  /** Lets the next index be larger by this number. */
  static void skipIndexes(Handle handle, int number) {
    handle
        .createQuery(
            """
            SELECT setval('deposit_address_index', least(2147483647, last_value + :number))
            FROM deposit_address_index
            """)
        .bind("number", number)
        .mapTo(Long.class)
        .one();
  }

  /** Lets the next index be larger than this one; one that is larger already stays. */
  static void raiseIndex(Handle handle, long index) {
    handle
        .createQuery(
            """
            SELECT setval('deposit_address_index', least(2147483647, :index))
            FROM deposit_address_index WHERE last_value < :index
            """)
        .bind("index", index)
        .mapTo(Long.class)
        .findOne();
  }

  /** Addresses with a valid MAC, and where the next look begins. */
  record Page(List<DepositAddress> addresses, String next) {}

  /** What was added since a place, some of it again. */
  static Page addedSince(Database database, String since) {
    List<Map.Entry<String, Optional<Stored>>> rows = database.list(ADDED_SINCE, since);
    List<Stored> added = rows.stream().flatMap(row -> row.getValue().stream()).toList();
    return new Page(signed(database, added), rows.getFirst().getKey());
  }

  /** Every address whose row has a valid MAC. */
  static List<DepositAddress> all(Database database) {
    return signed(database, database.with(DepositAddressStore::all));
  }

  private static List<DepositAddress> signed(Database database, List<Stored> rows) {
    return database.with(handle -> {
      PepperMac macs = handle.getConfig(PepperMac.class);
      return rows.stream()
          .filter(row -> macs.isValid(row.mac(), row.address().macParts()))
          .map(Stored::address)
          .toList();
    });
  }

  static List<Integer> indexes(Database database) {
    return database.list(INDEXES);
  }

  /** Inserts an address of an account that exists, as it was; returns whether it was missing. */
  static boolean insertAgain(Handle handle, DepositAddress address) {
    return handle
            .createUpdate(
                """
                INSERT INTO deposit_address
                  (account_id, environment, network, id, address_index, address, created_at,
                   row_mac)
                VALUES (:account, :environment, :network, :id, :index, :address, :created, :mac)
                ON CONFLICT DO NOTHING
                """)
            .bind("account", address.head().accountId())
            .bind("environment", address.head().environment().word())
            .bind("network", address.network())
            .bind("id", address.id())
            .bind("index", address.index())
            .bind("address", address.address())
            .bind("created", address.createdAt())
            .bind("mac", handle.getConfig(PepperMac.class).sign(address.macParts()))
            .execute()
        == 1;
  }
}
